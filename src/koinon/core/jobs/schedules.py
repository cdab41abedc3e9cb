"""Schedules: when a job is due by itself, and the one row that hands each turn in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from koinon.core.clock.instant import now
from koinon.core.jobs.job import Job
from koinon.core.jobs.models import ScheduleRun

J = TypeVar("J", bound=Job[Any, Any])
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Schedule:
    """A job, and the latest instant at or before a given one at which it was due."""

    name: str
    job: Job[Any, Any]
    latest: Callable[[datetime], datetime]
    says: str | Promise


_schedules: dict[str, Schedule] = {}


def known_schedules() -> list[Schedule]:
    return sorted(_schedules.values(), key=lambda schedule: schedule.name)


def _register(job: J, latest: Callable[[datetime], datetime], says: str | Promise) -> J:
    if not isinstance(job, Job):
        raise TypeError("a schedule stands above @job")
    _schedules[job.module_path] = Schedule(job.module_path, job, latest, says)
    return job


def every(*, minutes: int) -> Callable[[J], J]:
    """So many minutes apart, counted from midnight UTC."""
    step = timedelta(minutes=minutes)

    def latest(instant: datetime) -> datetime:
        midnight = instant.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + (instant - midnight) // step * step

    def says() -> str:
        return ngettext("every minute", "every %(minutes)s minutes", minutes) % {"minutes": minutes}

    return lambda job: _register(job, latest, lazy(says, str)())


def daily(*, at: str) -> Callable[[J], J]:
    """Every day at a wall-clock time ("02:00") in the site's time zone."""
    clock = time.fromisoformat(at)

    def latest(instant: datetime) -> datetime:
        day = instant.astimezone(_zone()).date()
        return next(due for back in (0, 1) if (due := _at(day - timedelta(days=back), clock)) <= instant)

    return lambda job: _register(job, latest, format_lazy(_("every day at {time}"), time=at))


def yearly(*, month: int, day: int, at: str = "03:00") -> Callable[[J], J]:
    """Every year on a day (not 29 February) at a wall-clock time in the site's time zone."""
    clock, first = time.fromisoformat(at), date(2001, month, day)

    def latest(instant: datetime) -> datetime:
        year = instant.astimezone(_zone()).year
        return next(due for back in (0, 1) if (due := _at(first.replace(year=year - back), clock)) <= instant)

    says = format_lazy(_("every year on {day} at {time}"), day=f"{month:02}-{day:02}", time=at)
    return lambda job: _register(job, latest, says)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=_zone()).astimezone(UTC)


def hand_in_what_is_due() -> int:
    """Hand in every schedule whose latest turn has not been handed in yet; returns how many.

    A schedule seen for the first time only notes its last turn: a new installation does not run
    last January's work. Turns missed while nobody was at work are made up for once, not one by one.
    """
    handed = dict(ScheduleRun.objects.order_by().values_list("name").annotate(Max("due_at")))
    instant = now()
    return sum(_hand_in(schedule, schedule.latest(instant), handed.get(schedule.name)) for schedule in known_schedules())


def _hand_in(schedule: Schedule, due_at: datetime, handed: datetime | None) -> bool:
    if handed is not None and handed >= due_at:
        return False
    try:
        with transaction.atomic():
            run = ScheduleRun.objects.create(name=schedule.name, due_at=due_at, counted_only=handed is None)
            if run.counted_only:
                return False
            run.task_id = schedule.job.enqueue()
            run.save(update_fields=["task_id"])
    except IntegrityError:
        return False  # another worker was first
    logger.debug("schedule %s handed in for %s", schedule.name, due_at)
    return True
