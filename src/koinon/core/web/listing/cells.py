"""Cells as ready strings: formatted once in Python, because a template's filters in 300 cells cost six times as much."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from html import escape
from operator import itemgetter
from time import monotonic
from typing import Any
from urllib.parse import quote

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from koinon.core.i18n.names import locale_of
from koinon.core.web.listing.shape import NUMERIC, Column, Listing, Row

BRITISH = Locale("en", "GB")
_special = re.compile("[&<>\"']").search
_plain = re.compile(r"[A-Za-z0-9_.~-]*\Z").match
MOST_DRAWN = 5_000
DRAWN_FOR = 60.0
STAND_IN = 918273645


def link_to(name: str, **fields: str) -> Callable[[Row], str]:
    """The address of a cell: `link_to("member", slug="organization__slug")`. Resolved once, filled in for each row."""

    keys, read = tuple(fields), tuple(fields.values())

    def link(row: Row) -> str:
        values = [row[field] for field in read]
        if None in values or "" in values:
            return ""
        return _pattern(name, keys) % tuple(map(_in_address, values))

    link.fields = read  # type: ignore[attr-defined]
    return link


def _in_address(value: Any) -> str:
    text = str(value)
    return text if _plain(text) else quote(text, safe="")


@cache
def _pattern(name: str, keys: tuple[str, ...]) -> str:
    numbers = {key: STAND_IN + place for place, key in enumerate(keys)}
    address = reverse(name, kwargs=numbers).replace("%", "%%")
    for number in numbers.values():
        address = address.replace(str(number), "%s")
    return address


@lru_cache(maxsize=20_000)
def day_in(value: date, language: str) -> str:
    """4 Nov 2014, as the language writes it; in English the day goes first, as the league writes it."""
    return format_skeleton("yMMMd", value, locale=BRITISH if language == "en" else locale_of(language))


@lru_cache(maxsize=20_000)
def number_in(value: int | Decimal | float, language: str) -> str:
    return format_decimal(value, locale=locale_of(language))


def moment_in(value: datetime, language: str) -> str:
    local = timezone.localtime(value)
    return f"{day_in(local.date(), language)} {local:%H:%M}"


def day_of(value: date | datetime, language: str) -> str:
    """A day, or the day of an instant on the reader's wall."""
    return day_in(timezone.localdate(value) if isinstance(value, datetime) else value, language)


WRITTEN: dict[str, Callable[[Any, str], str]] = {"date": day_of, "moment": moment_in, "number": number_in}


def words_of(column: Column, language: str) -> Callable[[Row], str]:
    """The words of a column's cells, as a function of the row; what can be looked up once is looked up here."""
    if column.show is not None:
        show = column.show
        return lambda row: "" if (shown := show(row)) is None else str(shown)
    first = column.fields[0]
    if column.choices is not None:
        names = column.names()
        return lambda row: names.get(row[first], "" if row[first] is None else str(row[first]))
    written: Callable[[Any, str], str] | None = WRITTEN.get(column.kind)
    if written:
        return lambda row: "" if row[first] is None else written(row[first], language)
    return lambda row: "" if row[first] is None else str(row[first])


def html_of(column: Column, language: str, *, heads: bool) -> Callable[[Row], str]:
    """A column's cells as markup. User text is escaped here; nothing else of a row reaches the page."""
    words, link, mark_on = words_of(column, language), column.link, column.mark_on
    opens, closes = _tags(column, heads=heads)
    is_mark = column.kind == "mark"

    def cell(row: Row) -> str:
        text = escaped(words(row))
        if is_mark and text:
            filled = " mark-on" if mark_on and mark_on(row) else ""
            text = f'<span class="mark{filled}">{text}</span>'
        if link and text and (address := link(row)):
            text = f'<a href="{escaped(address)}">{text}</a>'
        return f"{opens}{text}{closes}"

    plain = (column.choices is not None or column.kind in {"number", "date"}) and not (link or mark_on or column.show)
    return _remembered(cell, column.fields) if plain or column.repeats else cell


def _remembered(cell: Callable[[Row], str], fields: tuple[str, ...]) -> Callable[[Row], str]:
    """Cells that depend on their fields alone are drawn once for each of their values."""
    drawn: dict[Any, str] = {}
    read = itemgetter(*fields)

    def again(row: Row) -> str:
        value = read(row)
        found = drawn.get(value)
        if found is None:
            if len(drawn) >= MOST_DRAWN:
                drawn.clear()
            found = drawn[value] = cell(row)
        return found

    return again


def escaped(text: str) -> str:
    """`html.escape`, without its five passes over a text that needs none."""
    return escape(text) if _special(text) else text


def css_of(column: Column) -> str:
    kinds = {"number": "number", "date": "time", "moment": "time"}
    return " ".join(part for part in (kinds.get(column.kind, ""), column.css) if part)


def _tags(column: Column, *, heads: bool) -> tuple[str, str]:
    css = f' class="{escape(css_of(column))}"' if css_of(column) else ""
    if heads:
        return f'<th scope="row" dir="auto"{css}>', "</th>"
    direction = "" if column.kind in NUMERIC else ' dir="auto"'
    return f'<td data-label="{escape(str(column.label))}"{direction}{css}>', "</td>"


def _cells(listing: Listing, language: str) -> list[Callable[[Row], str]]:
    """How each column is drawn; kept with the list for a minute, so that a list that is made anew for a
    request (because its columns know something of it) shares nothing with others."""
    kept: dict[tuple[str, str], Any] = listing.__dict__.setdefault("_cells", {})
    key = (language, timezone.get_current_timezone_name())
    ends, cells = kept.get(key, (0.0, []))
    if ends < monotonic():
        cells = [html_of(column, language, heads=place == 0) for place, column in enumerate(listing.shown)]
        kept[key] = (monotonic() + DRAWN_FOR, cells)
    return cells


def body(listing: Listing, rows: list[Row]) -> SafeString:
    """The table's rows."""
    cells = _cells(listing, get_language() or "en")
    lines = ("".join([cell(row) for cell in cells]) for row in rows)
    return mark_safe("".join(f"<tr>{line}</tr>\n" for line in lines))  # noqa: S308 - every value is escaped in html_of
