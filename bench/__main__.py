"""Runs the scripts of this folder: `./koinon bench [NAME] [--json]`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from figure import Figure
from house import scratch_house

HERE = Path(__file__).parent
OURS = {"__main__", "figure", "house"}


def scripts() -> list[str]:
    return sorted(file.stem for file in HERE.glob("*.py") if file.stem not in OURS)


def measure(name: str, *, as_json: bool) -> int:
    """Print the figures of one script; returns how many bars were not kept."""
    broken = 0
    with scratch_house():
        figures: Iterable[Figure] = import_module(name).figures()
        for figure in figures:
            print(figure.as_json() if as_json else figure.line(), flush=True)
            broken += not figure.holds
    return broken


def measure_all(words: list[str]) -> int:
    """Each script in a process of its own, so that none is measured with another's rows in memory."""
    return sum(subprocess.run([sys.executable, str(HERE), name, *words], check=False).returncode for name in scripts())


def main() -> int:
    parser = argparse.ArgumentParser(prog="koinon bench", description="Measures; a line a figure.")
    parser.add_argument("name", nargs="?", choices=scripts(), help="one script; all of them without a name")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args()
    if options.name:
        return 1 if measure(options.name, as_json=options.json) else 0
    return 1 if measure_all(["--json"] if options.json else []) else 0


if __name__ == "__main__":
    sys.exit(main())
