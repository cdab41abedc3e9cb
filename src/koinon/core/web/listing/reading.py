"""Reading the rows of a list. What of the work is the same for every request with one address is done once.

Building and compiling a query takes Django longer than the database takes to answer it with fifty
rows. A list that says which rows it stands on (`same_rows`) has its query compiled once for each
address by each worker; the rows themselves are read anew every time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from time import monotonic
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.utils.translation import get_language

from koinon.core.web.listing.address import OWN, Asked
from koinon.core.web.listing.filters import Filtered, filtered
from koinon.core.web.listing.shape import Listing, Row

COUNT_KEPT_OVER = 1_000
COUNT_KEPT_FOR = 30.0
MOST_KEPT = 500
_counts: dict[Any, tuple[float, int]] = {}
_prepared: dict[Any, Prepared] = {}


class Prepared:
    """A compiled query of `values()`: SQL, parameters, and how Django turns what comes back into Python."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.using = rows.db
        self.names = list(rows.query.selected or ())
        self.sql, self.params = "", ()
        self.converters: dict[int, Any] = {}
        compiler = rows.query.get_compiler(self.using)
        try:
            self.sql, self.params = compiler.as_sql()
        except EmptyResultSet:
            return  # no row can fit: there is nothing to ask
        self.converters = compiler.get_converters([column[0] for column in compiler.select])

    def read(self) -> list[Row]:
        if not self.sql:
            return []
        connection = connections[self.using]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            got = [list(row) for row in cursor.fetchall()]
        for place, (converters, expression) in self.converters.items():
            for row in got:
                for convert in converters:
                    row[place] = convert(row[place], expression, connection)
        return [dict(zip(self.names, row, strict=True)) for row in got]


class Reading:
    """The rows that an address asks of a list.

    rows: the queryset, or a function that makes it where it is needed. same_rows: what the rows depend
    on beside the address (the day, the reader), as a text; "" where that cannot be said.
    """

    def __init__(
        self, listing: Listing, asked: Asked, rows: QuerySet[Any] | Callable[[], QuerySet[Any]], same_rows: str = ""
    ) -> None:
        self.listing, self.asked, self.rows = listing, asked, rows
        self.key = (listing.name, same_rows, asked.pairs, get_language()) if same_rows else None

    @cached_property
    def found(self) -> Filtered:
        rows = self.rows() if callable(self.rows) else self.rows
        return filtered(self.listing, rows, self.asked)

    @cached_property
    def ordered(self) -> QuerySet[Any]:
        """In the order asked for; the row's key breaks ties, so that no row stands on two pages."""
        if not self.asked.sort:
            return self.found.rows
        down = self.asked.sort.startswith("-")
        fields = self.listing.sortable[self.asked.sort.removeprefix("-")].order
        return self.found.rows.order_by(*(turned(each) if down else each for each in fields), "pk")

    @property
    def complaints(self) -> list[str]:
        return self.found.complaints if any(name not in OWN for name, _value in self.asked.pairs) else []

    @cached_property
    def total(self) -> int:
        """How many rows there are. A count above a thousand is remembered for half a minute by each worker:
        it costs more than the page itself, and nobody sees the difference."""
        key = self.key or self._sql_of_count()
        kept = _counts.get(key)
        if kept and kept[0] > monotonic():
            return kept[1]
        count = self.found.rows.order_by().count()
        if count > COUNT_KEPT_OVER:
            remember(_counts, key, (monotonic() + COUNT_KEPT_FOR, count))
        return count

    def _sql_of_count(self) -> str:
        try:
            sql, params = self.found.rows.order_by().query.sql_with_params()
        except EmptyResultSet:
            return ""
        return f"{sql}{params}"

    def part(self, start: int, size: int) -> list[Row]:
        """Rows from `start` on, at most `size` of them, as dicts of the fields that the page shows."""
        fields = self.listing.fields_of(self.listing.shown)
        if self.key is None:
            return list(self.ordered.values(*fields)[start : start + size])
        key = (*self.key, start, size)
        prepared = _prepared.get(key)
        if prepared is None:
            prepared = Prepared(self.ordered.values(*fields)[start : start + size])
            remember(_prepared, key, prepared)
        return prepared.read()


def turned(lookup: str) -> str:
    return lookup[1:] if lookup.startswith("-") else f"-{lookup}"


def remember(kept: dict[Any, Any], key: Any, value: Any) -> None:
    if len(kept) >= MOST_KEPT:
        kept.clear()
    kept[key] = value


def forget_all() -> None:
    """For tests that change the tables behind the product's back."""
    _counts.clear()
    _prepared.clear()
