"""Cities that search finds, under names in several scripts, some of them not for everyone."""

import pytest

from koinon.core.clock import today
from koinon.core.i18n.names import country_name
from koinon.core.people.models import Mandate, Person
from koinon.core.places.models import Alias, Country, Organization
from koinon.core.search import audience, source, sources

KEY = "trial.city"
VISIBLE = {"seoul": "public", "gimpo": "signed_in", "busan": "trial.clerks"}


def visible_to(city):
    if city.slug == "hidden":
        return None
    return VISIBLE.get(city.slug, [f"organization:{city.pk}", "trial.clerks"] if city.slug == "jeju" else "public")


@pytest.fixture(autouse=True)
def cities(monkeypatch, db):
    """The only source while a test runs."""
    monkeypatch.setattr(sources, "_sources", {})
    monkeypatch.setattr(sources, "_audiences", {})
    audience("trial.clerks", lambda person: person.email.startswith("clerk"))
    made = source(
        Organization,
        KEY,
        label="Cities",
        title=lambda city: city.name,
        body=lambda city: " ".join([country_name(city.country_id), *(alias.name for alias in city.aliases.all())]),
        url=lambda city: f"/members/{city.slug}/",
        visible_to=visible_to,
        rows=lambda: Organization.objects.prefetch_related("aliases"),
        follows={Alias: lambda alias: [alias.organization_id]},
    )
    yield made
    for signal, sender in [(s, m) for s in _signals() for m in (Organization, Alias)]:
        signal.disconnect(sender=sender, dispatch_uid=f"search {KEY} {sender._meta.label}")


def _signals():
    from django.db.models.signals import post_delete, post_save

    return post_save, post_delete


@pytest.fixture
def city(db, django_capture_on_commit_callbacks):
    def made(name, slug, country="KR", *aliases):
        with django_capture_on_commit_callbacks(execute=True):
            found = Organization.objects.create(name=name, slug=slug, country=Country.objects.get_or_create(code=country)[0])
            for alias in aliases:
                Alias.objects.create(organization=found, name=alias)
        return found

    return made


@pytest.fixture
def resident(db):
    return Person.objects.create_user("resident@example.org", "a long password")


@pytest.fixture
def clerk(db):
    return Person.objects.create_user("clerk@example.org", "a long password")


@pytest.fixture
def mayor(city):
    jeju = city("Jeju", "jeju")
    person = Person.objects.create_user("mayor@example.org", "a long password")
    Mandate.objects.create(person=person, post="head", organization=jeju, starts_on=today())
    return person
