"""Deciding: the body that the dated rule names, recorded votes of seats, quorum and majority, and what follows."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from koinon.core.clock import deadline, now, standing_at
from koinon.core.notify.models import Message
from koinon.core.people.models import Mandate, Person
from koinon.core.record import entries_about
from koinon.core.refusal import MovedOn, NotAllowed
from koinon.engines.rules import Verdict
from koinon.league.membership import news, public
from koinon.league.membership.models import Application, Ballot, Decision, OfficeHeld, Standing
from koinon.league.membership.queries import decisions as queries
from koinon.league.membership.services import applications, decisions, drafts
from koinon.league.membership.services.admission_refusals import (
    GiveAReason,
    NoSeats,
    NotChecked,
    NotYetSettled,
    NotYourSeat,
    VoteIsOver,
    WrongBody,
)
from koinon.league.membership.tests.admission_cast import (
    ALL_CHECKS,
    DAY,
    SEATS,
    admitted,
    filed,
    friend,
    link_of,
    make_cast,
    organization,
    person,
    vote,
    voting,
)

pytestmark = pytest.mark.django_db
ALL_YES = dict.fromkeys(SEATS, "yes")


@pytest.fixture(autouse=True)
def _on_the_day():
    with standing_at(DAY):
        yield


@pytest.fixture
def cast():
    return make_cast()


def history(of):
    return list(Standing.objects.filter(organization=of).values_list("category", "since", "until", "ending"))


def test_opening_asks_for_every_check(cast):
    application = filed()

    with pytest.raises(NotChecked):
        decisions.open_vote_on_application(application, by=cast["secretariat"], checks=["signed"])

    assert Application.objects.get().state == "filed"


def test_a_vote_is_open_for_the_days_of_the_rule_until_18_oclock(cast):
    application, decision = voting(cast)

    assert (application.state, decision.seats, decision.rule.body) == ("voting", 5, "excom")
    assert timezone.localtime(decision.closes_at) == timezone.make_aware(datetime(2016, 4, 25, 18, 0))
    told = Message.objects.filter(kind="membership/mail/vote_opened").values_list("email", flat=True)
    assert sorted(told) == sorted(f"excom.{name.lower()}@example.org" for name in SEATS)
    assert deadline.of(decision, decisions.VOTE_CLOSES).due_at == decision.closes_at


def test_only_full_members_in_office_on_the_day_hold_a_seat(cast):
    OfficeHeld.objects.filter(organization=cast.members["Nairobi"]).update(ends_on=DAY - timedelta(days=1))
    Standing.objects.filter(organization=cast.members["Jakarta"]).update(category="associate")

    assert [seat.name for seat in queries.seat_organizations(DAY)] == ["Chengdu", "Seoul", "Ulyanovsk"]
    assert [seat.name for seat in queries.seat_organizations(DAY - timedelta(days=1))] == [
        "Chengdu",
        "Nairobi",
        "Seoul",
        "Ulyanovsk",
    ]


def test_without_seats_there_is_no_vote(cast):
    OfficeHeld.objects.all().delete()

    with pytest.raises(NoSeats):
        voting(cast)


def test_a_seat_votes_by_name_and_may_change_its_vote(cast):
    _application, decision = voting(cast)

    vote(cast, decision, Seoul="abstain")
    vote(cast, decision, Seoul="yes")

    assert list(Ballot.objects.values_list("seat__name", "choice", "cast_by__email")) == [
        ("Seoul", "yes", "excom.seoul@example.org")
    ]


def test_a_vote_against_gives_its_reason(cast):
    _application, decision = voting(cast)

    with pytest.raises(GiveAReason):
        decisions.cast(decision, "no", by=cast.seat("Seoul"), reason=" ")
    decisions.cast(decision, "no", by=cast.seat("Seoul"), reason="The population has no source.")

    assert Ballot.objects.get().reason == "The population has no source."


@pytest.mark.parametrize("role", ["secretariat", "administrator", "other", "head", "office", "system"])
def test_nobody_without_a_seat_votes(cast, role):
    _application, decision = voting(cast)

    with pytest.raises(NotYourSeat):
        decisions.cast(decision, "yes", by=cast[role])


def test_nobody_votes_for_another_seat(cast):
    _application, decision = voting(cast)

    with pytest.raises(NotYourSeat):
        decisions.cast(decision, "yes", by=cast.seat("Seoul"), seat=cast.members["Jakarta"])


def test_a_seat_does_not_vote_on_its_own_membership(cast):
    from koinon.league.membership.services import departures

    seoul = Standing.objects.get(organization=cast.members["Seoul"])
    departure = departures.propose_termination(seoul, by=cast["secretariat"], reason="No dues since 2012.")
    decision = decisions.open_vote_on_departure(departure, by=cast["secretariat"])

    assert decision.seats == 4
    with pytest.raises(NotYourSeat):
        decisions.cast(decision, "no", by=cast.seat("Seoul"), reason="We stay.")


def test_admitted_by_the_majority_of_votes_for_and_against(cast):
    application, decision = voting(cast)
    with standing_at(date(2016, 4, 20)):
        vote(cast, decision, Seoul="yes", Chengdu="yes", Jakarta="no", Nairobi="abstain")
    with standing_at(datetime(2016, 4, 25, 18, 1)):
        assert deadline.fire_due() == 1
    application.refresh_from_db()
    decision.refresh_from_db()

    assert (decision.outcome, decision.yes, decision.no, decision.abstained) == ("adopted", 2, 1, 1)
    assert (application.state, application.decided_on) == ("admitted", date(2016, 4, 25))
    assert history(application.organization) == [
        ("associate", DAY, date(2016, 4, 24), "admitted"),
        ("full", date(2016, 4, 25), None, ""),
    ]


def test_the_deadline_closes_once(cast):
    application, decision = voting(cast)
    vote(cast, decision, **ALL_YES)
    with standing_at(datetime(2016, 4, 25, 18, 1)):
        deadline.fire_due()
        assert deadline.fire_due() == 0
        decisions.close_when_due(decision.pk)
        with pytest.raises(MovedOn):
            decisions.close(decision, by=cast["secretariat"])

    assert [e.deed for e in entries_about(decision)] == ["membership.decision_opened", "membership.decision_closed"]
    assert Standing.objects.filter(organization=application.organization, category="full").count() == 1


def test_too_few_votes_put_the_matter_back_and_it_can_be_opened_anew(cast):
    application, decision = voting(cast)
    vote(cast, decision, Seoul="yes", Chengdu="yes")
    with standing_at(datetime(2016, 4, 25, 18, 1)):
        deadline.fire_due()
        application.refresh_from_db()
        decision.refresh_from_db()
        again = decisions.open_vote_on_application(application, by=cast["secretariat"], checks=ALL_CHECKS)

    assert decision.outcome == "not_quorate"
    assert again.pk != decision.pk
    assert history(application.organization) == [("associate", DAY, None, "")]
    assert Message.objects.filter(kind="membership/mail/vote_put_back").count() == 1


def test_declined_ends_the_standing_as_associate(cast):
    application, decision = voting(cast)
    vote(cast, decision, Seoul="no", Chengdu="no", Jakarta="no")
    decisions.close(decision, by=cast["secretariat"])
    application.refresh_from_db()

    assert application.state == "declined"
    assert history(application.organization) == [("associate", DAY, DAY, "declined")]


def test_a_tie_is_not_a_majority(cast):
    application, decision = voting(cast)
    vote(cast, decision, Seoul="no", Chengdu="yes", Jakarta="no", Nairobi="yes", Ulyanovsk="abstain")
    decisions.close(decision, by=cast["secretariat"])
    application.refresh_from_db()

    assert application.state == "declined"


def test_the_secretariat_closes_early_only_what_is_settled(cast):
    _application, decision = voting(cast)
    vote(cast, decision, Seoul="yes", Chengdu="yes")
    with pytest.raises(NotYetSettled):
        decisions.close(decision, by=cast["secretariat"])
    assert queries.verdict_already(decision) is None

    vote(cast, decision, Jakarta="yes")
    assert queries.verdict_already(decision) is Verdict.ADOPTED
    for role in ("excom", "administrator", "office", "other"):
        with pytest.raises(NotAllowed):
            decisions.close(decision, by=cast[role])
    decisions.close(decision, by=cast["secretariat"])

    assert decision.outcome == "adopted"


def test_after_the_closing_hour_no_vote_counts(cast):
    _application, decision = voting(cast)

    with standing_at(decision.closes_at), pytest.raises(VoteIsOver):
        vote(cast, decision, Seoul="yes")
    vote(cast, decision, **ALL_YES)
    decisions.close(decision, by=cast["secretariat"])
    with pytest.raises(MovedOn):
        vote(cast, decision, Seoul="yes")


def test_friendship_is_confirmed_and_has_no_associate_standing(cast):
    application = friend()
    decision = decisions.open_vote_on_application(application, by=cast["secretariat"], checks=ALL_CHECKS)
    vote(cast, decision, **ALL_YES)
    decisions.close(decision, by=cast["secretariat"])

    assert history(application.organization) == [("friendship", DAY, None, "")]


def test_friendship_declined_leaves_no_standing(cast):
    application = friend()
    decision = decisions.open_vote_on_application(application, by=cast["secretariat"], checks=ALL_CHECKS)
    vote(cast, decision, **dict.fromkeys(SEATS, "no"))
    decisions.close(decision, by=cast["secretariat"])

    assert history(application.organization) == []


def test_until_the_amendment_of_2014_the_assembly_decides(cast):
    with standing_at(date(2014, 11, 6)):
        application = filed()
        with pytest.raises(WrongBody) as refusal:
            decisions.open_vote_on_application(application, by=cast["secretariat"], checks=ALL_CHECKS)
    assert "General Assembly" in str(refusal.value)
    assert Application.objects.get().state == "filed"

    with standing_at(date(2014, 11, 7)):
        decision = decisions.open_vote_on_application(application, by=cast["secretariat"], checks=ALL_CHECKS)

    assert decision.rule.body == "excom"


def test_a_minuted_decision_is_of_the_body_of_its_day(cast):
    with standing_at(date(2014, 10, 1)):
        application = filed()
    system = cast["system"]
    told = {"minuted": "Report of the 3rd General Assembly, agenda 1", "by": system}

    with pytest.raises(WrongBody):
        decisions.decide(application, "adopted", "excom", on=date(2014, 11, 6), **told)
    with pytest.raises(WrongBody):
        decisions.decide(application, "adopted", "general_assembly", on=date(2014, 11, 7), **told)
    decision = decisions.decide(application, "adopted", "general_assembly", on=date(2014, 11, 6), **told)
    application.refresh_from_db()

    assert (decision.seats, decision.minuted) == (None, "Report of the 3rd General Assembly, agenda 1")
    assert application.state == "admitted"
    assert history(application.organization) == [
        ("associate", date(2014, 10, 1), date(2014, 11, 5), "admitted"),
        ("full", date(2014, 11, 6), None, ""),
    ]


@pytest.mark.parametrize("role", ["secretariat", "excom", "other", "office"])
def test_nobody_minutes_a_decision_in_place_of_a_vote(cast, role):
    application = filed()

    with pytest.raises(NotAllowed):
        decisions.decide(application, "adopted", "excom", minuted="Minutes", on=DAY, by=cast[role])


def test_on_admission_focal_points_and_head_become_persons_with_mandates(cast):
    application = filed(head_email="mayor@matale.example")
    decision = decisions.open_vote_on_application(application, by=cast["secretariat"], checks=ALL_CHECKS)
    vote(cast, decision, **ALL_YES)
    decisions.close(decision, by=cast["secretariat"])

    held = Mandate.objects.filter(organization=application.organization).order_by("post")
    assert list(held.values_list("post", "person__email", "starts_on", "confirmed_on")) == [
        ("focal_point", "tomas@matale.example", DAY, DAY),
        ("head", "mayor@matale.example", DAY, DAY),
    ]
    assert Person.objects.get(email="tomas@matale.example").name == "Tomas Lindqvist"
    invited = Message.objects.filter(kind="people/mail/invited").values_list("email", flat=True)
    assert set(invited) == {"tomas@matale.example", "mayor@matale.example"}


def test_a_focal_point_who_is_known_keeps_the_account(cast):
    known = person("tomas")
    application = filed()
    drafts_contact = application.contacts.get()
    drafts_contact.email = known.email
    drafts_contact.save()
    decision = decisions.open_vote_on_application(application, by=cast["secretariat"], checks=ALL_CHECKS)
    vote(cast, decision, **ALL_YES)
    decisions.close(decision, by=cast["secretariat"])

    assert Mandate.objects.get(organization=application.organization).person == known


def test_admission_carries_address_and_website_over(cast):
    galle = organization("Galle", "LK", website="https://old.example")
    from koinon.league.membership.tests.admission_cast import draft

    application = draft("Galle")
    drafts.choose_organization(application, galle, by=link_of(application))
    applications.file(application, by=link_of(application))
    decision = decisions.open_vote_on_application(application, by=cast["secretariat"], checks=ALL_CHECKS)
    vote(cast, decision, **ALL_YES)
    decisions.close(decision, by=cast["secretariat"])
    galle.refresh_from_db()

    assert galle.website == "https://matale.example"


def test_the_door_says_who_may_vote(cast):
    application = admitted(cast)
    matale = application.organization_id

    assert not public.is_full_member(matale, DAY)
    assert public.standing_on(matale, DAY).category == "associate"
    assert public.is_full_member(matale, DAY + timedelta(days=1))
    assert matale in public.voting_city_ids(DAY + timedelta(days=1))
    assert public.excom_city_ids(DAY) == {cast.members[name].pk for name in SEATS}
    assert {fact.organization_id for fact in public.members_on(DAY)} == {each.pk for each in cast.members.values()} | {matale}


def test_news_of_an_admission(cast, django_capture_on_commit_callbacks, monkeypatch):
    heard = []
    monkeypatch.setitem(__import__("koinon.core.news", fromlist=["x"])._listeners, news.CityAdmitted, [heard.append])
    with django_capture_on_commit_callbacks(execute=True):
        application = admitted(cast)

    assert heard == [news.CityAdmitted(application.organization_id, "full", DAY + timedelta(days=1))]


def test_every_seat_leaves_an_entry_and_none_says_how_it_voted(cast):
    _application, decision = voting(cast)
    [ballot] = vote(cast, decision, Seoul="no")

    [entry] = entries_about(ballot)
    assert (entry.deed, entry.role, entry.opening.details) == ("membership.vote_cast", "excom", "{}")
    assert now().date() == DAY
    assert Decision.objects.count() == 1
