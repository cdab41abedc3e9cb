"""Reads of dues: which rules hold for a year, what each member owes, and what is missing to say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q

from koinon.core.places.models import IncomeFigure, Organization, PopulationFigure
from koinon.engines import dues as engine
from koinon.engines.dues import Reason
from koinon.league.membership.models import Assessment, Category, DuesRule, FeeCell, FeeChart, Standing
from koinon.league.membership.services.dues_refusals import NoChart, NoRule

Result = Assessment.Result
RESULTS: Mapping[Reason, Result] = {
    Reason.DUE: Result.DUE,
    Reason.NOT_ADMITTED: Result.NONE_OWED,
    Reason.FIRST_YEAR: Result.NOT_YET,
    Reason.EXEMPT: Result.EXEMPT,
    Reason.POPULATION_MISSING: Result.NO_POPULATION,
    Reason.INCOME_MISSING: Result.NO_INCOME,
}


@dataclass(frozen=True)
class ChartInForce:
    """A chart with its engine's table, and the row of each cell."""

    row: FeeChart
    table: engine.Chart
    cells: Mapping[tuple[int, int], FeeCell]

    @classmethod
    def of(cls, row: FeeChart) -> ChartInForce:
        cells = list(row.cells.all())
        table = engine.Chart(cell.as_cell() for cell in cells)
        return cls(row, table, {(cell.population_from, cell.income_from): cell for cell in cells})

    def row_of(self, cell: engine.Cell) -> FeeCell:
        return self.cells[cell.population.low, cell.income.low]


@dataclass(frozen=True)
class RulesOfAYear:
    """What holds for the dues of a year: the rule and the charts in force on 1 January."""

    year: int
    standing_on: date
    rule: DuesRule
    charts: Mapping[tuple[str, str], ChartInForce]

    @property
    def income_year(self) -> int:
        return engine.income_year(self.year, years_before=self.rule.income_years_before)

    def chart_for(self, category: str, kind: str) -> ChartInForce:
        """Raises NoChart where no chart covers this kind of member."""
        if (category, kind) not in self.charts:
            raise NoChart("category", year=self.year)
        return self.charts[category, kind]


def rules_of(year: int) -> RulesOfAYear:
    """The dues rule and charts in force on 1 January of a year. Raises NoRule where there was none."""
    day = date(year, 1, 1)
    rule = DuesRule.objects.in_force_on(day).order_by("-valid_from").first()
    if rule is None:
        raise NoRule("year", year=year)
    charts = FeeChart.objects.in_force_on(day).prefetch_related("cells")
    return RulesOfAYear(year, day, rule, {(row.category, row.kind): ChartInForce.of(row) for row in charts})


@dataclass(frozen=True)
class Figures:
    """What is known of the members assessed, read in one go."""

    populations: Mapping[int, PopulationFigure]
    incomes: Mapping[str, IncomeFigure]
    brought_in: Mapping[int, int]


def assessed(rules: RulesOfAYear, organization_ids: Iterable[int] | None = None) -> list[Assessment]:
    """An assessment, not saved and without its run, for each member with a standing on 1 January of the year."""
    standings = Standing.objects.on(rules.standing_on).select_related("organization").order_by("organization__name")
    if organization_ids is not None:
        standings = standings.filter(organization_id__in=list(organization_ids))
    members = list(standings)
    figures = _figures(rules, members)
    return [_assess(rules, standing, figures) for standing in members]


def _figures(rules: RulesOfAYear, members: list[Standing]) -> Figures:
    countries = {standing.organization.country_id for standing in members}
    incomes = IncomeFigure.objects.filter(country_id__in=countries, year=rules.income_year)
    return Figures(
        populations=populations_for(rules.year, [standing.organization_id for standing in members]),
        incomes={figure.country_id: figure for figure in incomes},
        brought_in=brought_in_during(rules.year - 1),
    )


def populations_for(year: int, organization_ids: Iterable[int]) -> dict[int, PopulationFigure]:
    """The figure that the dues of a year use: the newest not after it, else the earliest known.

    The statute names no year for the population (its notes date only the GDP per head), so a figure
    of a later year serves where it is the only one; the assessment says so.
    """
    ids = set(organization_ids)
    known = PopulationFigure.objects.order_by("-year")
    if len(ids) < 1000:
        known = known.filter(organization_id__in=ids)
    chosen: dict[int, PopulationFigure] = {}
    for figure in known:
        if figure.organization_id not in ids:
            continue
        before = chosen.get(figure.organization_id)
        if before is None or before.year > year:
            chosen[figure.organization_id] = figure
    return chosen


def brought_in_during(year: int) -> dict[int, int]:
    """How many cities joined in a year through each Friendship Member (fee chart of 2014, note 3).

    A city joins with its first standing; one whose application failed or was withdrawn has not joined.
    """
    failed = Q(ending__in=[Standing.Ending.DECLINED, Standing.Ending.RETRACTED])
    joined = (
        Standing.objects.filter(organization__kind=Organization.Kind.LOCAL_GOVERNMENT)
        .exclude(failed)
        .values("organization")
        .annotate(first=Min("since"))
        .filter(first__year=year)
        .values("organization")
    )
    counted = (
        Standing.objects.filter(organization__in=joined, brought_by__isnull=False)
        .order_by()
        .values("brought_by")
        .annotate(cities=Count("organization", distinct=True))
    )
    return dict(counted.values_list("brought_by", "cities"))


def _assess(rules: RulesOfAYear, standing: Standing, figures: Figures) -> Assessment:
    organization = standing.organization
    row = Assessment(organization=organization, category=standing.category)
    facts = _facts_of_standing(rules, standing)
    if standing.category == Category.ASSOCIATE:
        row.result = Result.NONE_OWED
    elif chart := rules.charts.get((standing.category, organization.kind)):
        population, income = figures.populations.get(organization.pk), figures.incomes.get(organization.country_id)
        brought_in = figures.brought_in.get(organization.pk, 0) if standing.category == Category.FRIENDSHIP else None
        found = _reckon(rules, chart, standing.since.year, population, income, brought_in)
        facts |= facts_of_figures(rules, chart, population, income) | {"brought_in": brought_in}
        _enter(row, found, chart)
    else:
        row.result = Result.NO_CHART
    row.explanation = facts | facts_of_cell(row.cell)
    return row


def _reckon(
    rules: RulesOfAYear,
    chart: ChartInForce,
    admitted_in: int | None,
    population: PopulationFigure | None,
    income: IncomeFigure | None,
    brought_in: int | None,
) -> engine.Assessment:
    return engine.assess(
        chart.table,
        year=rules.year,
        admitted_in=admitted_in,
        population=population.inhabitants if population else None,
        income=income.gdp_per_head if income else None,
        brought_in=brought_in,
        exempt_at=rules.rule.exempt_at_new_members,
        years_after=rules.rule.first_year_after,
    )


def _enter(row: Assessment, found: engine.Assessment, chart: ChartInForce) -> None:
    row.result = RESULTS[found.reason]
    row.amount = found.amount or 0
    row.currency = chart.row.currency
    row.cell = chart.row_of(found.cell) if found.cell else None


def _facts_of_standing(rules: RulesOfAYear, standing: Standing) -> dict[str, Any]:
    first = engine.first_year_of_dues(standing.since.year, years_after=rules.rule.first_year_after)
    return {
        "standing_on": rules.standing_on.isoformat(),
        "since": standing.since.isoformat(),
        "since_is_known": standing.since_is_known,
        "first_year": None if standing.category == Category.ASSOCIATE else first,
    }


def facts_of_figures(
    rules: RulesOfAYear, chart: ChartInForce, population: PopulationFigure | None, income: IncomeFigure | None
) -> dict[str, Any]:
    """The figures as they were read, so that an explanation stays true when they are corrected later."""
    return {
        "chart_source": chart.row.source,
        "by_population": len(chart.table.populations) > 1,
        "exempt_at": rules.rule.exempt_at_new_members,
        "income_year": rules.income_year,
        "income": income.gdp_per_head if income else None,
        "income_source": income.source if income else "",
        "population": population.inhabitants if population else None,
        "population_year": population.year if population else None,
        "population_source": population.source if population else "",
    }


def facts_of_cell(cell: FeeCell | None) -> dict[str, Any]:
    if cell is None:
        return {}
    return {
        "cell_population": [cell.population_from, cell.population_to],
        "cell_income": [cell.income_from, cell.income_to],
        "cell_doubt": cell.note if cell.is_suspect or cell.is_ambiguous else "",
    }
