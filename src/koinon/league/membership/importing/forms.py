"""The forms of file that can be imported, and what all of them share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from koinon.core.people.models import Person
from koinon.core.places.models import Country, Organization
from koinon.league.membership.importing.problems import Cells, Examination
from koinon.league.membership.importing.reading import Table
from koinon.league.membership.importing.register import Register, is_country

NEW, CHANGED, SAME = "new", "changed", "same"
COUNTRY = ("country", "country_iso2", "country_code")
"""What the column of a country's code may be called."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its names (the first is ours), what stands in it, and whether it must be filled in."""

    names: tuple[str, ...]
    says: str | Promise
    required: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """What the file itself does not say. `on`: the day on which a list was true. `source`: of its figures."""

    on: date | None = None
    source: str = ""


@dataclass(slots=True)
class Change:
    """What taking one row would do. `data` is the form's own."""

    line: int
    what: str
    words: str
    data: Any = None


class Form:
    """One form of file. `examine` reads it without changing anything, `take` writes what it found."""

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    says: ClassVar[str | Promise]
    columns: ClassVar[tuple[Column, ...]]
    deed: ClassVar[str]

    def __init__(self) -> None:
        self.register = Register()

    @classmethod
    def fits(cls, table: Table) -> bool:
        """Whether every column that must be there is there."""
        return all(any(name in table.columns for name in column.names) for column in cls.columns if column.required)

    @classmethod
    def unread(cls, table: Table) -> list[str]:
        """Columns that are passed over."""
        known = {name for column in cls.columns for name in column.names}
        return [written for name, written in table.columns.items() if name not in known]

    def examine(self, examination: Examination, options: Options) -> list[Change]:
        changes = (self.examine_row(cells, options) for cells in examination.cells())
        return [change for change in changes if change is not None]

    def examine_row(self, cells: Cells, options: Options) -> Change | None:
        raise TypeError("a form reads its rows")

    def take(self, changes: Sequence[Change], by: Person) -> None:
        raise TypeError("a form writes what it read")

    def country_of(self, cells: Cells, *names: str, required: bool = True) -> str:
        """A country by its code of two letters."""
        written = cells.text(*names, most=2, required=required).upper()
        if written and not is_country(written):
            cells.tell(cells.column(*names), _("No country has this code."), _("Write its ISO 3166 code, such as KR."))
            return ""
        return written

    def organization_of(self, cells: Cells, *names: str) -> Organization | None:
        """The one organization in the register that goes by this name (in the row's country, where it names one)."""
        name = cells.text(*names, most=160, required=True)
        country = self.country_of(cells, *COUNTRY, required=False)
        if not name:
            return None
        found = self.register.called(name, country)
        if len(found) == 1:
            return found[0]
        column = cells.column(*names)
        if found:
            cells.tell(column, _("Several organizations go by this name."), _("Add a column “country” with the country’s code."))
        else:
            cells.tell(column, _("No organization in the register goes by this name."), self._nearest(name, country))
        return None

    def _nearest(self, name: str, country: str) -> str:
        alike = self.register.alike(name, country) if country else None
        if alike is not None:
            return _("Write “%(name)s” if you mean that one.") % {"name": alike.name}
        return _("Import it as a member first, or write the name as the register has it.")


def with_countries(codes: Iterable[str]) -> None:
    """See that the countries are in the register."""
    Country.objects.bulk_create([Country(code=code) for code in sorted(set(codes))], ignore_conflicts=True)
