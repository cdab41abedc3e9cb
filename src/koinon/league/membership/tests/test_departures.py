"""Leaving: a withdrawal that the secretariat confirms, a termination that the Executive Committee decides."""

from datetime import date, timedelta

import pytest

from koinon.core.clock import standing_at
from koinon.core.notify.models import Message
from koinon.core.record import entries_about
from koinon.core.refusal import MovedOn, NotAllowed
from koinon.league.membership.models import Departure, Standing
from koinon.league.membership.services import decisions, departures, drafts
from koinon.league.membership.services.admission_refusals import (
    DepartureOpen,
    EndsBeforeItBegins,
    ReasonMissing,
    TooFarAhead,
    WithdrawTheApplication,
    WrongBody,
)
from koinon.league.membership.tests.admission_cast import DAY, FOUNDED, draft, filed, link_of, make_cast, member, vote

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with standing_at(DAY):
        yield


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def standing(cast):
    return Standing.objects.get(organization=cast.members["Gampaha"])


def test_a_withdrawal_ends_the_standing_on_the_day_that_the_secretariat_confirms(cast, standing):
    departure = departures.ask_to_withdraw(standing, by=cast["head"], reason="We lack the means.", last_day=date(2016, 12, 31))
    assert Standing.objects.get(pk=standing.pk).until is None

    departures.accept(departure, by=cast["secretariat"], last_day=date(2016, 12, 31))
    standing.refresh_from_db()

    assert (standing.until, standing.ending, departure.state) == (date(2016, 12, 31), "withdrawn", "done")
    assert Standing.objects.on(date(2016, 12, 31)).filter(pk=standing.pk).exists()
    assert [e.deed for e in entries_about(departure)] == ["membership.withdrawal_asked", "membership.withdrawn"]


def test_the_secretariat_and_the_regional_office_are_told(cast, standing):
    departures.ask_to_withdraw(standing, by=cast["focal_point"], reason="We lack the means.")

    told = Message.objects.filter(kind="membership/mail/withdrawal_asked").values_list("email", flat=True)
    assert set(told) == {"secretariat@example.org", "office@example.org"}


@pytest.mark.parametrize("role", ["other", "head_elsewhere", "secretariat", "administrator", "excom", "office"])
def test_only_head_and_focal_points_ask_to_leave(cast, standing, role):
    with pytest.raises(NotAllowed):
        departures.ask_to_withdraw(standing, by=cast[role], reason="Out.")


def test_one_departure_at_a_time_and_with_a_reason(cast, standing):
    with pytest.raises(ReasonMissing):
        departures.ask_to_withdraw(standing, by=cast["head"], reason=" ")
    departures.ask_to_withdraw(standing, by=cast["head"], reason="We lack the means.")
    with pytest.raises(DepartureOpen):
        departures.propose_termination(standing, by=cast["secretariat"], reason="No dues.")


def test_the_last_day_lies_within_the_standing_and_a_year(cast, standing):
    departure = departures.ask_to_withdraw(standing, by=cast["head"], reason="We lack the means.")

    with pytest.raises(EndsBeforeItBegins):
        departures.accept(departure, by=cast["secretariat"], last_day=FOUNDED - timedelta(days=1))
    with pytest.raises(TooFarAhead):
        departures.accept(departure, by=cast["secretariat"], last_day=DAY + timedelta(days=400))

    assert Departure.objects.get().state == "asked"


def test_a_request_is_taken_back_by_the_member_or_the_secretariat(cast, standing):
    for by in ("focal_point", "secretariat"):
        departure = departures.ask_to_withdraw(standing, by=cast["head"], reason="We lack the means.")
        departures.take_back(departure, by=cast[by])
        assert departure.state == "taken_back"
        with pytest.raises(MovedOn):
            departures.accept(departure, by=cast["secretariat"], last_day=DAY)


def test_a_termination_is_not_the_members_to_take_back_nor_the_secretariats_to_confirm(cast, standing):
    departure = departures.propose_termination(standing, by=cast["secretariat"], reason="No dues since 2012.")

    with pytest.raises(NotAllowed):
        departures.take_back(departure, by=cast["head"])
    with pytest.raises(NotAllowed):
        departures.accept(departure, by=cast["secretariat"], last_day=DAY)


def test_a_termination_is_decided_by_vote(cast, standing):
    departure = departures.propose_termination(standing, by=cast["secretariat"], reason="No dues since 2012.")
    decision = decisions.open_vote_on_departure(departure, by=cast["secretariat"])
    vote(cast, decision, Seoul="yes", Chengdu="yes", Jakarta="yes")
    decisions.close(decision, by=cast["secretariat"])
    standing.refresh_from_db()
    departure.refresh_from_db()

    assert (standing.until, standing.ending, departure.state, departure.last_day) == (DAY, "terminated", "done", DAY)


def test_a_termination_that_is_not_adopted_leaves_the_member_in(cast, standing):
    departure = departures.propose_termination(standing, by=cast["secretariat"], reason="No dues since 2012.")
    decision = decisions.open_vote_on_departure(departure, by=cast["secretariat"])
    vote(cast, decision, Seoul="no", Chengdu="no", Jakarta="no")
    decisions.close(decision, by=cast["secretariat"])
    standing.refresh_from_db()
    departure.refresh_from_db()

    assert (standing.until, departure.state) == (None, "refused")
    told = Message.objects.filter(kind="membership/mail/kept").values_list("email", flat=True)
    assert set(told) == {"head@example.org", "focal@example.org", "secretariat@example.org"}


def test_until_the_amendment_the_assembly_ended_memberships(cast, standing):
    with standing_at(date(2014, 11, 6)):
        departure = departures.propose_termination(standing, by=cast["secretariat"], reason="No dues since 2012.")
        with pytest.raises(WrongBody):
            decisions.open_vote_on_departure(departure, by=cast["secretariat"])
    with standing_at(date(2014, 11, 7)):
        assert decisions.open_vote_on_departure(departure, by=cast["secretariat"]).seats == 5


def test_an_applicant_withdraws_the_application_instead(cast):
    application = filed()
    standing = Standing.objects.get(organization=application.organization)

    with pytest.raises(WithdrawTheApplication):
        departures.propose_termination(standing, by=cast["secretariat"], reason="No.")


def test_who_has_left_cannot_leave(cast, standing):
    departure = departures.ask_to_withdraw(standing, by=cast["head"], reason="We lack the means.")
    departures.accept(departure, by=cast["secretariat"], last_day=DAY)

    with pytest.raises(MovedOn):
        departures.ask_to_withdraw(standing, by=cast["head"], reason="Again.")


def test_who_is_leaving_does_not_apply_at_the_same_time(cast):
    baguio = member("Baguio", "PH", "associate", since=date(2016, 3, 31))
    standing = Standing.objects.get(organization=baguio)
    departures.propose_termination(standing, by=cast["secretariat"], reason="No answer to our letters.")
    application = draft("Baguio", "PH")

    with pytest.raises(DepartureOpen):
        drafts.choose_organization(application, baguio, by=link_of(application))
