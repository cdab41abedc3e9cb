"""Focal points are kept current; profiles are published; regional offices see their region alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from koinon.commons.billing import public as billing
from koinon.core.clock import standing_at, today
from koinon.core.notify.models import Message
from koinon.core.people.models import Mandate, Person
from koinon.core.people.tests.factories import a_person, a_secretary, an_administrator
from koinon.core.places.models import Organization
from koinon.core.refusal import MovedOn, NotAllowed
from koinon.league.membership.models import Call, Confirmation, ProfileDraft, RegionalAssignment
from koinon.league.membership.queries.duties import duties_of
from koinon.league.membership.rules import profile_flow
from koinon.league.membership.services import focal_points, profiles, regions
from koinon.league.membership.tests.test_directory import a_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def nairobi() -> Organization:
    return a_member("Nairobi", country="KE", region="africa")


@pytest.fixture
def focal(nairobi: Organization) -> Person:
    return a_person("Jane Wanjiru", post="focal_point", organization=nairobi)


def mandate_of(person: Person) -> Mandate:
    return Mandate.objects.get(person=person, post="focal_point")


@pytest.fixture
def asked(focal: Person, django_capture_on_commit_callbacks: Any) -> Confirmation:
    with django_capture_on_commit_callbacks(execute=True):
        focal_points.open_campaign(2026, by=a_secretary())
    return Confirmation.objects.get(mandate__person=focal)


def test_a_campaign_asks_every_focal_point_once(asked: Confirmation, focal: Person) -> None:
    focal_points.ask_focal_point.call(asked.pk)
    mail = Message.objects.get(recipient=focal)
    assert asked.key in mail.text
    with pytest.raises(focal_points.CampaignOpen):
        focal_points.open_campaign(2026, by=a_secretary())


def test_only_the_secretariat_asks(focal: Person) -> None:
    for person in (focal, a_person(), an_administrator()):
        with pytest.raises(NotAllowed):
            focal_points.open_campaign(2026, by=person)


def test_one_click_confirms(client: Any, asked: Confirmation, focal: Person) -> None:
    address = reverse("confirm_focal_point", args=[asked.key])
    assert client.get(address).status_code == 200
    assert mandate_of(focal).confirmed_on is None
    client.post(address, {"confirm": "1"})
    client.post(address, {"confirm": "1"})
    assert mandate_of(focal).confirmed_on == today()
    asked.refresh_from_db()
    assert asked.answer == "confirmed"


def test_a_focal_point_hands_over(client: Any, asked: Confirmation, focal: Person, nairobi: Organization) -> None:
    address = reverse("confirm_focal_point", args=[asked.key])
    assert client.post(address, {"hand_over": "1", "name": "Otieno", "email": "not an address"}).status_code == 422
    assert client.post(address, {"hand_over": "1", "name": "Otieno", "email": "otieno@example.org"}).status_code == 302
    successor = Person.objects.get(email="otieno@example.org")
    assert successor.holds("focal_point", nairobi)
    assert mandate_of(focal).ends_on == today()
    with pytest.raises(MovedOn):
        focal_points.hand_over(Confirmation.objects.get(), name="A", email="a@example.org")


def test_an_unknown_link_is_not_there(client: Any) -> None:
    assert client.get(reverse("confirm_focal_point", args=["nothing"])).status_code == 404


def test_whoever_was_not_confirmed_for_a_year_is_stale_and_called(client: Any, focal: Person, nairobi: Organization) -> None:
    secretary = a_secretary()
    client.force_login(secretary)
    assert "Nairobi" in client.get(reverse("call_list")).content.decode()
    address = reverse("call_member", args=[nairobi.slug])
    assert client.post(address, {"result": ""}).status_code == 422
    assert client.post(address, {"result": "not_reached", "note": "Engaged"}).status_code == 302
    assert client.post(address, {"result": "reached", "mandate": mandate_of(focal).pk}).status_code == 302
    assert mandate_of(focal).confirmed_on == today()
    assert "Nairobi" not in client.get(reverse("call_list")).content.decode().split("<h1>")[1]
    assert list(Call.objects.values_list("result", flat=True)) == ["reached", "not_reached"]
    with standing_at(date(today().year + 1, today().month, today().day)):
        client.force_login(secretary)
        assert "Nairobi" not in client.get(reverse("call_list")).content.decode().split("<h1>")[1]


def test_a_call_that_names_somebody_new_needs_name_and_address(focal: Person, nairobi: Organization) -> None:
    with pytest.raises(focal_points.NoNameGiven):
        focal_points.note_call(nairobi, by=a_secretary(), result="replaced", mandate=mandate_of(focal))
    assert Call.objects.count() == 0
    focal_points.note_call(
        nairobi, by=a_secretary(), result="replaced", mandate=mandate_of(focal), name="Amina", email="amina@example.org"
    )
    assert Person.objects.get(email="amina@example.org").holds("focal_point", nairobi)
    assert mandate_of(focal).ends_on == today()


def test_the_last_focal_point_stays(focal: Person, nairobi: Organization) -> None:
    with pytest.raises(focal_points.LastFocalPoint):
        focal_points.end_focal_point(mandate_of(focal), by=focal)
    focal_points.name_focal_point(nairobi, by=focal, name="Amina", email="amina@example.org")
    focal_points.end_focal_point(mandate_of(focal), by=focal)
    assert mandate_of(focal).ends_on == today()


def test_another_member_names_nobody_here(nairobi: Organization) -> None:
    stranger = a_person(post="focal_point", organization=a_member("Maputo", country="MZ", region="africa"))
    with pytest.raises(NotAllowed):
        focal_points.name_focal_point(nairobi, by=stranger, name="X", email="x@example.org")


@pytest.fixture
def africa_office(nairobi: Organization) -> Person:
    """Khartoum hosts an office that serves Nairobi; its officer."""
    host = a_member("Khartoum State", country="SD", region="africa")
    office = regions.open_office(host, by=a_secretary(), name={"en": "Africa"}, opened_on=None)
    regions.give_to_office(nairobi, office, by=a_secretary(), on=date(2015, 1, 1))
    return a_person(post="regional_office", organization=host)


def test_a_regional_office_sees_and_acts_on_its_region_alone(client: Any, africa_office: Person, focal: Person) -> None:
    paris = a_member("Paris", country="FR", region="europe")
    a_person("Marie", post="focal_point", organization=paris)
    client.force_login(africa_office)
    shown = client.get(reverse("focal_points")).content.decode()
    assert ("Jane Wanjiru" in shown, "Marie" in shown) == (True, False)
    assert client.get(reverse("our_membership", args=[paris.slug])).status_code == 404
    assert client.get(reverse("call_member", args=[paris.slug])).status_code == 404
    assert client.get(reverse("our_membership", args=["city-1"])).status_code in {200, 404}
    with pytest.raises(NotAllowed):
        focal_points.name_focal_point(paris, by=africa_office, name="X", email="x@example.org")


def test_an_office_that_serves_somebody_is_not_closed(africa_office: Person, nairobi: Organization) -> None:
    assignment = RegionalAssignment.objects.get(organization=nairobi)
    with pytest.raises(regions.StillServes):
        regions.close_office(assignment.office, by=a_secretary(), on=today())
    regions.give_to_office(nairobi, None, by=a_secretary(), on=today())
    regions.close_office(assignment.office, by=a_secretary(), on=today())
    with pytest.raises(regions.Closed):
        regions.give_to_office(nairobi, assignment.office, by=a_secretary(), on=today())


PROFILE_STEPS = {
    #                    writing               proposed               returned              approved
    "focal point": (["write", "propose"], [], ["write", "propose"], []),
    "another member": ([], [], [], []),
    "regional office": ([], ["approve", "return"], [], []),
    "secretariat": ([], ["approve", "return"], [], []),
    "administrator": ([], [], [], []),
    "anyone": ([], [], [], []),
}


@pytest.mark.parametrize("role", PROFILE_STEPS)
def test_who_may_do_what_with_a_profile(role: str, focal: Person, nairobi: Organization, africa_office: Person) -> None:
    person = {
        "focal point": lambda: focal,
        "another member": lambda: a_person(post="head", organization=a_member("Maputo", country="MZ")),
        "regional office": lambda: africa_office,
        "secretariat": a_secretary,
        "administrator": an_administrator,
        "anyone": a_person,
    }[role]()
    draft = profiles.begin_draft(nairobi, by=focal)
    found = []
    for state in ProfileDraft.State.values:
        draft.state = state
        found.append([step.name for step in profile_flow.open_steps(person, draft)])
    assert tuple(found) == PROFILE_STEPS[role]


def test_a_profile_is_written_returned_corrected_and_published(client: Any, focal: Person, nairobi: Organization) -> None:
    client.force_login(focal)
    address = reverse("edit_profile", args=[nairobi.slug])
    assert client.post(address, {"send": "1", "about_en": ""}).status_code == 422
    assert client.post(address, {"send": "1", "about_en": "The green city in the sun"}).status_code == 302
    client.force_login(a_secretary())
    review = reverse("review_profile", args=[nairobi.slug])
    assert "The green city in the sun" in client.get(review).content.decode()
    assert client.post(review, {"because": " "}).status_code == 422
    assert client.post(review, {"because": "Say since when."}).status_code == 302
    client.force_login(focal)
    assert "Say since when." in client.get(address).content.decode()
    client.post(address, {"send": "1", "about_en": "The green city in the sun since 1899"})
    public = reverse("member", args=[nairobi.slug])
    assert "since 1899" not in client.get(public).content.decode()
    client.force_login(a_secretary())
    assert client.post(reverse("publish_profile", args=[nairobi.slug])).status_code == 302
    client.logout()
    assert "The green city in the sun since 1899" in client.get(public).content.decode()


def test_a_member_reads_how_it_stands_with_its_duties(client: Any, focal: Person, nairobi: Organization) -> None:
    client.force_login(focal, backend="django.contrib.auth.backends.ModelBackend")
    assert [(duty.name, duty.done) for duty in duties_of(nairobi, today())] == [
        ("Keep contacts current", False),
        ("Pay the dues", True),
        ("Share good practice", False),
    ]
    draft = profiles.write(profiles.begin_draft(nairobi, by=focal), by=focal, about="Nairobi", good_practices="Mobile money")
    profiles.approve(profiles.propose(draft, by=focal), by=a_secretary())
    mandate = mandate_of(focal)
    mandate.confirmed_on = today()
    mandate.save()
    line = billing.LineIn("Dues", 160_000)
    billing.issue_invoice(
        debtor_id=nairobi.pk, lines=[line], currency="USD", due_on=date(2016, 3, 1), issued_on=date(2016, 1, 4),
        reference="test/duties", by=a_secretary(),
    )  # fmt: skip
    assert [duty.done for duty in duties_of(nairobi, today())] == [True, False, True]
    assert "Overdue: INV-2016-0001." in client.get(reverse("our_membership", args=[nairobi.slug])).content.decode()
