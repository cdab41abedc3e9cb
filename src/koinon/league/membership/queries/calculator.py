"""What a body would owe, from its country, population and year: the public fee calculator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min

from koinon.core.clock import today
from koinon.core.places.models import Country, IncomeFigure, Organization
from koinon.engines.dues import Reason, assess
from koinon.league.membership.models import Category, DuesRule, FeeCell
from koinon.league.membership.queries.dues import ChartInForce, RulesOfAYear, rules_of

KINDS = {
    Category.FULL: (Organization.Kind.LOCAL_GOVERNMENT,),
    Category.FRIENDSHIP: (Organization.Kind.ASSOCIATION, Organization.Kind.GOVERNMENT_AGENCY),
}
"""Which kinds of organization each category of dues is for; the first is meant where none is said."""


@dataclass(frozen=True)
class Calculation:
    """The answer: the cell and amount, or what is missing to name them."""

    rules: RulesOfAYear
    category: str
    kind: str
    country: Country
    population: int | None
    income: IncomeFigure | None
    chart: ChartInForce
    reason: Reason
    cell: FeeCell | None

    @property
    def amount(self) -> int | None:
        """In whole units of the chart's currency; None while a figure is missing."""
        return self.cell.amount if self.cell else None

    @property
    def asks_population(self) -> bool:
        return len(self.chart.table.populations) > 1

    @property
    def missing(self) -> list[str]:
        """Names of the figures without which no amount can be named: `population`, `gdp_per_head`."""
        lacking = [("population", self.asks_population and self.population is None), ("gdp_per_head", self.income is None)]
        return [name for name, lacks in lacking if lacks]


def calculate(*, country: Country, population: int | None, category: str, year: int, kind: str = "") -> Calculation:
    """What a member owes for a year in which its dues have begun. Raises NoRule, NoChart.

    population: inhabitants; asked only where the chart distinguishes them.
    """
    rules = rules_of(year)
    chosen = kind or KINDS[Category(category)][0]
    chart = rules.chart_for(category, chosen)
    income = IncomeFigure.objects.filter(country=country, year=rules.income_year).first()
    found = assess(
        chart.table,
        year=year,
        admitted_in=year - rules.rule.first_year_after,
        population=population,
        income=income.gdp_per_head if income else None,
        years_after=rules.rule.first_year_after,
    )
    cell = chart.row_of(found.cell) if found.cell else None
    return Calculation(rules, category, chosen, country, population, income, chart, found.reason, cell)


def years() -> range:
    """The years the calculator knows: from the first with a rule on 1 January to next year."""
    first = DuesRule.objects.aggregate(first=Min("valid_from"))["first"]
    begins = first.year + (first > date(first.year, 1, 1)) if first else today().year
    return range(begins, today().year + 2)


def year_to_start_with() -> int:
    """The latest year whose GDP figures are known, so that the first answer is one."""
    rule = DuesRule.objects.order_by("-valid_from").first()
    latest = IncomeFigure.objects.aggregate(latest=Max("year"))["latest"]
    offered = years()
    if rule is None or latest is None:
        return today().year
    return max(offered[0], min(latest + rule.income_years_before, offered[-1]))
