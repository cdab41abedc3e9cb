"""Readers of messages, and templates that only these tests use."""

import pytest
from django.template import engines

from koinon.core.clock import today
from koinon.core.people.models import Mandate, Person
from koinon.core.people.posts import ADMINISTRATOR
from koinon.core.places.models import Country, Organization

BACKEND = "django.contrib.auth.backends.ModelBackend"
TEMPLATES = {
    "trial/admitted.md": (
        "Subject: {% blocktranslate %}{{ city }} is a member{% endblocktranslate %}\n\n"
        "Dear {{ reader }},\n\n{{ city }} was **admitted** on {{ on|date:'Y-m-d' }} at {{ at|date:'H:i' }}.\n\n"
        "- one\n- two\n\n[Open the profile]({{ link }})\n"
    ),
    "trial/bare.md": "No subject here.\n\nWords.",
    "trial/table.md": "Subject: Dues\n\n| Year | Amount |\n|---|---|\n| 2016 | {{ amount }} |\n\n> {{ reason }}\n",
}


@pytest.fixture(autouse=True)
def templates(monkeypatch):
    engine = engines["django"].engine
    made = {name: engine.from_string(source) for name, source in TEMPLATES.items()}
    find = engine.find_template

    def found(name, *args, **options):
        return (made[name], None) if name in made else find(name, *args, **options)

    monkeypatch.setattr(engine, "find_template", found)


@pytest.fixture
def kim(db):
    return Person.objects.create_user(
        "kim@example.org", "a long password", name="Kim *Ha-neul*", language="ko", time_zone="Asia/Seoul"
    )


@pytest.fixture
def resident(db):
    return Person.objects.create_user("resident@example.org", "a long password", name="Lee", language="en", time_zone="UTC")


@pytest.fixture
def administrator(db):
    korea, _made = Country.objects.get_or_create(code="KR")
    league = Organization.objects.create(name="League", slug="league", country=korea, runs_the_league=True)
    person = Person.objects.create_user("admin@example.org", "a long password", name="Admin", language="en")
    Mandate.objects.create(person=person, post=ADMINISTRATOR, organization=league, starts_on=today())
    return person


@pytest.fixture
def postman(settings, mailoutbox):
    """Mail is really handed to a mail server: one that keeps it in memory."""
    settings.MAIL_IS_SENT = True
    settings.MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ORIGIN = "https://league.example"
    return mailoutbox
