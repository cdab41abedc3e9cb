"""The league of the journeys: a secretariat, an administrator, and five seats of the Executive Committee."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from koinon.commons.billing import public as billing
from koinon.core.people.models import Mandate, Person, holders_of
from koinon.core.people.posts import ADMINISTRATOR
from koinon.core.people.services import place
from koinon.core.places.models import Country, IncomeFigure, Organization
from koinon.core.record import record
from koinon.league.membership.demo import founding
from koinon.league.membership.demo.persons import make_persons
from koinon.league.membership.demo.seeds import FOLDER
from koinon.league.membership.models import Category, OfficeHeld
from koinon.league.membership.services import standings

THE_DAY = date(2026, 3, 2)
THE_YEAR_AFTER = date(2027, 1, 20)
TERM = date(2025, 1, 1)
SECRETARIAT, SECOND, CHIEF = "secretariat@koinon.example", "second@koinon.example", "administrator@koinon.example"
SEATS = {"Seoul": "KR", "Nairobi": "KE", "Barcelona": "ES", "Jakarta": "ID", "Chengdu": "CN"}
SIGNED_FORM = (FOLDER / "signed_form.pdf").read_bytes()


def seat(city: str) -> str:
    """The address of whoever holds a seat."""
    return f"{city.lower()}@koinon.example"


@transaction.atomic
def a_league() -> None:
    """Everything that has to be there before the first application comes in."""
    secretary = founding.found()
    for city, country in SEATS.items():
        _seat(city, country, secretary)
    Country.objects.get_or_create(code="PT")
    IncomeFigure.objects.create(country_id="PT", year=2026, gdp_per_head=47_000, source="Invented for the journey")
    billing.set_bank_details(
        currency="USD", holder="WeGO", bank="A bank", account="00-1", bic="", valid_from=TERM, by=holders_of(ADMINISTRATOR)[0]
    )


def _seat(city: str, country: str, by: Person) -> None:
    Country.objects.get_or_create(code=country)
    organization = Organization.objects.create(name=city, slug=city.lower(), kind="local_government", country_id=country)
    standings.enter(organization, Category.FULL, by=by, since=date(2014, 11, 6), basis="The journey's own")
    held = OfficeHeld.objects.create(
        organization=organization, office="excom_member", starts_on=TERM, ends_on=date(2028, 12, 31), source="The journey's own"
    )
    record(by, "membership.office_entered", held)
    row = {"email": seat(city), "name": f"Seat of {city}", "language": "en"}
    for person in make_persons([row]):
        place(Mandate(person=person, post="excom", organization=organization, starts_on=TERM), by=by)
