"""Where things are, what a child process is told, and how trouble is said."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "src"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DEVELOPMENT = "koinon.config.settings.dev"
PRODUCTION = "koinon.config.settings.production"


class Trouble(Exception):
    """Something the person at the terminal can mend; the text is the whole message."""


def say(text: str = "") -> None:
    print(text, flush=True)


def data_folder() -> Path:
    """The folder for rows, files and keys: `KOINON_DATA`, else `data` in the project."""
    return Path(os.environ.get("KOINON_DATA") or ROOT / "data").expanduser().resolve()


def demonstration_mark(data: Path) -> Path:
    """The file that says: this data folder holds the demonstration, whose passwords everybody knows."""
    return data / "demonstration"


def surroundings(**more: str) -> dict[str, str]:
    """The environment variables of a child process: ours, plus the data folder and `more`."""
    data = Path(more.get("KOINON_DATA") or data_folder())
    given = {"KOINON_DATA": str(data), "DJANGO_SETTINGS_MODULE": DEVELOPMENT, **os.environ, **more}
    if demonstration_mark(data).exists():
        given.setdefault("KOINON_DEMO", "1")
    return given


def manage(*words: str) -> list[str]:
    return [str(PYTHON), "-m", "koinon.manage", *words]


def become(command: list[str], env: dict[str, str]) -> NoReturn:
    """Hand this terminal over to `command`; the launcher is gone afterwards."""
    sys.stdout.flush()
    os.execve(command[0], command, env)
