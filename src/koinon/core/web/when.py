"""Days and instants in words: with the weekday, and an instant with its time zone, as the reader's language writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, get_timezone_location
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from koinon.core.clock import now, today
from koinon.core.i18n.names import current_locale

TICKS = 21
BRITISH = Locale("en", "GB")


def _locale() -> Locale:
    """The reader's; in English the day stands before the month, as the league writes it."""
    found = current_locale()
    return BRITISH if found.language == "en" else found


def zone_words(when: datetime) -> str:
    """Seoul time; UTC where the zone has no city."""
    zone = _local(when).tzinfo
    if str(zone) in {"UTC", "Etc/UTC", "None"}:
        return "UTC"
    return _("%(city)s time") % {"city": get_timezone_location(zone, locale=_locale(), return_city=True)}


def _local(when: datetime) -> datetime:
    return timezone.localtime(when) if timezone.is_aware(when) else when


def day_words(day: date) -> str:
    """Friday 27 November 2026, in the order that the reader's language uses."""
    return _day_words(_local(day).date() if isinstance(day, datetime) else day, _locale())


@lru_cache(maxsize=5_000)
def _day_words(day: date, locale: Locale) -> str:
    return format_date(day, "EEEE d MMMM y" if locale == BRITISH else "full", locale=locale)


def short_day(day: date) -> str:
    """27 Nov, with the year when it is not this year."""
    plain = _local(day).date() if isinstance(day, datetime) else day
    skeleton = "MMMd" if plain.year == today().year else "yMMMd"
    return format_skeleton(skeleton, plain, locale=_locale())


def clock_words(when: datetime) -> str:
    """18:00, by the 24-hour clock, as a timetable prints it."""
    return _local(when).strftime("%H:%M")


def moment_words(when: datetime) -> str:
    """Friday 27 November 2026, 18:00 Seoul time: the day, the time and whose time it is."""
    local = _local(when)
    return _("%(day)s, %(time)s %(zone)s") % {
        "day": day_words(local), "time": clock_words(local), "zone": zone_words(local)
    }  # fmt: skip


@dataclass(frozen=True)
class TimeLeft:
    """What is left until a deadline: a figure, its unit and sentence, and ticks (used, of how many)."""

    figure: str
    sentence: str
    used: int
    ticks: int
    over: bool
    in_days: bool

    @property
    def short(self) -> str:
        """3 days over, 4 hours left."""
        count = int(self.figure)
        if self.over and self.in_days:
            words = ngettext("%(count)s day over", "%(count)s days over", count)
        elif self.over:
            words = ngettext("%(count)s hour over", "%(count)s hours over", count)
        elif self.in_days:
            words = ngettext("%(count)s day left", "%(count)s days left", count)
        else:
            words = ngettext("%(count)s hour left", "%(count)s hours left", count)
        return words % {"count": self.figure}


def time_left(until: datetime, *, since: datetime | None = None) -> TimeLeft:
    """Days until a deadline, hours on its last day, days past it; ticks when its beginning is known."""
    left = until - now()
    over = left < timedelta(0)
    size = abs(left)
    count = size.days if size >= timedelta(days=1) else size.seconds // 3600
    ticks, used = _ticks(until, since)
    in_days = size >= timedelta(days=1)
    return TimeLeft(str(count), _sentence(size, count, over, moment_words(until)), used, ticks, over, in_days)


def _sentence(size: timedelta, count: int, over: bool, moment: str) -> str:
    in_days = size >= timedelta(days=1)
    if over and in_days:
        words = ngettext("day over: it was due %(moment)s", "days over: it was due %(moment)s", count)
    elif over:
        words = ngettext("hour over: it was due %(moment)s", "hours over: it was due %(moment)s", count)
    elif in_days:
        words = ngettext("day, until %(moment)s", "days, until %(moment)s", count)
    else:
        words = ngettext("hour, until %(moment)s", "hours, until %(moment)s", count)
    return words % {"moment": moment}


def _ticks(until: datetime, since: datetime | None) -> tuple[int, int]:
    """(how many ticks, how many of them used up): one a day, at most 21."""
    if since is None or until <= since:
        return 0, 0
    whole = until - since
    ticks = max(1, min(TICKS, round(whole / timedelta(days=1))))
    return ticks, max(0, min(ticks, int(ticks * ((now() - since) / whole))))


def month_words(day: date) -> str:
    """August 2014, where only the month is known."""
    return format_skeleton("yMMMM", day, locale=_locale())
