"""Fee charts, dues rules and decision rules: each change is a new version with its day and source."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.formats import date_format

from koinon.core.people.models import Person
from koinon.core.record import record
from koinon.core.refusal import MovedOn, NotAllowed
from koinon.engines.dues import Chart
from koinon.league.membership.models import Assessment, DecisionRule, DuesRule, DuesRun, Eligibility, FeeChart
from koinon.league.membership.rules import may_manage_charts
from koinon.league.membership.services import statute
from koinon.league.membership.services.dues_refusals import BeginsTooEarly, InUse, YearAssessed


@transaction.atomic
def put_chart_in_force(
    *, category: str, kind: str, chart: Chart, valid_from: date, source: str, by: Person, currency: str = "USD"
) -> FeeChart:
    """Put a new version of a chart in force from a day; the one before ends the day before.

    The version before is never edited. Raises BeginsTooEarly, or YearAssessed where dues were
    already assessed under the version that the new one would replace.
    """
    _may_manage(by)
    earlier = FeeChart.objects.select_for_update().filter(category=category, kind=kind)
    _after_assessed_years(valid_from, earlier.filter(cells__in=Assessment.objects.values("cell")))
    _end_the_one_before(earlier, valid_from, "membership.fee_chart_ended", by)
    with _one_at_a_time():
        row = statute.put_in(category=category, kind=kind, chart=chart, valid_from=valid_from, source=source, currency=currency)
    record(by, "membership.fee_chart_set", row, details={"cells": len(chart), "sha256": digest_of(chart)})
    return row


@transaction.atomic
def put_dues_rule_in_force(*, by: Person, valid_from: date, source: str, **values: Any) -> DuesRule:
    """Put a new dues rule in force from a day; the one before ends the day before."""
    _may_manage(by)
    earlier = DuesRule.objects.select_for_update()
    _after_assessed_years(valid_from, earlier.filter(runs__isnull=False))
    _end_the_one_before(earlier.all(), valid_from, "membership.dues_rule_ended", by)
    with _one_at_a_time():
        rule = DuesRule.objects.create(valid_from=valid_from, source=source, **values)
    record(by, "membership.dues_rule_set", rule)
    return rule


@transaction.atomic
def put_decision_rule_in_force(*, by: Person, matter: str, valid_from: date, source: str, **values: Any) -> DecisionRule:
    """Put a new decision rule for a matter in force from a day; open votes keep the rule they were opened under."""
    _may_manage(by)
    earlier = DecisionRule.objects.select_for_update().filter(matter=matter)
    _end_the_one_before(earlier, valid_from, "membership.decision_rule_ended", by)
    with _one_at_a_time():
        rule = DecisionRule.objects.create(matter=matter, valid_from=valid_from, source=source, **values)
    record(by, "membership.decision_rule_set", rule)
    return rule


@transaction.atomic
def put_eligibility_in_force(*, by: Person, kind: str, category: str, valid_from: date, source: str) -> Eligibility:
    """Say which membership a kind of organization may ask for from a day on; the rule before ends the day before."""
    _may_manage(by)
    earlier = Eligibility.objects.select_for_update().filter(kind=kind)
    _end_the_one_before(earlier, valid_from, "membership.eligibility_ended", by)
    with _one_at_a_time():
        rule = Eligibility.objects.create(kind=kind, category=category, valid_from=valid_from, source=source)
    record(by, "membership.eligibility_set", rule)
    return rule


@transaction.atomic
def take_chart_back(chart: FeeChart, *, by: Person) -> None:
    """Take back a chart that nobody was assessed under, for instance one uploaded with a mistake.

    Only the latest version can be taken back; the one before is open again.
    """
    _may_manage(by)
    FeeChart.objects.select_for_update().get(pk=chart.pk)
    if chart.valid_until is not None or Assessment.objects.filter(cell__chart=chart).exists():
        raise InUse()
    record(by, "membership.fee_chart_taken_back", chart, gone=True, details={"sha256": digest_of(chart.as_chart())})
    before = FeeChart.objects.filter(
        category=chart.category, kind=chart.kind, valid_until=chart.valid_from - timedelta(days=1)
    ).first()
    chart.delete()
    if before is not None:
        before.valid_until = None
        before.save(update_fields=["valid_until"])
        record(by, "membership.fee_chart_reopened", before)


def digest_of(chart: Chart) -> str:
    """SHA-256 of the chart's cells, so that the record shows which table was put in force."""
    cells = [
        f"{cell.population.low},{cell.population.high},{cell.income.low},{cell.income.high},{cell.amount}"
        for _band, row in chart.rows()
        for cell in row
    ]
    return sha256("\n".join(cells).encode()).hexdigest()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Of two versions put in force at the same moment the second finds that the rules have moved on."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        raise MovedOn() from clash


def _may_manage(by: Person) -> None:
    if not may_manage_charts(by):
        raise NotAllowed()


def _after_assessed_years(valid_from: date, used: models.QuerySet[Any]) -> None:
    """A year's dues keep the version they were assessed under: that of its 1 January."""
    latest = DuesRun.objects.order_by("-year").first()
    if latest and used.exists() and valid_from <= date(latest.year, 1, 1):
        raise YearAssessed("valid_from", year=latest.year)


def _end_the_one_before(earlier: models.QuerySet[Any], valid_from: date, deed: str, by: Person) -> None:
    last = earlier.order_by("-valid_from").first()
    if last is None:
        return
    if last.valid_from >= valid_from:
        raise BeginsTooEarly("valid_from", day=date_format(last.valid_from, "DATE_FORMAT"))
    if last.valid_until is None or last.valid_until >= valid_from:
        last.valid_until = valid_from - timedelta(days=1)
        last.save(update_fields=["valid_until"])
        record(by, deed, last)
