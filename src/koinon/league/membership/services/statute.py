"""The statute's rules, put in force when the database is first prepared.

An installation starts with the rules of the published statute: who decides on members, which charts
and which dues rule hold from when. They are rows like those an administrator adds later. Nothing is
put in where rules of that kind stand already.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from koinon.engines.dues import Chart, charts_from
from koinon.league.membership.models import DecisionRule, DuesRule, Eligibility, FeeCell, FeeChart

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
AMENDED = date(2014, 11, 7)
"""The day after the 3rd General Assembly (Chengdu, 3 to 6 November 2014), whose amendments hold since."""

CHART_SOURCE = (
    "Membership fees adopted by the 3rd General Assembly (Chengdu, 3 to 6 November 2014), "
    "as printed in its report and in the brochure of March 2016."
)


def seed_after_migrating(**_signal: Any) -> None:
    """Hears `post_migrate`; tables that a partial migration has not made yet are left alone."""
    wanted = {model._meta.db_table for model in (DecisionRule, DuesRule, Eligibility, FeeChart, FeeCell)}
    if wanted <= set(connection.introspection.table_names()):
        seed()


@transaction.atomic
def seed() -> None:
    """Put the published rules in force where there are none."""
    if not DecisionRule.objects.exists():
        DecisionRule.objects.bulk_create(DecisionRule(**row) for row in _rows("decision_rules.csv"))
    if not Eligibility.objects.exists():
        Eligibility.objects.bulk_create(Eligibility(**row) for row in _rows("eligibility.csv"))
    if not DuesRule.objects.exists():
        DuesRule.objects.bulk_create(DuesRule(**row) for row in _rows("dues_rules.csv"))
    if not FeeChart.objects.exists():
        for (category, kind), chart in published_charts().items():
            put_in(category=category, kind=kind, chart=chart, valid_from=AMENDED, source=CHART_SOURCE)


def published_charts() -> dict[tuple[str, str], Chart]:
    """The 72 + 6 cells of 2014 by (category, kind of member)."""
    with (SEEDS / "fee_chart_2014.csv").open(encoding="utf-8", newline="") as file:
        return charts_from(csv.DictReader(file))


def put_in(*, category: str, kind: str, chart: Chart, valid_from: date, source: str, currency: str = "USD") -> FeeChart:
    """Write a chart with its cells."""
    row = FeeChart.objects.create(category=category, kind=kind, valid_from=valid_from, source=source, currency=currency)
    FeeCell.objects.bulk_create(
        FeeCell(
            chart=row,
            population_from=cell.population.low,
            population_to=cell.population.high,
            income_from=cell.income.low,
            income_to=cell.income.high,
            amount=cell.amount,
            is_ambiguous=cell.ambiguous,
            is_suspect=cell.suspect,
            note=cell.note,
        )
        for _band, cells in chart.rows()
        for cell in cells
    )
    return row


def _rows(name: str) -> Iterator[dict[str, Any]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        yield from (_read(row) for row in csv.DictReader(file))


def _read(row: Mapping[str, str]) -> dict[str, Any]:
    return {column: _value(column, text) for column, text in row.items()}


def _value(column: str, text: str) -> Any:
    if column.startswith("valid_"):
        return date.fromisoformat(text) if text else None
    if column == "threshold_is_strict":
        return text == "yes"
    return int(text) if text.isdigit() else text
