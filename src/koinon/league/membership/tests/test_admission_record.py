"""After every journey the rows are as the record says; a row changed behind the product's back is named."""

from datetime import date

import pytest

from koinon.core.clock import standing_at
from koinon.core.record.audit import audit
from koinon.league.membership.models import Application, Ballot, Standing
from koinon.league.membership.services import applications, decisions, departures, drafts, letters
from koinon.league.membership.tests.admission_cast import (
    ALL_CHECKS,
    DAY,
    SEATS,
    admitted,
    filed,
    friend,
    link_of,
    make_cast,
    vote,
    voting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with standing_at(DAY):
        yield


@pytest.fixture
def cast():
    return make_cast()


def journeys(cast):
    """Admitted, declined, returned and corrected, withdrawn, confirmed as friend, left, terminated, kept."""
    letters.issue(admitted(cast), letters.Kind.ADMITTED)
    _declined, decision = voting(cast, "Galle")
    vote(cast, decision, **dict.fromkeys(SEATS, "no"))
    decisions.close(decision, by=cast["secretariat"])
    returned = filed("Kandy")
    applications.return_(returned, by=cast["secretariat"], reason="Sign it.", correct_by=date(2016, 4, 20))
    drafts.save_answers(returned, by=link_of(returned), population=125_351)
    applications.retract(filed("Jaffna"), by=link_of(Application.objects.get(name="Jaffna")))
    union = friend()
    opened = decisions.open_vote_on_application(union, by=cast["secretariat"], checks=ALL_CHECKS)
    vote(cast, opened, **dict.fromkeys(SEATS, "yes"))
    decisions.close(opened, by=cast["secretariat"])
    gampaha = Standing.objects.get(organization=cast.members["Gampaha"])
    leaving = departures.ask_to_withdraw(gampaha, by=cast["head"], reason="We lack the means.")
    departures.accept(leaving, by=cast["secretariat"], last_day=date(2016, 12, 31))
    letters.issue(leaving, letters.Kind.WITHDRAWN)
    _terminated(cast, "Nairobi", "yes")
    _terminated(cast, "Jakarta", "no")


def _terminated(cast, name, choice):
    standing = Standing.objects.get(organization=cast.members[name])
    departure = departures.propose_termination(standing, by=cast["secretariat"], reason="No dues.")
    decision = decisions.open_vote_on_departure(departure, by=cast["secretariat"])
    vote(cast, decision, **{seat: choice for seat in SEATS if seat not in {name, "Nairobi"}})
    decisions.close(decision, by=cast["secretariat"])


def test_after_all_journeys_every_row_is_as_recorded(cast):
    journeys(cast)

    assert audit().findings == []


@pytest.mark.parametrize(
    "change",
    [
        lambda: Standing.objects.filter(category="full").order_by("pk").first(),
        lambda: Application.objects.order_by("pk").first(),
        lambda: Ballot.objects.order_by("pk").first(),
    ],
    ids=["standing", "application", "ballot"],
)
def test_a_row_changed_behind_the_products_back_is_named(cast, change):
    admitted(cast)
    row = change()
    field = {"Standing": "basis", "Application": "reason", "Ballot": "reason"}[type(row).__name__]

    type(row).objects.filter(pk=row.pk).update(**{field: "something else"})

    [finding] = audit().findings
    assert f"{row._meta.label_lower} {row.pk}" in finding


def test_a_standing_put_in_without_a_deed_is_named(cast):
    seoul = cast.members["Seoul"]
    row = Standing.objects.create(
        organization=seoul, category="full", since=date(2009, 1, 1), until=date(2009, 12, 31), ending="unstated"
    )

    [finding] = audit().findings
    assert f"membership.standing {row.pk}" in finding
