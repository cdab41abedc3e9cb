"""A folder whose files are joined: every part that is there offers its share."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def parts(package: str, folder: list[str]) -> Iterator[ModuleType]:
    """The files of a package in the order of their names."""
    for found in sorted(iter_modules(folder), key=lambda found: found.name):
        yield import_module(f"{package}.{found.name}")
