"""Long pages that are no tables: one part of the rows, and the way to the parts before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

A_PAGE = 25


@dataclass(frozen=True)
class Part:
    """The rows of one page and what `{% pages %}` shows below them."""

    rows: list[Any]
    first: int
    last: int
    total: int
    previous_url: str
    next_url: str
    next_count: int


def page_number(request: HttpRequest) -> int:
    """`?page=`, 1 where it is missing or no number."""
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 and int(text) else 1


def part_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], *, size: int = A_PAGE) -> Part:
    """The part of the rows that the address asks for; the last one where it asks for more than there is."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    number = min(page_number(request), max(1, -(-total // size)))
    start = (number - 1) * size
    return part(request, list(rows[start : start + size]), number=number, total=total, size=size)


def part(request: HttpRequest, rows: list[Any], *, number: int, total: int, size: int = A_PAGE) -> Part:
    """Rows that were cut already, page `number` of `total` rows."""
    start = (number - 1) * size
    left = max(0, total - start - len(rows))
    return Part(
        rows=rows,
        first=start + 1 if rows else 0,
        last=start + len(rows),
        total=total,
        previous_url=_address(request, number - 1) if number > 1 else "",
        next_url=_address(request, number + 1) if left else "",
        next_count=min(size, left),
    )


def _address(request: HttpRequest, number: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(number)
    return f"{request.path}?{asked.urlencode()}"
