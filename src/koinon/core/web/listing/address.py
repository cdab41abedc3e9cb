"""A list's address carries everything: words, filters, order, page. Nothing in it can be wrong enough to fail."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from koinon.core.web.listing.shape import Listing

SIZES = (25, 50, 100)
SIZE = 50
OWN = ("words", "sort", "page", "size", "export")
LONGEST_WORDS = 200


@dataclass(frozen=True)
class Asked:
    """What an address asks of a list. `pairs` are its parameters as they stand, page and export left out."""

    path: str
    pairs: tuple[tuple[str, str], ...]
    words: str
    sort: str
    page: int
    size: int
    export: str

    def url(self, *, without: str = "", **changes: str | int) -> str:
        """The address with some parameters changed; leads to the first page unless a page is given."""
        kept = [(name, value) for name, value in self.pairs if name != without and name not in changes]
        query = urlencode([*kept, *((name, value) for name, value in changes.items() if value != "")])
        return f"{self.path}?{query}" if query else self.path

    def kept_without(self, *names: str) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.pairs if name not in names]

    @property
    def query(self) -> str:
        return urlencode(self.pairs)


def asked_of(request: HttpRequest, listing: Listing) -> Asked:
    given = request.GET
    known = {*OWN, *(listing.filters.base_filters if listing.filters else ())}
    pairs = tuple(
        (name, value)
        for name in given
        if _is_known(name, known) and name not in {"page", "export"}
        for value in given.getlist(name)
        if value and (name, value) not in {("size", str(SIZE)), ("sort", listing.order)}
    )
    size = _number(given.get("size", ""))
    return Asked(
        path=request.path,
        pairs=pairs,
        words=" ".join(given.get("words", "").split())[:LONGEST_WORDS],
        sort=_sort(given.get("sort", ""), listing),
        page=max(1, _number(given.get("page", ""))),
        size=size if size in SIZES else SIZE,
        export=given.get("export", "") if given.get("export") in listing.exports else "",
    )


def _is_known(name: str, known: set[str]) -> bool:
    """A parameter of the list, or one of the parts (`_min`, `_after` …) that a range filter reads."""
    return name in known or name.rpartition("_")[0] in known


def _sort(text: str, listing: Listing) -> str:
    return text if text.removeprefix("-") in listing.sortable else listing.order


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
