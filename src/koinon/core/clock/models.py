"""Working calendars, and deadlines that fire once."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from koinon.core.clock.instant import now
from koinon.engines import calendar

__all__ = ["Deadline", "Holiday", "WorkingCalendar"]

OFFICE_HOURS = [["09:00", "18:00"]]


def office_week() -> list[list[list[str]]]:
    """Monday to Friday from nine to six, Saturday and Sunday off."""
    return [OFFICE_HOURS] * 5 + [[], []]


def spans_of(hours: Any) -> tuple[calendar.Span, ...]:
    """`[["09:00", "12:00"], ["13:00", "18:00"]]` as the engine's spans. Raises ValueError."""
    try:
        return tuple(calendar.Span(time.fromisoformat(start), time.fromisoformat(end)) for start, end in hours)
    except TypeError as why:
        raise ValueError(str(why)) from None


def check_hours(hours: Any) -> None:
    try:
        spans_of(hours)
    except ValueError:
        raise ValidationError(_("Give working hours as pairs of times, the earlier first.")) from None


def check_week(week: Any) -> None:
    if not isinstance(week, list) or len(week) != 7:
        raise ValidationError(_("A week has seven days, Monday first."))
    for hours in week:
        check_hours(hours)
    if not any(week):
        raise ValidationError(_("A week without working time would never end a deadline."))


class WorkingCalendarManager(models.Manager["WorkingCalendar"]):
    def of_the_league(self) -> WorkingCalendar:
        """The secretariat's calendar: office hours in the site's time zone until someone changes them."""
        found, _made = self.get_or_create(key="league", defaults={"name": settings.SITE_NAME})
        return found


class WorkingCalendar(models.Model):
    """Who works when: hours by weekday, time zone, and the days that are different."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=40, default=settings.TIME_ZONE)
    week = models.JSONField(_("hours by weekday"), default=office_week, validators=[check_week])

    objects = WorkingCalendarManager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")

    def __str__(self) -> str:
        return self.name

    def engine(self) -> calendar.WorkingCalendar:
        """The calendar that counts: `add_working_days`, `working_time_between` and the like."""
        days = {holiday.day: spans_of(holiday.hours) for holiday in self.holidays.all()}
        return calendar.WorkingCalendar(
            week=tuple(spans_of(hours) for hours in self.week), zone=ZoneInfo(self.time_zone), special=days
        )


class Holiday(models.Model):
    """A day with hours of its own: none for a holiday, some for a half day or a Saturday worked."""

    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.CASCADE, related_name="holidays")
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120)
    hours = models.JSONField(_("working hours"), default=list, blank=True, validators=[check_hours])

    class Meta:
        ordering = ("day",)
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "day"],
                name="a_day_stands_once_in_a_calendar",
                violation_error_message=_("This day stands in the calendar already."),
            )
        ]

    def __str__(self) -> str:
        day: date = self.day
        return f"{self.name}, {day:%Y-%m-%d}"


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def open(self) -> DeadlineQuerySet:
        return self.filter(fired_at__isnull=True, cancelled_at__isnull=True)

    def of(self, thing: models.Model) -> DeadlineQuerySet:
        return self.filter(thing_type=ContentType.objects.get_for_model(thing), thing_id=str(thing.pk))


class Deadline(models.Model):
    """An instant at which something happens to a thing, once, unless it is cancelled before."""

    kind = models.CharField(_("kind"), max_length=80)
    thing_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    thing_id = models.CharField(max_length=36)
    due_at = models.DateTimeField(_("due at"))
    handed_at = models.DateTimeField(_("given to a job at"), null=True, editable=False)
    fired_at = models.DateTimeField(_("fired at"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, editable=False)
    set_at = models.DateTimeField(_("set at"), default=now, editable=False)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ("due_at",)
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(fired_at__isnull=True, cancelled_at__isnull=True),
                name="deadline_open_by_due_at",
            ),
            models.Index(fields=["thing_type", "thing_id"], name="deadline_by_thing"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "thing_type", "thing_id"],
                condition=Q(fired_at__isnull=True, cancelled_at__isnull=True),
                name="a_thing_has_one_open_deadline_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.due_at:%Y-%m-%d %H:%M}"
