"""What the frame of a page shows of its reader, and when it asks anew."""

from datetime import timedelta

import pytest
from django.utils import timezone

from koinon.core.clock import now, standing_at
from koinon.core.people import posts
from koinon.core.people.models import Mandate
from koinon.core.people.tests.factories import a_person, the_league
from koinon.core.web import desk, frame
from koinon.core.web.modules import Waiting

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def reader(client):
    person = a_person()
    client.force_login(person, backend=BACKEND)
    return person


def shown(client):
    return client.get("/account/profile/").content.decode().split("</header>")[0]


def test_the_menu_shows_what_concerns_the_reader(client, reader):
    assert 'href="/persons/"' not in shown(client)
    Mandate.objects.create(person=reader, post=posts.SECRETARIAT, organization=the_league(), starts_on=now().date())
    assert 'href="/persons/"' not in shown(client)
    with standing_at(now() + timedelta(seconds=61)):
        assert 'href="/persons/"' in shown(client)


def test_a_deed_of_ones_own_is_seen_at_once(client, reader, monkeypatch):
    waiting = [Waiting(what="Vote", source="EXCOM", url="/", verb="Vote", due_at=now(), station=3)]
    monkeypatch.setattr(desk, "waiting_for", lambda person: waiting)
    assert '<span class="count-badge number">1</span>' in shown(client)
    waiting.clear()
    assert '<span class="count-badge number">1</span>' in shown(client)
    client.post("/theme/", {"theme": "dark"})
    assert "count-badge" not in shown(client)


def test_nobody_waits_for_nobody(rf):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    assert frame.of(request)["waiting"] == 0


def test_the_desk_is_sorted_by_deadline(monkeypatch):
    at = timezone.localtime(now()).replace(hour=12)
    rows = [
        Waiting(what=name, source="", url="/", verb="", due_at=due)
        for name, due in [
            ("never", None),
            ("later", at + timedelta(days=30)),
            ("week", at + timedelta(days=3)),
            ("late", at - timedelta(days=1)),
            ("today", at + timedelta(hours=2)),
        ]
    ]
    monkeypatch.setattr(desk, "waiting_for", lambda person: sorted(rows, key=lambda row: row.due_at or desk.NEVER))
    with standing_at(at):
        assert [(name, [row.what for row in each]) for name, each in desk.grouped(None)] == [
            ("Overdue", ["late"]),
            ("Today", ["today"]),
            ("Within seven days", ["week"]),
            ("Later", ["later"]),
            ("Without a deadline", ["never"]),
        ]
