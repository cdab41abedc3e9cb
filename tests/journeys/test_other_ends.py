"""The other ways in which a membership, or the wish for one, ends: declined, retracted, and left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.browsing import Site
from tests.journeys.applying import MERIDIA, applies, closes_the_vote, opens_the_vote, votes
from tests.journeys.conftest import MakeReader
from tests.journeys.league import SEATS, SECRETARIAT, THE_DAY

from koinon.core.people.models import Mandate
from koinon.core.people.services import place
from koinon.core.people.tests.factories import PASSWORD, a_person
from koinon.core.places.models import Organization
from koinon.league.membership.models import Application, Departure, Standing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

THE_DAY_AFTER = THE_DAY + timedelta(days=1)
NO_MANDATE = "The form is signed by a deputy whose mandate is not enclosed."


def test_an_application_is_declined_with_reasons(site: Site, reader: MakeReader) -> None:
    applicant, secretary = reader("the applicant"), reader("the secretariat")
    applies(applicant, by_code=True)
    secretary.signs_in(SECRETARIAT)
    number = the_application(site).number
    opens_the_vote(secretary, number)

    votes(reader, number, {**dict.fromkeys(list(SEATS)[:3], "no"), "Jakarta": "yes"}, reason=NO_MANDATE)
    closes_the_vote(secretary, number)

    assert the_application(site).state == Application.State.DECLINED
    assert standings(site, "Meridia", on=THE_DAY_AFTER) == []
    applicant.page.reload()
    applicant.unfolds("How each seat voted")
    applicant.sees(NO_MANDATE)
    assert "Meridia" in applicant.fetches("Read the letter")
    applicant.looks_around()
    applicant.opens_mail("Meridia", to=MERIDIA["email"])


def test_an_applicant_withdraws_its_application(site: Site, reader: MakeReader) -> None:
    applicant = reader("the applicant")
    applies(applicant)
    assert standings(site, "Meridia") == ["associate"]

    applicant.follows("Withdraw the application")
    applicant.presses("Withdraw the application")

    applicant.sees("The application is withdrawn.")
    applicant.looks_around()
    assert the_application(site).state == Application.State.RETRACTED
    assert standings(site, "Meridia", on=THE_DAY_AFTER) == []


def test_a_member_leaves_the_league(site: Site, reader: MakeReader) -> None:
    head, secretary = reader("the head of Nairobi"), reader("the secretariat")
    with site.alone():
        a_head_of("Nairobi", "head@nairobi.example")
    head.signs_in("head@nairobi.example", PASSWORD)
    secretary.signs_in(SECRETARIAT)

    head.goes_to("/members/nairobi/ours/")
    head.follows("Ask to withdraw from the league")
    head.presses("Ask to leave")
    head.looks_around()
    head.fills_in(reason="The council has decided so.", last_day="2026-03-31")
    head.presses("Ask to leave")
    head.sees("The secretariat has been told. It confirms the last day.")

    with site.alone():
        departure = Departure.objects.get()
    secretary.goes_to(f"/departures/{departure.pk}/")
    secretary.follows("Confirm the withdrawal")
    secretary.presses("Confirm the withdrawal")
    secretary.looks_around()

    assert standings(site, "Nairobi", on=date(2026, 3, 31)) == ["full"]
    assert standings(site, "Nairobi", on=date(2026, 4, 1)) == []
    assert "Nairobi" in secretary.fetches("Read the letter")
    site.stands_at(date(2026, 4, 1))
    head.goes_to("/members/?words=Nairobi")
    head.sees("Nothing fits these filters")


def the_application(site: Site) -> Application:
    with site.alone():
        return Application.objects.get()


def standings(site: Site, name: str, *, on: date = THE_DAY) -> list[str]:
    with site.alone():
        return list(Standing.objects.on(on).filter(organization__name=name).values_list("category", flat=True))


def a_head_of(city: str, email: str) -> None:
    organization = Organization.objects.get(name=city)
    head = a_person(f"Head of {city}", email=email)
    place(Mandate(person=head, post="head", organization=organization, starts_on=THE_DAY), by=head)
