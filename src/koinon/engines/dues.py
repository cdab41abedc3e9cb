"""Dues: what a member owes for a year, read from a fee chart.

A *chart* is a table of *cells*; its columns are bands of population (in thousands of
inhabitants), its rows bands of GDP per head at purchasing power parity (whole USD a year).
Charts are dated data of the league; this module only reads them. Where the printed chart of
2014 is hard to read, the cell says so (`ambiguous`, `suspect`) and keeps what stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class BadChart(ValueError):
    """Raised when the bands of a chart leave a gap, overlap, or a cell is missing or doubled."""


@dataclass(frozen=True, slots=True, order=True)
class Band:
    """Whole numbers from `low` to `high`, both included; `high` None has no upper end."""

    low: int
    high: int | None = None

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise BadChart(f"a band cannot run from {self.low} to {self.high}")

    def __contains__(self, number: int) -> bool:
        return self.low <= number and (self.high is None or number <= self.high)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a chart: both bands, the yearly amount in whole USD, and what is doubtful."""

    population: Band
    income: Band
    amount: int
    ambiguous: bool = False
    suspect: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise BadChart(f"an amount cannot be {self.amount}")


class Chart:
    """A fee chart that covers every population and every income exactly once."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        """Build from cells in any order; raises BadChart on gap, overlap, or missing cell."""
        self._cells: dict[tuple[Band, Band], Cell] = {}
        for cell in cells:
            self._add(cell)
        self.populations = _covering("population", {cell.population for cell in self._cells.values()})
        self.incomes = _covering("income", {cell.income for cell in self._cells.values()})
        for row in self.incomes:
            for column in self.populations:
                if (column, row) not in self._cells:
                    raise BadChart(f"no cell for population {column.low} and income {row.low}")

    def _add(self, cell: Cell) -> None:
        place = (cell.population, cell.income)
        if place in self._cells:
            raise BadChart(f"two cells for population {cell.population.low} and income {cell.income.low}")
        self._cells[place] = cell

    def cell(self, *, population: int, income: int) -> Cell:
        """The cell for so many inhabitants (not thousands) and so many whole USD per head.

        The bands are printed in thousands, so 299,999 inhabitants still are "up to 299".
        """
        return self._cells[_band(self.populations, population // 1000), _band(self.incomes, income)]

    def due(self, *, population: int, income: int) -> int:
        """The yearly amount in whole USD for so many inhabitants and so much GDP per head."""
        return self.cell(population=population, income=income).amount

    def rows(self) -> list[tuple[Band, tuple[Cell, ...]]]:
        """The chart as it is printed: a row for each income band, poorest first."""
        return [(row, tuple(self._cells[column, row] for column in self.populations)) for row in self.incomes]

    def __len__(self) -> int:
        return len(self._cells)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Chart) and self._cells == other._cells

    def __hash__(self) -> int:
        return hash(frozenset(self._cells.values()))


def _covering(axis: str, bands: set[Band]) -> tuple[Band, ...]:
    """The bands in order, after checking that they run from 0 without end, gap or overlap."""
    ordered = tuple(sorted(bands, key=lambda band: band.low))
    expected: int | None = 0
    for band in ordered:
        if expected is None or band.low != expected:
            raise BadChart(f"the {axis} bands leave a gap or overlap at {band.low}")
        expected = None if band.high is None else band.high + 1
    if expected is not None:
        raise BadChart(f"the {axis} bands end at {expected - 1}")
    return ordered


def _band(bands: tuple[Band, ...], number: int) -> Band:
    if number < 0:
        raise ValueError(f"{number} is below zero")
    return next(band for band in bands if number in band)


def charts_from(rows: Iterable[Mapping[str, str]]) -> dict[tuple[str, str], Chart]:
    """Charts from rows of text, as a CSV reader yields them, keyed by (category, kind).

    Columns: category, kind, population_from, population_to (thousands), income_from,
    income_to (USD per head), amount (USD), flag (empty, `ambiguous` or `suspect`), note.
    An empty `…_to` has no upper end. Raises BadChart with the row's number.
    """
    cells: dict[tuple[str, str], list[Cell]] = {}
    for number, row in enumerate(rows, start=1):
        try:
            cells.setdefault((row["category"], row["kind"]), []).append(_cell(row))
        except (KeyError, ValueError) as wrong:
            raise BadChart(f"row {number}: {wrong}") from wrong
    return {key: Chart(of_one) for key, of_one in cells.items()}


def _cell(row: Mapping[str, str]) -> Cell:
    flag = row["flag"]
    if flag not in {"", "ambiguous", "suspect"}:
        raise BadChart(f"unknown flag {flag}")
    return Cell(
        population=_band_from(row["population_from"], row["population_to"]),
        income=_band_from(row["income_from"], row["income_to"]),
        amount=int(row["amount"]),
        ambiguous=flag == "ambiguous",
        suspect=flag == "suspect",
        note=row["note"],
    )


def _band_from(low: str, high: str) -> Band:
    return Band(int(low), int(high) if high else None)


def first_year_of_dues(admitted_in: int, *, years_after: int = 1) -> int:
    """Dues begin in the year after admission (fee rules of 2014)."""
    return admitted_in + years_after


def income_year(for_year: int, *, years_before: int = 1) -> int:
    """The dues of a year use the GDP per head of the year before (fee chart of 2014, note 2)."""
    return for_year - years_before


def exempt(*, brought_in: int, at_least: int = 5) -> bool:
    """Whether a Friendship member owes nothing for having brought in new member cities.

    `brought_in`: cities that joined directly through its help in the year before
    (fee chart of 2014, note 3: at least five).
    """
    return brought_in >= at_least


class Reason(StrEnum):
    """Why a member owes what it owes."""

    DUE = "due"
    NOT_ADMITTED = "not_admitted"
    FIRST_YEAR = "first_year"
    EXEMPT = "exempt"
    POPULATION_MISSING = "population_missing"
    INCOME_MISSING = "income_missing"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is owed for a year: `amount` in whole USD, or None where a figure is missing."""

    reason: Reason
    amount: int | None
    cell: Cell | None = None

    @property
    def complete(self) -> bool:
        """False where a missing figure keeps the amount open; it is never guessed."""
        return self.amount is not None


def assess(
    chart: Chart,
    *,
    year: int,
    admitted_in: int | None,
    population: int | None,
    income: int | None,
    brought_in: int | None = None,
    exempt_at: int = 5,
    years_after: int = 1,
) -> Assessment:
    """What one member owes for `year`, with the reason; the defaults are the rules of 2014.

    `admitted_in`: year of becoming Full or Friendship, None for an Associate, who owes nothing.
    `population`: inhabitants; not asked where the chart has one population band only.
    `income`: GDP per head of `income_year(year)`. `brought_in`: for Friendship members only.
    """
    if admitted_in is None or year < admitted_in:
        return Assessment(Reason.NOT_ADMITTED, 0)
    if year < first_year_of_dues(admitted_in, years_after=years_after):
        return Assessment(Reason.FIRST_YEAR, 0)
    if brought_in is not None and exempt(brought_in=brought_in, at_least=exempt_at):
        return Assessment(Reason.EXEMPT, 0)
    if population is None and len(chart.populations) > 1:
        return Assessment(Reason.POPULATION_MISSING, None)
    if income is None:
        return Assessment(Reason.INCOME_MISSING, None)
    cell = chart.cell(population=population or 0, income=income)
    return Assessment(Reason.DUE, cell.amount, cell)
