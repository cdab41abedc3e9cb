"""`./koinon check`: everything that can be told without running the tests. All are run, all failures told."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from koinon.launcher import documents
from koinon.launcher.project import PRODUCTION, PYTHON, ROOT, manage, say

AT_ONCE = 2
Answer = tuple[bool, str]


@dataclass(frozen=True)
class Check:
    """What it is called, and how it is asked: whether all is well, and what it said."""

    name: str
    ask: Callable[[], Answer]


def run_all() -> int:
    """Ask every check; print a line each, and the whole answer of those that failed."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="koinon-check-") as data, ThreadPoolExecutor(AT_ONCE) as hands:
        asked = [(check, hands.submit(timed, check)) for check in all_checks(data)]
        for check, future in asked:
            well, words, seconds = future.result()
            say(f"{'ok    ' if well else 'FAILED'}  {check.name} ({seconds:.1f} s)")
            if not well:
                failed.append(check.name)
                say(words.rstrip() + "\n")
    say(f"\n{len(failed)} of {len(asked)} checks failed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0


def timed(check: Check) -> tuple[bool, str, float]:
    before = time.monotonic()
    well, words = check.ask()
    return well, words, time.monotonic() - before


def all_checks(data: str) -> list[Check]:
    scratch = {"KOINON_DATA": data, "KOINON_DATABASE_URL": "", "KOINON_DEMO": "0"}
    public = {**scratch, "KOINON_HOSTS": "league.example", "DJANGO_SETTINGS_MODULE": PRODUCTION}
    return [
        Check("types: mypy", tool("mypy", "src/koinon", "tools")),
        Check("format: ruff format", tool("ruff", "format", "--check", ".", "koinon")),
        Check("lint: ruff check", tool("ruff", "check", ".", "koinon")),
        Check("floors: import-linter", command(str(PYTHON.parent / "lint-imports"), "--no-cache")),
        Check("templates: djlint", tool("djlint", "src", "--lint", "--quiet")),
        Check("migrations: none missing", command(*manage("makemigrations", "--check", "--dry-run"), env=scratch)),
        Check(
            "production: check --deploy without a warning",
            command(*manage("check", "--deploy", "--fail-level", "WARNING"), env=public),
        ),
        Check("documents: a page for each module", complaints(documents.modules_without_page)),
        Check("documents: links lead somewhere", complaints(documents.broken_links)),
        Check("documents: the changelog has entries", complaints(documents.empty_changelog)),
        Check("documents: settings.md is what print_env prints", settings_page(scratch)),
    ]


def tool(module: str, *words: str) -> Callable[[], Answer]:
    return command(str(PYTHON), "-m", module, *words)


def command(*words: str, env: dict[str, str] | None = None) -> Callable[[], Answer]:
    def ask() -> Answer:
        done = subprocess.run(
            words, cwd=ROOT, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        return done.returncode == 0, done.stdout

    return ask


def complaints(look: Callable[[], list[str]]) -> Callable[[], Answer]:
    def ask() -> Answer:
        found = look()
        return not found, "\n".join(found)

    return ask


def settings_page(env: dict[str, str]) -> Callable[[], Answer]:
    printed = command(*manage("print_env"), env=env)

    def ask() -> Answer:
        well, words = printed()
        if not well:
            return False, words
        same = documents.text(documents.SETTINGS_PAGE).strip() == words.strip()
        return same, "It differs. Write it anew: ./koinon manage print_env > docs/guide/settings.md"

    return ask
