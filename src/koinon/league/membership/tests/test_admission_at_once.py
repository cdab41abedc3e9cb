"""Two at once: filings, ballots and closings that meet leave one number, one vote and one outcome."""

import threading

import pytest
from django.db import connection, connections

from koinon.core.clock import standing_at
from koinon.core.people.models import Person
from koinon.core.refusal import Refusal
from koinon.league.membership.models import Application, Ballot, Decision, Standing
from koinon.league.membership.services import applications, decisions
from koinon.league.membership.tests.admission_cast import DAY, SEATS, draft, link_of, make_cast, vote, voting

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Run the deeds in threads that start together; the refusals' names, or None for each that went through."""
    barrier, told = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        try:
            with standing_at(DAY):
                barrier.wait()
                deed()
        except Refusal as refusal:
            told[place] = type(refusal).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(filter(None, told))


@pytest.fixture
def cast():
    with standing_at(DAY):
        yield make_cast()


def filing(application):
    return lambda: applications.file(Application.objects.get(pk=application.pk), by=link_of(application))


def test_two_filings_get_two_numbers_without_a_gap(cast):
    drafts = [draft("Matale"), draft("Galle"), draft("Trincomalee")]

    assert at_once(*map(filing, drafts)) == []

    assert sorted(Application.objects.values_list("number", flat=True)) == ["2016-001", "2016-002", "2016-003"]


def test_two_applications_of_one_new_city_make_one_organization(cast):
    first, second = draft("Matale"), draft("Matale")

    assert at_once(filing(first), filing(second)) == ["IsItThisOne"]

    assert Application.objects.filter(state="filed").count() == 1
    assert Standing.objects.filter(organization__name="Matale").count() == 1


def test_one_application_filed_twice_is_filed_once(cast):
    application = draft("Matale")

    assert at_once(filing(application), filing(application)) == ["MovedOn"]

    assert list(Application.objects.values_list("number", flat=True)) == ["2016-001"]


def test_two_ballots_of_one_seat_are_one_vote(cast):
    _application, decision = voting(cast)

    def voting_for(choice):
        def deed():
            seat = Person.objects.get(pk=cast.seat("Seoul").pk)
            decisions.cast(Decision.objects.get(pk=decision.pk), choice, by=seat)

        return deed

    assert at_once(voting_for("yes"), voting_for("abstain")) == []
    assert Ballot.objects.count() == 1


def test_a_vote_is_counted_once_however_many_close_it(cast):
    application, decision = voting(cast)
    vote(cast, decision, **dict.fromkeys(SEATS, "yes"))

    def closing():
        by = Person.objects.get(pk=cast["secretariat"].pk)
        decisions.close(Decision.objects.get(pk=decision.pk), by=by)

    assert at_once(closing, closing, closing) == ["MovedOn", "MovedOn"]
    assert Standing.objects.filter(organization=application.organization, category="full").count() == 1
    assert connection.vendor in {"sqlite", "postgresql"}
