"""Charts as they are shown: rows and columns with their words, and the cell that applies."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from koinon.engines.dues import Band
from koinon.league.membership.models import FeeCell, FeeChart
from koinon.league.membership.services.explanation import number


@dataclass(frozen=True)
class ShownCell:
    amount: str
    here: bool
    doubtful: bool


@dataclass(frozen=True)
class ShownRow:
    label: str
    here: bool
    cells: list[ShownCell]


@dataclass(frozen=True)
class Picture:
    """A chart as a table. `columns`: words and whether the cell that applies stands below; `notes`: of doubtful cells."""

    currency: str
    by_population: bool
    columns: list[tuple[str, bool]]
    rows: list[ShownRow]
    notes: list[str]


def picture(chart: FeeChart, here: FeeCell | None = None) -> Picture:
    """The chart with the cell that applies marked."""
    table = chart.as_chart()
    rows = [
        ShownRow(
            label=span(income),
            here=here is not None and here.income_from == income.low,
            cells=[
                ShownCell(
                    amount=number(cell.amount),
                    here=here is not None and (here.population_from, here.income_from) == (cell.population.low, cell.income.low),
                    doubtful=cell.suspect or cell.ambiguous,
                )
                for cell in cells
            ],
        )
        for income, cells in table.rows()
    ]
    columns = [(span(each), here is not None and here.population_from == each.low) for each in table.populations]
    notes = sorted({cell.note for _income, cells in table.rows() for cell in cells if cell.note})
    return Picture(chart.currency, len(columns) > 1, columns, rows, notes)


def span(band: Band) -> str:
    """`1,000–1,999`, or `20,000 and more`."""
    if band.high is None:
        return _("%(low)s and more") % {"low": number(band.low)}
    return f"{number(band.low)}–{number(band.high)}"
