"""`manage print_env`: the page docs/guide/settings.md, made from the table in `config.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from koinon.config.env import PROJECT, Setting, all_settings

HEAD = """# Settings

Koinon's settings are these environment variables. An empty one counts as not set; one that cannot be
read stops the start with a sentence that names it. Where there is no terminal to ask on,
`./koinon up --empty` also reads `KOINON_FOUNDER_LEAGUE`, `KOINON_FOUNDER_COUNTRY`, `KOINON_FOUNDER_NAME`,
`KOINON_FOUNDER_EMAIL` and `KOINON_FOUNDER_PASSWORD`, once.

This page is generated from `src/koinon/config/env.py`: `./koinon manage print_env > docs/guide/settings.md`.

| variable | when it is not set | what it is for |
| --- | --- | --- |"""


class Command(BaseCommand):
    help = "Prints docs/guide/settings.md: every environment variable, its default and what it is for."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(HEAD)
        for setting in sorted(all_settings(), key=lambda each: each.name):
            self.stdout.write(f"| `{setting.name}` | {shown(setting)} | {setting.says.replace('|', '/')} |")


def shown(setting: Setting[Any]) -> str:
    """The default as one would write it; a folder is shown from the project on, so that all machines print the same."""
    default = setting.default
    if isinstance(default, Path):
        default = default.relative_to(PROJECT)
    if isinstance(default, bool):
        default = int(default)
    if isinstance(default, list):
        default = ",".join(default)
    return f"`{default}`" if default != "" else ""
