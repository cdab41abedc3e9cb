"""What can be said after `./koinon`."""

from __future__ import annotations

import argparse
import os
import shutil
import sys

from koinon.launcher import checks, up
from koinon.launcher.environment import REQUIREMENTS, ready, run
from koinon.launcher.project import PYTHON, ROOT, Trouble, become, manage, say, surroundings

TEST_SETTINGS = "koinon.config.settings.test"
BROWSERS = ("chromium", "chromium-browser")
NO_BROWSER = "Browser tests need Debian's Chromium, which is missing here: {sudo}apt install chromium"
QUICK = ["-m", "not slow and not browser"]
LOCKS = {"installer": "uv", "base": "the product", "dev": "tests and checks"}


def main(words: list[str]) -> int:
    try:
        return obey(words)
    except Trouble as trouble:
        print(f"koinon: {trouble}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def obey(words: list[str]) -> int:
    options, rest = parser().parse_known_args(words)
    if rest and options.command not in {"test", "manage"}:
        parser().error(f"unknown: {' '.join(rest)}")
    deed = {"up": up.up, "check": check, "bench": bench, "lock": lock}.get(options.command)
    if deed:
        return deed(options)
    rest = words[words.index(options.command) + 1 :]
    return test(rest) if options.command == "test" else django(rest)


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="koinon", description="Runs, tests and checks Koinon.")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    up.arguments(commands.add_parser("up", help="run the product with its demonstration network"))
    commands.add_parser(
        "test", help="run the tests; --quick leaves slow and browser tests out; the rest goes to pytest", add_help=False
    )
    commands.add_parser("check", help="format, lint, types, templates, floors, migrations, documents")
    figures = commands.add_parser("bench", help="measure; a line a figure")
    figures.add_argument("name", nargs="?", help="one script of bench/, by its name")
    figures.add_argument("--json", action="store_true", help="one JSON object a line")
    commands.add_parser("manage", help="Django's commands, on the same data", add_help=False)
    commands.add_parser("lock", help="resolve requirements/*.in anew into *.lock")
    return whole


def test(words: list[str]) -> int:
    """The whole suite by pytest, in two processes; every other word is pytest's."""
    ready("dev")
    if "--quick" in words:
        words = [*QUICK, *(word for word in words if word != "--quick")]
    else:
        ask_for_browser()
    if not any(word.startswith(("-n", "--numprocesses")) for word in words):
        words = ["-n", "2", *words]
    os.chdir(ROOT)
    become([str(PYTHON), "-m", "pytest", *words], {**os.environ, "DJANGO_SETTINGS_MODULE": TEST_SETTINGS})


def ask_for_browser() -> None:
    """Says how to get the browser; only where CI is set is its lack a failure."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    sentence = NO_BROWSER.format(sudo="" if os.geteuid() == 0 else "sudo ")
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        raise Trouble(sentence)
    say(sentence + "\nThey are skipped.")


def check(options: argparse.Namespace) -> int:
    ready("dev")
    return checks.run_all()


def bench(options: argparse.Namespace) -> int:
    ready("dev")
    words = [options.name] if options.name else []
    words += ["--json"] if options.json else []
    become([str(PYTHON), str(ROOT / "bench"), *words], dict(os.environ))


def django(words: list[str]) -> int:
    ready("base")
    become(manage(*words), surroundings())


def lock(options: argparse.Namespace) -> int:
    """Newest versions that fit `*.in`, with hashes, without addresses, for every Python from 3.11 on."""
    ready("base")
    for name, what in LOCKS.items():
        say(f"{name}.lock ({what})")
        compile_lock(name)
    return 0


def compile_lock(name: str) -> None:
    kept = ["--constraint", "base.lock"] if name == "dev" else []
    uv = [str(PYTHON), "-m", "uv", "pip", "compile", "--no-config", "--quiet", "--upgrade", "--universal"]
    shape = ["--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header"]
    place = ["--directory", str(REQUIREMENTS), f"{name}.in", "--output-file", f"{name}.lock"]
    run(*uv, *shape, *kept, *place, why=f"requirements/{name}.in has no solution; uv says why above.")
