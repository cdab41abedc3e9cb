"""Dated figures: populations of members, and GDP per head of countries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koinon.core.clock import today
from koinon.core.people.models import Person
from koinon.core.places.models import IncomeFigure, PopulationFigure
from koinon.league.membership.importing.forms import CHANGED, COUNTRY, NEW, SAME, Change, Column, Form, Options, with_countries
from koinon.league.membership.importing.problems import Cells, Examination
from koinon.league.membership.importing.reading import Table

Key = tuple[Any, int]
CODE = ("country_iso2", "country_code", "country")
"""Like `COUNTRY`, but where a table has both, `country` holds the name."""
SOURCE = Column(("source",), gettext_lazy("Source of the figure. Where it is empty, that of the whole file counts."))


class Populations(Form):
    key = "populations"
    label = gettext_lazy("Populations")
    says = gettext_lazy(
        "A row for each figure, with its year and source. A figure that the register has for that year is replaced."
    )
    deed = "membership.populations_imported"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(("organization", "name"), gettext_lazy("Name of the organization, as the register has it."), required=True),
        Column(("population", "inhabitants"), gettext_lazy("Inhabitants."), required=True),
        Column(("year",), gettext_lazy("Year of the figure."), required=True),
        SOURCE,
        Column(COUNTRY, gettext_lazy("ISO 3166 code, where several organizations share a name.")),
    )

    def __init__(self) -> None:
        super().__init__()
        rows = PopulationFigure.objects.values_list("organization_id", "year", "inhabitants", "source")
        self.known: dict[Key, tuple[int, str]] = {(pk, year): (number, source) for pk, year, number, source in rows}
        self.seen: dict[Key, int] = {}

    def examine_row(self, cells: Cells, options: Options) -> Change | None:
        organization = self.organization_of(cells, "organization", "name")
        inhabitants = cells.whole("population", "inhabitants", least=1, most=100_000_000, required=True)
        year = cells.whole("year", least=1900, most=today().year, required=True)
        source = _source(cells, options)
        if organization is None or inhabitants is None or year is None or not source:
            return None
        if not _is_first(cells, self.seen, (organization.pk, year), "year"):
            return None
        what = _compared(self.known.get((organization.pk, year)), (inhabitants, source))
        words = f"{organization.name}, {year}: {inhabitants}"
        return Change(cells.line, what, words, (organization.pk, year, inhabitants, source))

    def take(self, changes: Sequence[Change], by: Person) -> None:
        rows = [
            PopulationFigure(organization_id=pk, year=year, inhabitants=inhabitants, source=source)
            for pk, year, inhabitants, source in _to_write(changes)
        ]
        _write(PopulationFigure, rows, ["organization", "year"], ["inhabitants", "source"])


class Incomes(Form):
    """GDP per head: a column a year as the World Bank's tables have it, or a row for each figure."""

    key = "incomes"
    label = gettext_lazy("GDP per head")
    says = gettext_lazy(
        "GDP per head of countries in international dollars (PPP): a column for each year, or a row for each figure. "
        "Empty cells stay missing."
    )
    deed = "membership.incomes_imported"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(CODE, gettext_lazy("ISO 3166 code of two letters."), required=True),
        Column(("2015",), gettext_lazy("A column for each year, named by it: whole international dollars.")),
        Column(("year",), gettext_lazy("Or: the year of the row’s figure …")),
        Column(("gdp_per_head", "gdp_per_capita"), gettext_lazy("… and the figure.")),
        SOURCE,
    )

    def __init__(self) -> None:
        super().__init__()
        rows = IncomeFigure.objects.values_list("country_id", "year", "gdp_per_head", "source")
        self.known: dict[Key, tuple[int, str]] = {(code, year): (number, source) for code, year, number, source in rows}
        self.seen: dict[Key, int] = {}

    @classmethod
    def fits(cls, table: Table) -> bool:
        names = table.columns
        has_figures = bool(_years(table)) or ("year" in names and bool({"gdp_per_head", "gdp_per_capita"} & set(names)))
        return has_figures and any(name in names for name in CODE)

    @classmethod
    def unread(cls, table: Table) -> list[str]:
        years = {table.columns[year] for year in _years(table)}
        return [written for written in super().unread(table) if written not in years]

    def examine(self, examination: Examination, options: Options) -> list[Change]:
        years = _years(examination.table)
        changes: list[Change] = []
        for cells in examination.cells():
            country, source = self.country_of(cells, *CODE), _source(cells, options)
            if not cells.is_fine:
                continue
            changes += self._wide(cells, country, source, years) if years else self._long(cells, country, source)
        return changes

    def _wide(self, cells: Cells, country: str, source: str, years: list[str]) -> list[Change]:
        figures = ((year, cells.whole(year, least=1, most=1_000_000)) for year in years)
        filled = [(int(year), value, year) for year, value in figures if value is not None]
        return [self._change(cells, country, *each, source) for each in filled if self._is_first(cells, country, each)]

    def _long(self, cells: Cells, country: str, source: str) -> list[Change]:
        year = cells.whole("year", least=1900, most=today().year, required=True)
        value = cells.whole("gdp_per_head", "gdp_per_capita", least=1, most=1_000_000, required=True)
        if year is None or value is None or not self._is_first(cells, country, (year, value, "year")):
            return []
        return [self._change(cells, country, year, value, "year", source)]

    def _is_first(self, cells: Cells, country: str, figure: tuple[int, int, str]) -> bool:
        return _is_first(cells, self.seen, (country, figure[0]), figure[2])

    def _change(self, cells: Cells, country: str, year: int, value: int, column: str, source: str) -> Change:
        what = _compared(self.known.get((country, year)), (value, source))
        return Change(cells.line, what, f"{country}, {year}: {value}", (country, year, value, source))

    def take(self, changes: Sequence[Change], by: Person) -> None:
        with_countries(change.data[0] for change in changes)
        rows = [
            IncomeFigure(country_id=country, year=year, gdp_per_head=value, source=source)
            for country, year, value, source in _to_write(changes)
        ]
        _write(IncomeFigure, rows, ["country", "year"], ["gdp_per_head", "source"])


def _years(table: Table) -> list[str]:
    """Columns that are named by a year."""
    return [name for name in table.columns if len(name) == 4 and name.isdigit() and 1900 <= int(name) <= today().year]


def _source(cells: Cells, options: Options) -> str:
    source = cells.text("source", most=200) or options.source
    if not source:
        cells.tell("source", _("The source is not named."), _("Fill it in, or name the source of the whole file."))
    return source


def _is_first(cells: Cells, seen: dict[Key, int], key: Key, column: str) -> bool:
    before = seen.setdefault(key, cells.line)
    if before == cells.line:
        return True
    says = _("The figure for this year stands in line %(line)s already.") % {"line": before}
    cells.tell(column, says, _("Keep one of the two."))
    return False


def _compared(known: tuple[int, str] | None, given: tuple[int, str]) -> str:
    if known is None:
        return NEW
    return SAME if known == given else CHANGED


def _to_write(changes: Sequence[Change]) -> list[Any]:
    return [change.data for change in changes if change.what != SAME]


def _write(model: Any, rows: list[Any], by: list[str], update: list[str]) -> None:
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=by, update_fields=update, batch_size=500)
