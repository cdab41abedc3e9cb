"""The environment in `.venv`: made once, synced only when its lock changed."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from koinon.launcher.project import PYTHON, ROOT, SOURCE, VENV, Trouble, say

REQUIREMENTS = ROOT / "requirements"
INSTALLER = REQUIREMENTS / "installer.lock"
LOCALES = SOURCE / "koinon" / "locale"
STAMP = VENV / "koinon-locks.json"
NO_VENV = "Python's venv module is missing here. Install it, then start again:\n\n    {sudo}apt install python3-venv"


def lock(name: str) -> Path:
    return REQUIREMENTS / f"{name}.lock"


def digest(*files: Path) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def stamp() -> dict[str, str]:
    """Which locks the environment holds, by name and digest; empty when there is none or it is broken."""
    if not PYTHON.exists():
        return {}
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def holds(name: str) -> bool:
    return stamp().get(name) == digest(lock(name), INSTALLER)


def ready(name: str) -> None:
    """Leave `.venv` holding the lock `name` (`base`, or `dev`, which includes it), and the translations compiled."""
    if not holds(name):
        with alone():
            if not holds(name):
                sync("dev" if "dev" in stamp() else name)
    compile_translations()


@contextmanager
def alone() -> Iterator[None]:
    """Two launchers started at once: the second waits here, and then finds the work done."""
    with (ROOT / ".venv.busy").open("w") as busy:
        fcntl.flock(busy, fcntl.LOCK_EX)
        yield


def sync(name: str) -> None:
    say(f"Preparing .venv from requirements/{name}.lock ...")
    make()
    STAMP.unlink(missing_ok=True)
    if not (install_uv() and sync_with_uv(name)):
        sync_with_pip(name)
    put_source_on_path()
    held = ["base", "dev"] if name == "dev" else [name]
    STAMP.write_text(json.dumps({each: digest(lock(each), INSTALLER) for each in held}), encoding="utf-8")


def make() -> None:
    """Make `.venv` unless it is there and its Python starts."""
    if PYTHON.exists() and quiet(str(PYTHON), "-m", "pip", "--version"):
        return
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise Trouble(NO_VENV.format(sudo="" if os.geteuid() == 0 else "sudo "))
    run(sys.executable, "-m", "venv", "--clear", str(VENV), why=f"Could not make {VENV}.")


def install_uv() -> bool:
    return quiet(str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(INSTALLER))


def sync_with_uv(name: str) -> bool:
    uv = [str(PYTHON), "-m", "uv", "pip", "sync", "--quiet", "--compile-bytecode", "--require-hashes"]
    return quiet(*uv, str(lock(name)), str(INSTALLER), env={**os.environ, "VIRTUAL_ENV": str(VENV), "UV_NO_CONFIG": "1"})


def sync_with_pip(name: str) -> None:
    """The slower way, for machines where uv cannot be installed or cannot reach the packages as pip is told to."""
    say("uv cannot be used here; going on with pip, which takes longer ...")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock(name))]
    run(*pip, why="The packages could not be installed. pip says why above; then start again.")


def put_source_on_path() -> None:
    """`src` goes on the environment's path by a relative line, so the project folder may be moved."""
    for packages in VENV.glob("lib/python3*/site-packages"):
        line = os.path.relpath(SOURCE, packages)
        (packages / "koinon.pth").write_text(line + "\n", encoding="utf-8")


def compile_source() -> None:
    """Four processes start at once; none of them should have to compile what another compiles too."""
    quiet(str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(SOURCE))


COMPILE = """
import sys
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
with open(sys.argv[1], "rb") as words, open(sys.argv[2], "wb") as compiled:
    write_mo(compiled, read_po(words))
"""


def compile_translations() -> None:
    """Make the `.mo` that gettext reads from each `.po` that is newer than it.

    Whether the words are right is asked by a test: Babel's own check takes a singular without its
    number ("one member") for a mistake in languages that have but one form.
    """
    for words in LOCALES.glob("*/LC_MESSAGES/*.po"):
        compiled = words.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < words.stat().st_mtime:
            why = f"{words.relative_to(ROOT)} cannot be compiled."
            run(str(PYTHON), "-c", COMPILE, str(words), str(compiled), why=why)


def quiet(*command: str, env: dict[str, str] | None = None) -> bool:
    """Whether `command` succeeds; its words are kept back."""
    return subprocess.run(command, env=env, capture_output=True, check=False).returncode == 0


def run(*command: str, why: str) -> None:
    if subprocess.run(command, check=False).returncode != 0:
        raise Trouble(why)
