"""The deeds upon the league's working calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from koinon.core.clock.models import Holiday, WorkingCalendar
from koinon.core.clock.rules import keeps_the_calendar
from koinon.core.people.models import Person
from koinon.core.record import record
from koinon.core.refusal import NotAllowed


def _must_keep_it(by: Person) -> None:
    if not keeps_the_calendar(by):
        raise NotAllowed()


@transaction.atomic
def add_holiday(calendar: WorkingCalendar, *, day: date, name: str, by: Person) -> Holiday:
    """A day on which nobody works. Deadlines that are set already stay where they are."""
    _must_keep_it(by)
    holiday = Holiday(calendar=calendar, day=day, name=name)
    holiday.full_clean()
    holiday.save()
    record(by, "clock.holiday_added", holiday)
    return holiday


@transaction.atomic
def remove_holiday(holiday: Holiday, *, by: Person) -> None:
    _must_keep_it(by)
    details = {"day": holiday.day.isoformat(), "name": holiday.name}
    record(by, "clock.holiday_removed", holiday, details=details, gone=True)
    holiday.delete()


@transaction.atomic
def change_hours(calendar: WorkingCalendar, *, week: list[Any], time_zone: str, by: Person) -> WorkingCalendar:
    """Other hours from now on. Deadlines that are set already stay where they are."""
    _must_keep_it(by)
    calendar.week, calendar.time_zone = week, time_zone
    calendar.full_clean()
    calendar.save(update_fields=["week", "time_zone"])
    record(by, "clock.hours_changed", calendar)
    return calendar
