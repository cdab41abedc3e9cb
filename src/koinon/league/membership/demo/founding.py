"""The league of the demonstration, and the three persons who start it."""

from __future__ import annotations

from datetime import date

from koinon.core.people.models import Mandate, Person
from koinon.core.people.posts import ADMINISTRATOR, SECRETARIAT
from koinon.core.places.models import Country, Organization
from koinon.core.record import record
from koinon.league.membership.demo.persons import make_persons
from koinon.league.membership.demo.seeds import rows

IN_OFFICE_SINCE = date(2014, 1, 1)
LEAGUE = "World e-Governments Organization of Cities and Local Governments"


def found() -> Person:
    """The organization that runs the league, its administrator and secretariat; returns a person of the secretariat."""
    Country.objects.get_or_create(code="KR")
    league = Organization.objects.create(
        name=LEAGUE, slug="wego", kind=Organization.Kind.ASSOCIATION, country_id="KR", runs_the_league=True
    )
    of_the_house = [row for row in rows("persons.csv") if row["post"] in {ADMINISTRATOR, SECRETARIAT}]
    persons = make_persons(of_the_house)
    founder = persons[0]
    record(founder, "league.founded", league)
    for person, row in zip(persons, of_the_house, strict=True):
        mandate = Mandate.objects.create(person=person, post=row["post"], organization=league, starts_on=IN_OFFICE_SINCE)
        record(founder, "people.mandate_given", mandate)
    return next(person for person in persons if person.holds(SECRETARIAT))
