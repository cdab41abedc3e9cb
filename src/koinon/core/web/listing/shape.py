"""What a list is: its columns, filters, words and what to say when it is empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.db.models import Choices, QuerySet
from django.utils.functional import Promise

Words = str | Promise
Row = dict[str, Any]
Kind = Literal["text", "number", "date", "moment", "mark"]
NUMERIC = {"number"}


@dataclass(frozen=True)
class Column:
    """A column of a list.

    key: its name in exports and in `?sort=`. reads: the field (or several, as in `.values()`) that
    its cells are made of. sort: the fields it can be sorted by. choices: what the field's values are
    called. show: the words of a cell, from the row. link: the address a cell leads to. mark_on:
    whether the mark of a cell (kind "mark") is filled. repeats: its cells depend on `reads` and the
    language alone, so that the same value need not be drawn twice. export: the exported value, from the row.
    only_exported: the column stands in exports, not on the page.
    """

    key: str
    label: Words
    reads: str | tuple[str, ...]
    kind: Kind = "text"
    sort: str | tuple[str, ...] = ()
    choices: type[Choices] | Mapping[Any, Words] | Callable[[], Mapping[Any, Words]] | None = None
    show: Callable[[Row], Any] | None = None
    link: Callable[[Row], str] | None = None
    mark_on: Callable[[Row], bool] | None = None
    repeats: bool = False
    export: Callable[[Row], Any] | None = None
    css: str = ""
    only_exported: bool = False

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return (self.reads,) if isinstance(self.reads, str) else self.reads

    @cached_property
    def order(self) -> tuple[str, ...]:
        return (self.sort,) if isinstance(self.sort, str) else self.sort

    def names(self) -> dict[Any, str]:
        """What the values are called, in the language in force."""
        given: Any = self.choices
        if isinstance(given, type) and issubclass(given, Choices):
            given = dict(given.choices)
        return {value: str(name) for value, name in (given() if callable(given) else given or {}).items()}


@dataclass(frozen=True)
class Empty:
    """What to say when nothing is in the list, with the next step."""

    title: Words
    text: Words = ""
    url: Words = ""
    label: Words = ""


@dataclass(frozen=True)
class Listing:
    """A list page.

    name: stable, `module.list`; kept views and exported files carry it. filters: a django-filter
    FilterSet. words: the lookups that words are searched in, or a function (rows, words) → rows.
    order: key of the column it is sorted by at first, with `-` for descending; "" keeps the
    queryset's own. exports: "" where a list should not be taken along.
    """

    name: str
    title: Words
    columns: tuple[Column, ...]
    filters: type[Any] | None = None
    words: tuple[str, ...] | Callable[[QuerySet[Any], str], QuerySet[Any]] = ()
    words_label: Words = ""
    order: str = ""
    empty: Empty | None = None
    caption: Words = ""
    exports: tuple[str, ...] = ("csv", "xlsx", "json")

    @cached_property
    def shown(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.only_exported)

    @cached_property
    def sortable(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns if column.order}

    def fields_of(self, columns: tuple[Column, ...]) -> tuple[str, ...]:
        """Every field that these columns read, each once, with the row's own key."""
        read = [field for column in columns for field in (*column.fields, *getattr(column.link, "fields", ()))]
        return tuple(dict.fromkeys(("pk", *read)))
