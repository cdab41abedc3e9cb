"""The secretariat's, the regional office's and the Executive Committee's pages: what they show, do and refuse."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from koinon.core.clock import standing_at
from koinon.core.people.models import Person
from koinon.core.search import find
from koinon.league.membership.desk import admission as desk_rows
from koinon.league.membership.models import Application, Ballot, Decision, Departure, Standing
from koinon.league.membership.services import applications, decisions, departures
from koinon.league.membership.tests.admission_cast import (
    ALL_CHECKS,
    DAY,
    SEATS,
    admitted,
    filed,
    friend,
    make_cast,
    vote,
    voting,
)

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _on_the_day():
    with standing_at(DAY):
        yield


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def as_(client, cast):
    def sign_in(role):
        client.force_login(cast[role], backend=BACKEND)
        return client

    return sign_in


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page_of(thing):
    return (
        reverse("application", args=[thing.number]) if isinstance(thing, Application) else reverse("departure", args=[thing.pk])
    )


def test_checked_opened_voted_closed(as_, cast):
    application = filed()
    client = as_("secretariat")
    assert "Open the vote" in words(client.get(page_of(application)))

    client.post(reverse("application_open_vote", args=[application.number]), {"checks": ALL_CHECKS})
    decision = Decision.objects.get()
    for seat in SEATS:
        client = as_(f"excom {seat}")
        told = words(client.get(page_of(application)))
        assert f"You hold the seat of {seat}. It has not voted." in told
        assert "Approve Matale's application" in told
        client.post(reverse("decision_vote", args=[decision.pk]), {"choice": "yes", "seat": cast.members[seat].pk})
    assert "5 of 5 seats have voted" in words(client.get(page_of(application)))

    client = as_("secretariat")
    assert "Close the vote and count it" in words(client.get(page_of(application)))
    client.post(reverse("decision_close", args=[decision.pk]))

    application.refresh_from_db()
    told = words(client.get(page_of(application)))
    assert application.state == "admitted"
    assert "Executive Committee: Adopted" in told
    assert "Matale was admitted" in told


def test_a_vote_is_not_opened_before_all_is_checked(as_, cast):
    application = filed()

    answer = as_("secretariat").post(reverse("application_open_vote", args=[application.number]), {"checks": ["signed"]})

    assert answer.status_code == 422
    assert "Tick every point" in words(answer)
    assert Application.objects.get().state == "filed"


def test_returning_with_reasons(as_, cast):
    application = filed()
    url = reverse("application_return", args=[application.number])
    client = as_("office")

    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Sign it.", "correct_by": "2016-04-01"}).status_code == 422
    assert client.post(url, {"reason": "Sign it.", "correct_by": "2016-04-20"}).url == page_of(application)
    assert client.post(url, {"reason": "Sign it again."}).status_code == 409

    application.refresh_from_db()
    assert (application.state, application.correct_by) == ("returned", date(2016, 4, 20))


def test_declining_asks_for_a_reason(as_, cast):
    _application, decision = voting(cast)
    client = as_("excom")

    answer = client.post(reverse("decision_vote", args=[decision.pk]), {"choice": "no"})
    assert answer.url == reverse("decision_decline", args=[decision.pk])
    assert client.get(answer.url).status_code == 200
    assert client.post(answer.url, {"reason": " "}).status_code == 422
    assert client.post(answer.url, {"reason": "No source."}).status_code == 302

    assert list(Ballot.objects.values_list("choice", "reason")) == [("no", "No source.")]


def test_an_unknown_choice_is_no_vote(as_, cast):
    _application, decision = voting(cast)

    assert as_("excom").post(reverse("decision_vote", args=[decision.pk]), {"choice": "perhaps"}).status_code == 404
    assert as_("excom").get(reverse("decision_vote", args=[decision.pk])).status_code == 405
    assert not Ballot.objects.exists()


def test_closing_early_is_refused_while_seats_may_change_it(as_, cast):
    _application, decision = voting(cast)

    answer = as_("secretariat").post(reverse("decision_close", args=[decision.pk]))

    assert answer.status_code == 409
    assert "Seats that have not voted (5)" in words(answer)


def test_an_open_page_fetches_the_vote_alone_and_loads_again_once_it_has_closed(as_, cast):
    application, decision = voting(cast)
    vote(cast, decision, Seoul="yes")
    client, htmx = as_("secretariat"), {"HX-Request": "true"}

    part = client.get(page_of(application), headers=htmx)
    vote(cast, decision, **dict.fromkeys(SEATS, "yes"))
    client.post(reverse("decision_close", args=[decision.pk]))
    closed = client.get(page_of(application), headers=htmx)

    assert part.content.decode().strip().startswith('<div id="vote"')
    assert "1 of 5 seats have voted" in words(part)
    assert closed["HX-Refresh"] == "true"


def test_the_list_shows_each_reader_what_concerns_them(as_, cast):
    filed("Matale", by=cast["other"])
    friend()
    url = reverse("applications")

    seen = {}
    for role in ("secretariat", "administrator", "excom", "office", "office_elsewhere", "other", "head"):
        told = words(as_(role).get(url))
        seen[role] = [name for name in ("Matale", "Federation of Local Authorities") if name in told]

    both = ["Matale", "Federation of Local Authorities"]
    assert seen == {
        "secretariat": both,
        "administrator": both,
        "excom": both,
        "office": both,
        "office_elsewhere": [],
        "other": ["Matale"],
        "head": [],
    }


def test_lists_take_the_same_queries_for_one_row_and_for_three(as_, cast):
    client = as_("secretariat")
    counts = []
    for name in ("Matale", "Galle", "Kandy"):
        filed(name)
        client.get(reverse("applications"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("applications"))
        counts.append(len(queries))

    assert counts[0] == counts[1] == counts[2]


def test_a_published_decision_is_read_by_members_and_by_nobody_else(as_, client, cast):
    admitted(cast)
    decision = Decision.objects.get()
    url, register = reverse("decision", args=[decision.pk]), reverse("decisions")

    assert client.get(url).status_code == 302
    statuses = {
        role: as_(role).get(url).status_code for role in ("head", "focal_point", "office", "excom", "secretariat", "other")
    }
    assert statuses == {"head": 200, "focal_point": 200, "office": 200, "excom": 200, "secretariat": 200, "other": 403}
    assert "Ulyanovsk" in words(as_("head").get(url))
    assert "Matale" in words(as_("head").get(register))


def found_by(person):
    return [hit.title for group in find("2016-001", person, kind="membership.application").groups for hit in group.hits]


def test_a_member_reads_its_own_application_and_finds_it(client, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        application = filed(head_email="mayor@matale.example")
        decision = decisions.open_vote_on_application(application, by=cast["secretariat"], checks=ALL_CHECKS)
        vote(cast, decision, **dict.fromkeys(SEATS, "yes"))
        decisions.close(decision, by=cast["secretariat"])
    mayor = Person.objects.get(email="mayor@matale.example")
    client.force_login(mayor, backend=BACKEND)

    assert client.get(page_of(application)).status_code == 200
    assert found_by(mayor) == found_by(cast["secretariat"]) == ["2016-001 Matale"]
    assert found_by(cast["head"]) == []


def test_an_open_vote_is_not_published(as_, cast):
    application, decision = voting(cast)
    vote(cast, decision, Seoul="no")

    assert as_("secretariat").get(reverse("decision", args=[decision.pk])).url == page_of(application)
    assert "Not yet." not in words(as_("secretariat").get(page_of(application)))
    assert "Matale" not in words(as_("head").get(reverse("decisions")))


def test_withdrawal_from_asking_to_the_last_day(as_, cast):
    client = as_("head")
    url = reverse("member_withdraw", args=["gampaha"])
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    client.post(url, {"reason": "We lack the means.", "last_day": "2016-12-31"})
    departure = Departure.objects.get()
    assert "We lack the means." in words(client.get(page_of(departure)))

    client = as_("secretariat")
    url = reverse("departure_accept", args=[departure.pk])
    assert 'value="2016-12-31"' in client.get(url).content.decode()
    assert client.post(url, {"last_day": "2001-01-01"}).status_code == 422
    client.post(url, {"last_day": "2016-12-31"})

    assert Standing.objects.get(organization=cast.members["Gampaha"]).until == date(2016, 12, 31)


def test_termination_from_proposal_to_the_end(as_, cast):
    client = as_("secretariat")
    client.post(reverse("member_terminate", args=["gampaha"]), {"reason": "No dues since 2012."})
    departure = Departure.objects.get()
    client.post(reverse("departure_open_vote", args=[departure.pk]))
    decision = Decision.objects.get()
    assert "End Gampaha's membership" in words(as_("excom").get(page_of(departure)))
    vote(cast, decision, **dict.fromkeys(SEATS, "yes"))
    as_("secretariat").post(reverse("decision_close", args=[decision.pk]))

    assert "Membership ended" in words(as_("head").get(page_of(departure)))
    assert Standing.objects.get(organization=cast.members["Gampaha"]).ending == "terminated"


def test_a_request_to_leave_is_taken_back(as_, cast):
    gampaha = Standing.objects.get(organization=cast.members["Gampaha"])
    departure = departures.ask_to_withdraw(gampaha, by=cast["head"], reason="We lack the means.")

    as_("focal_point").post(reverse("departure_take_back", args=[departure.pk]))

    assert Departure.objects.get().state == "taken_back"


def test_the_desk_names_what_waits(cast):
    application, decision = voting(cast)
    vote(cast, decision, Seoul="yes", Chengdu="yes", Jakarta="yes")
    filed("Galle")
    returned = filed("Kandy", by=cast["other"])
    applications.return_(returned, by=cast["secretariat"], reason="Sign it.", correct_by=date(2016, 4, 20))
    gampaha = Standing.objects.get(organization=cast.members["Gampaha"])
    departures.ask_to_withdraw(gampaha, by=cast["head"], reason="We lack the means.")

    def desk(role):
        return [row.what for row in desk_rows.waiting(cast[role])]

    assert desk("secretariat") == [
        "Application 2016-002 of Galle",
        "Withdrawal of Gampaha",
        "The vote on Matale is decided",
    ]
    assert desk("excom Nairobi") == ["Vote: admit Matale?"]
    assert desk("excom") == []
    assert desk("office") == ["Application 2016-002 of Galle"]
    assert desk("other") == ["Application 2016-003 of Kandy"]
    assert application.number == "2016-001"


@pytest.mark.parametrize("language", ["en", "ko", "ar"])
def test_pages_answer_in_every_language(as_, cast, language):
    application, decision = voting(cast)
    gampaha = Standing.objects.get(organization=cast.members["Gampaha"])
    departure = departures.ask_to_withdraw(gampaha, by=cast["head"], reason="We lack the means.")
    other = filed("Galle")
    pages = [
        reverse("applications"), reverse("decisions"), reverse("departures"), page_of(application), page_of(departure),
        reverse("application_return", args=[other.number]), reverse("application_open_vote", args=[other.number]),
        reverse("departure_accept", args=[departure.pk]), reverse("member_terminate", args=["jakarta"]),
    ]  # fmt: skip

    assert [as_("secretariat").get(f"{url}?lang={language}").status_code for url in pages] == [200] * len(pages)
    assert as_("excom").get(f"{reverse('decision_decline', args=[decision.pk])}?lang={language}").status_code == 200
