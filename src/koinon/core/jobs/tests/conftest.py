"""An administrator, someone else, and a queue in the database."""

import pytest

from koinon.core.clock import today
from koinon.core.people.models import Mandate, Person
from koinon.core.people.posts import ADMINISTRATOR
from koinon.core.places.models import Country, Organization


@pytest.fixture
def administrator(db):
    korea, _made = Country.objects.get_or_create(code="KR")
    league = Organization.objects.create(name="League", slug="league", country=korea, runs_the_league=True)
    person = Person.objects.create_user("admin@example.org", "a long password", name="Admin")
    Mandate.objects.create(person=person, post=ADMINISTRATOR, organization=league, starts_on=today())
    return person


@pytest.fixture
def resident(db):
    return Person.objects.create_user("resident@example.org", "a long password", name="Lee Seo-yeon")


@pytest.fixture
def queue(settings, db):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
