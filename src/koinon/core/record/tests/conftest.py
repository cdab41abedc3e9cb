"""Rows that the tests of the record act on: a city, someone of the secretariat, a resident."""

import pytest

from koinon.core.clock import today
from koinon.core.people.models import Mandate, Person
from koinon.core.people.posts import SECRETARIAT
from koinon.core.places.models import Country, Organization


@pytest.fixture
def seoul(db):
    korea, _made = Country.objects.get_or_create(code="KR")
    return Organization.objects.create(name="Seoul", slug="seoul", country=korea)


@pytest.fixture
def clerk(seoul):
    person = Person.objects.create_user("clerk@example.org", "a long password", name="Kim Ha-neul")
    league = Organization.objects.create(name="League", slug="league", country=seoul.country, runs_the_league=True)
    Mandate.objects.create(person=person, post=SECRETARIAT, organization=league, starts_on=today())
    return person


@pytest.fixture
def resident(db):
    return Person.objects.create_user("resident@example.org", "a long password", name="Lee Seo-yeon")


@pytest.fixture(autouse=True)
def keys_of_its_own(settings, tmp_path):
    """Each test signs with keys that it made."""
    settings.DATA = tmp_path
    settings.ORIGIN = "https://league.example"
