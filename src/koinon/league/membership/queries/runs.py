"""Reads of the yearly runs: sums, differences to the year before, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from koinon.core.clock import today
from koinon.core.i18n.names import country_name
from koinon.league.membership.models import Assessment, DuesRun
from koinon.league.membership.queries.calculator import years
from koinon.league.membership.services.explanation import number

R = Assessment.Result


@dataclass(frozen=True)
class Summary:
    """What a run comes to, in whole units of its currency."""

    run: DuesRun
    members: int
    owing: int
    billed: int
    to_bill: int
    missing: int
    total: int
    to_bill_total: int
    currency: str

    @property
    def share_billed(self) -> int:
        """Per cent of the invoices that are written."""
        return 100 * self.billed // self.owing if self.owing else 0

    @property
    def total_words(self) -> str:
        return f"{self.currency} {number(self.total)}"

    @property
    def to_bill_words(self) -> str:
        return f"{self.currency} {number(self.to_bill_total)}"


COUNTS = {
    "members": Count("pk"),
    "owing": Count("pk", filter=Q(result=R.DUE, amount__gt=0)),
    "billed": Count("invoice"),
    "missing": Count("pk", filter=Q(result__in=Assessment.MISSING)),
    "total": Sum("amount", filter=Q(result=R.DUE), default=0),
    "to_bill_total": Sum("amount", filter=Q(result=R.DUE, invoice__isnull=True), default=0),
}


def summaries() -> list[Summary]:
    """Every run, latest first; two queries."""
    runs = list(DuesRun.objects.select_related("rule"))
    counted = Assessment.objects.order_by().values("run").annotate(**COUNTS)
    by_run: dict[int, Any] = {row["run"]: row for row in counted}
    return [_summary(run, by_run.get(run.pk, {})) for run in runs]


def summary(run: DuesRun) -> Summary:
    return _summary(run, run.assessments.aggregate(**COUNTS))


def _summary(run: DuesRun, row: Any) -> Summary:
    owing, billed = row.get("owing", 0), row.get("billed", 0)
    return Summary(
        run=run,
        members=row.get("members", 0),
        owing=owing,
        billed=billed,
        to_bill=owing - billed,
        missing=row.get("missing", 0),
        total=row.get("total", 0),
        to_bill_total=row.get("to_bill_total", 0),
        currency=run.assessments.order_by().values_list("currency", flat=True).first() or "USD",
    )


def with_the_year_before(run: DuesRun) -> QuerySet[Assessment]:
    """The assessments of a run, each with `before`: what the member owed the year before; None where that is not known."""
    earlier = _complete(run.year - 1).filter(organization=OuterRef("organization"))
    return run.assessments.annotate(before=Subquery(earlier.values("amount")[:1]))


@dataclass
class Differences:
    """How a run differs from the one before, among the members that could be assessed.

    `gone`: names of those assessed then and not now.
    """

    year_before: int | None
    new: int = 0
    more: int = 0
    less: int = 0
    same: int = 0
    gone: list[str] = field(default_factory=list)


def differences(run: DuesRun) -> Differences:
    before = _amounts(run.year - 1)
    if not before:
        return Differences(None)
    told = Differences(run.year - 1)
    now = _amounts(run.year)
    for pk, (_name, amount) in now.items():
        if pk not in before:
            told.new += 1
        else:
            earlier = before[pk][1]
            told.more += amount > earlier
            told.less += amount < earlier
            told.same += amount == earlier
    told.gone = sorted(name for pk, (name, _amount) in before.items() if pk not in now)
    return told


def _amounts(year: int) -> dict[int, tuple[str, int]]:
    rows = _complete(year).values_list("organization_id", "organization__name", "amount")
    return {pk: (name, amount) for pk, name, amount in rows}


def _complete(year: int) -> QuerySet[Assessment]:
    """Assessments that no missing figure keeps open."""
    return Assessment.objects.filter(run__year=year).exclude(result__in=Assessment.MISSING).order_by()


@dataclass(frozen=True)
class Missing:
    """The figures a run waits for. `incomes`: country code, its name, the year, and who waits for it."""

    populations: list[Assessment]
    incomes: list[tuple[str, str, int, list[str]]]
    charts: list[Assessment]

    def __bool__(self) -> bool:
        return bool(self.populations or self.incomes or self.charts)


def missing(run: DuesRun) -> Missing:
    """Everything that keeps an assessment open. A member without population may lack the GDP figure too."""
    rows = list(run.assessments.incomplete().select_related("organization__country", "run"))
    return Missing(
        populations=[row for row in rows if _lacks_population(row)],
        incomes=_incomes(row for row in rows if row.result != R.NO_CHART and row.explanation.get("income") is None),
        charts=[row for row in rows if row.result == R.NO_CHART],
    )


def _lacks_population(row: Assessment) -> bool:
    return row.result != R.NO_CHART and row.explanation.get("by_population") and row.explanation.get("population") is None


def _incomes(rows: Iterable[Assessment]) -> list[tuple[str, str, int, list[str]]]:
    waiting: dict[tuple[str, int], list[str]] = {}
    for row in rows:
        key = (row.organization.country_id, row.explanation["income_year"])
        waiting.setdefault(key, []).append(row.organization.name)
    told = [(code, country_name(code), year, names) for (code, year), names in waiting.items()]
    return sorted(told, key=lambda each: each[1])


def year_to_preview() -> int:
    """The first year without a run that the rules cover, else this year."""
    done = set(DuesRun.objects.values_list("year", flat=True))
    return next((year for year in years() if year not in done and year >= today().year), today().year)
