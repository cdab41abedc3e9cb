"""What files are for: modules register it in their `files.py`."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from koinon.core.files.types import KNOWN, FileType


@dataclass(frozen=True)
class Purpose:
    """Types by short name ("pdf", "jpeg", "png", "xlsx", "csv", "json", "txt"), size in bytes, and who may see.

    may_see: takes the person (or AnonymousUser) and the stored file.
    """

    key: str
    label: str | Promise
    types: Set[str]
    max_bytes: int
    may_see: Callable[[Any, Any], bool]

    def __post_init__(self) -> None:
        if unknown := set(self.types) - set(KNOWN):
            raise ValueError(f"unknown types of files: {', '.join(sorted(unknown))}")

    @property
    def file_types(self) -> list[FileType]:
        return [each for key, each in KNOWN.items() if key in self.types]

    @property
    def type_names(self) -> str:
        return ", ".join(each.label for each in self.file_types)


_purposes: dict[str, Purpose] = {}


def register(purpose: Purpose) -> Purpose:
    _purposes[purpose.key] = purpose
    return purpose


def purpose_of(key: str) -> Purpose:
    """Raises LookupError for a purpose that no module registered."""
    try:
        return _purposes[key]
    except KeyError:
        raise LookupError(f"no module keeps files for {key!r}") from None


def known_purpose(key: str) -> Purpose | None:
    return _purposes.get(key)
