"""Dues in JSON: the charts, and the public calculator."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from koinon.core.places.models import Country
from koinon.core.web.api import Day, Window, page_of, responses, windowed
from koinon.league.membership.models import FeeChart
from koinon.league.membership.queries.calculator import Calculation, calculate

router = Router(tags=["Dues"])

Year = Annotated[int, Field(ge=2000, le=2100)]


class CellOut(Schema):
    """A cell of a chart: population in thousands, GDP per head in whole international dollars; null: no upper end."""

    population_from: int
    population_to: int | None
    income_from: int
    income_to: int | None
    amount: int = Field(description="Whole units of the chart's currency a year.")
    is_ambiguous: bool = Field(description="Hard to read as printed.")
    is_suspect: bool = Field(description="Doubtful as printed, and kept as it stands.")
    note: str


class ChartOut(Schema):
    id: int
    category: str
    kind: str
    valid_from: date
    valid_until: date | None
    currency: str
    source: str
    cells: list[CellOut]


class IncomeOut(Schema):
    year: int
    gdp_per_head: int = Field(description="International dollars at purchasing power parity.")
    source: str


class RuleOut(Schema):
    valid_from: date
    first_year_after: int = Field(description="Years between admission and the first dues.")
    income_years_before: int = Field(description="Years between the GDP figure and the dues.")
    exempt_at_new_members: int
    payment_days: int
    source: str


class CalculatorIn(Schema):
    country: str = Field(pattern=r"^[A-Za-z]{2}$", description="ISO 3166-1 alpha-2.")
    year: Year = Field(description="Year of the dues.")
    population: int | None = Field(None, ge=1, le=100_000_000, description="Inhabitants; not needed for Friendship Members.")
    category: Literal["full", "friendship"] = "full"
    kind: Literal["local_government", "association", "government_agency"] | None = Field(
        None, description="Kind of organization; the first that the category is for by default."
    )


class CalculationOut(Schema):
    year: int
    category: str
    kind: str
    country: str
    population: int | None
    income_year: int
    income: IncomeOut | None
    rule: RuleOut
    chart: int = Field(description="Id of the chart.")
    chart_source: str
    cell: CellOut | None
    amount: int | None = Field(description="Whole units of the currency; null while a figure is missing.")
    currency: str
    missing: list[Literal["population", "gdp_per_head"]] = Field(
        description="Figures without which no amount can be named. Nothing is guessed."
    )


@router.get("/dues/calculator", auth=None, response=responses(CalculationOut, 404), summary="What a member would owe for a year")
def dues_calculator(request: HttpRequest, asked: Query[CalculatorIn]) -> dict[str, Any]:
    """The cell of the chart, the rule and the GDP figure used, each with its source."""
    country = get_object_or_404(Country, pk=asked.country.upper())
    found = calculate(
        country=country, population=asked.population, category=asked.category, year=asked.year, kind=asked.kind or ""
    )
    return _out(found)


def _out(found: Calculation) -> dict[str, Any]:
    return {
        "year": found.rules.year,
        "category": found.category,
        "kind": found.kind,
        "country": found.country.code,
        "population": found.population,
        "income_year": found.rules.income_year,
        "income": found.income,
        "rule": found.rules.rule,
        "chart": found.chart.row.pk,
        "chart_source": found.chart.row.source,
        "cell": found.cell,
        "amount": found.amount,
        "currency": found.chart.row.currency,
        "missing": found.missing,
    }


@router.get("/dues/charts", auth=None, response=responses(page_of(ChartOut)), summary="Every version of the fee charts")
def fee_charts(request: HttpRequest, window: Query[Window], on: Day | None = None) -> dict[str, Any]:
    """All versions, or with `on` those in force on a day."""
    charts = FeeChart.objects.all() if on is None else FeeChart.objects.in_force_on(on)
    return windowed(charts.prefetch_related("cells").order_by("category", "kind", "valid_from"), window)
