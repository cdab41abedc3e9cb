from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from koinon.core.clock import deadline, now, standing_at
from koinon.core.clock.jobs import fire_deadline, hand_over_deadlines
from koinon.core.clock.models import Deadline
from koinon.core.places.models import Country

pytestmark = pytest.mark.django_db
CLOSES = "trial.vote_closes"
NOON = datetime(2014, 11, 4, 12, tzinfo=UTC)


@pytest.fixture
def korea():
    return Country.objects.get_or_create(code="KR")[0]


@pytest.fixture
def closed(monkeypatch):
    """What the handler was called with."""
    monkeypatch.setattr(deadline, "_handlers", {})
    called = []
    deadline.when_due(CLOSES)(called.append)
    return called


def test_a_deadline_fires_when_it_is_due_and_never_again(korea, closed):
    deadline.set(korea, CLOSES, NOON)

    with standing_at(NOON - timedelta(seconds=1)):
        assert deadline.fire_due() == 0
    with standing_at(NOON):
        assert deadline.fire_due() == 1
        assert deadline.fire_due() == 0

    assert closed == ["KR"]


def test_setting_it_again_moves_it(korea, closed):
    first = deadline.set(korea, CLOSES, NOON)
    assert deadline.set(korea, CLOSES, NOON + timedelta(days=1)) == first

    with standing_at(NOON):
        assert deadline.fire_due() == 0
    assert deadline.of(korea, CLOSES).due_at == NOON + timedelta(days=1)


def test_a_fired_deadline_can_be_set_anew(korea, closed):
    for days in (0, 1):
        deadline.set(korea, CLOSES, NOON + timedelta(days=days))
        with standing_at(NOON + timedelta(days=days)):
            deadline.fire_due()

    assert closed == ["KR", "KR"]


def test_a_cancelled_deadline_does_not_fire(korea, closed):
    deadline.set(korea, CLOSES, NOON)
    deadline.set(korea, "trial.other", NOON)

    assert deadline.cancel(korea, CLOSES) == 1
    assert deadline.cancel(korea) == 1
    assert deadline.cancel(korea) == 0

    assert deadline.fire_due() == 0
    assert deadline.of(korea, CLOSES) is None


def test_a_handler_that_fails_leaves_the_deadline_due(korea, closed, monkeypatch):
    deadline.set(korea, CLOSES, NOON)
    monkeypatch.setitem(deadline._handlers, CLOSES, lambda code: Country.objects.get(code=code).delete() and 1 / 0)

    with pytest.raises(ZeroDivisionError):
        deadline.fire_due()

    assert Country.objects.filter(code="KR").exists()
    assert Deadline.objects.get().fired_at is None
    monkeypatch.setitem(deadline._handlers, CLOSES, closed.append)
    assert deadline.fire_due() == 1


def test_each_due_deadline_is_given_to_one_job(korea, closed, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    due = deadline.set(korea, CLOSES, NOON)

    hand_over_deadlines.call()
    hand_over_deadlines.call()

    assert DBTaskResult.objects.get().args_kwargs == {"args": [due.pk], "kwargs": {}}


def test_a_deadline_moved_while_its_job_waited_is_given_to_a_job_again(korea, closed, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    due = deadline.set(korea, CLOSES, NOON)
    deadline.hand_over_due()
    Deadline.objects.update(due_at=now() + timedelta(days=1))

    fire_deadline.call(due.pk)

    assert closed == []
    with standing_at(now() + timedelta(days=2)):
        assert deadline.hand_over_due() == 1


def test_a_kind_that_nobody_handles_is_an_error(korea, closed):
    deadline.set(korea, "trial.unknown", NOON)

    with pytest.raises(deadline.NobodyCares, match=r"trial\.unknown"):
        deadline.fire_due()


def test_a_deadline_has_a_time_zone_and_one_handler(korea, closed):
    with pytest.raises(ValueError, match="time zone"):
        deadline.set(korea, CLOSES, datetime(2014, 11, 4))
    with pytest.raises(ValueError, match="two handlers"):
        deadline.when_due(CLOSES)(lambda code: None)
