from datetime import UTC, datetime

import pytest
from django_tasks_db.models import DBTaskResult

from koinon.core.clock import standing_at
from koinon.core.jobs import daily, every, schedules, yearly
from koinon.core.jobs.models import ScheduleRun
from koinon.core.jobs.tests import trial


@pytest.fixture
def alone(monkeypatch):
    """No schedules but those of the test."""
    monkeypatch.setattr(schedules, "_schedules", {})


def latest(when, instant):
    when(trial.greet)
    return schedules.known_schedules()[0].latest(instant)


def test_every_five_minutes_is_counted_from_midnight(alone):
    assert latest(every(minutes=5), datetime(2016, 3, 31, 14, 7, 3, tzinfo=UTC)) == datetime(2016, 3, 31, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "due"),
    [
        (datetime(2016, 3, 31, 16, 59, tzinfo=UTC), datetime(2016, 3, 30, 17, tzinfo=UTC)),
        (datetime(2016, 3, 31, 17, 0, tzinfo=UTC), datetime(2016, 3, 31, 17, tzinfo=UTC)),
    ],
)
def test_two_in_the_morning_is_meant_in_the_sites_time_zone(alone, settings, instant, due):
    settings.TIME_ZONE = "Asia/Seoul"
    assert latest(daily(at="02:00"), instant) == due


def test_a_daily_turn_comes_once_on_days_when_clocks_change(alone, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    daily(at="02:30")(trial.greet)
    schedule = schedules.known_schedules()[0]
    hours = [datetime(2016, 10, 29 + day, hour, tzinfo=UTC) for day in (0, 1, 2) for hour in range(24) if 29 + day < 32]

    assert len({schedule.latest(hour) for hour in hours}) == 4


@pytest.mark.parametrize(
    ("instant", "year"), [(datetime(2016, 1, 1, 17, tzinfo=UTC), 2015), (datetime(2016, 1, 1, 18, tzinfo=UTC), 2016)]
)
def test_a_yearly_turn_is_the_last_one_that_passed(alone, settings, instant, year):
    settings.TIME_ZONE = "Asia/Seoul"
    assert latest(yearly(month=1, day=2, at="03:00"), instant) == datetime(year, 1, 1, 18, tzinfo=UTC)


def test_a_schedule_stands_above_a_job(alone):
    with pytest.raises(TypeError, match="above @job"):
        daily(at="02:00")(print)


def test_a_new_schedule_notes_its_last_turn_and_runs_from_the_next_on(alone, queue):
    yearly(month=1, day=2)(trial.greet)

    with standing_at(datetime(2016, 3, 31, tzinfo=UTC)):
        assert schedules.hand_in_what_is_due() == 0
    with standing_at(datetime(2017, 1, 3, tzinfo=UTC)):
        assert schedules.hand_in_what_is_due() == 1
        assert schedules.hand_in_what_is_due() == 0

    assert DBTaskResult.objects.count() == 1
    run = ScheduleRun.objects.first()
    assert run.task_id == str(DBTaskResult.objects.get().pk)


def test_turns_missed_while_nobody_was_at_work_are_made_up_for_once(alone, queue):
    every(minutes=5)(trial.greet)

    with standing_at(datetime(2016, 3, 31, 8, 0, tzinfo=UTC)):
        schedules.hand_in_what_is_due()
    with standing_at(datetime(2016, 3, 31, 12, 1, tzinfo=UTC)):
        schedules.hand_in_what_is_due()

    assert DBTaskResult.objects.count() == 1


def test_a_turn_that_another_worker_has_written_is_not_handed_in_again(alone, queue):
    every(minutes=5)(trial.greet)
    [schedule] = schedules.known_schedules()
    due = datetime(2016, 3, 31, 8, 5, tzinfo=UTC)
    ScheduleRun.objects.create(name=schedule.name, due_at=due)

    handed = schedules._hand_in(schedule, due, datetime(2016, 3, 31, 8, 0, tzinfo=UTC))

    assert not handed
    assert DBTaskResult.objects.count() == 0
