"""Calendar: working days and working hours over a weekly pattern with holidays.

A *span* is a stretch of wall-clock time within one day. A calendar has spans for each weekday,
a set of holidays, and days with hours of their own (a half day, a Saturday worked in lieu).
Lengths of time are real elapsed time, so a day on which clocks change is counted as it passed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

ONE_DAY = timedelta(days=1)
MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Span:
    """Working time from `start` to `end` on the same day; an end of 00:00 is the end of the day."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.end != MIDNIGHT and self.end <= self.start:
            raise ValueError(f"a span cannot run from {self.start} to {self.end}")

    def on(self, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
        """The two instants in UTC. A wall-clock time that comes twice starts at its first and ends at
        its second coming; one that the clocks skip is read by the offset before the change (PEP 495)."""
        last = day + ONE_DAY if self.end == MIDNIGHT else day
        start = datetime.combine(day, self.start, tzinfo=zone)
        end = datetime.combine(last, self.end, tzinfo=zone)
        if self.end != MIDNIGHT and _comes_twice(end):
            end = end.replace(fold=1)
        return start.astimezone(UTC), end.astimezone(UTC)


def _comes_twice(moment: datetime) -> bool:
    first, second = moment.utcoffset(), moment.replace(fold=1).utcoffset()
    return first is not None and second is not None and first > second


def office_week(start: time, end: time, *, lunch: tuple[time, time] | None = None) -> tuple[tuple[Span, ...], ...]:
    """Monday to Friday with the same hours, Saturday and Sunday off."""
    day = (Span(start, lunch[0]), Span(lunch[1], end)) if lunch else (Span(start, end),)
    return (day,) * 5 + ((),) * 2


@dataclass(frozen=True)
class WorkingCalendar:
    """Who works when: spans by weekday (Monday first), holidays, special days, time zone."""

    week: Sequence[Sequence[Span]]
    zone: tzinfo
    holidays: frozenset[date] = frozenset()
    special: Mapping[date, Sequence[Span]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        if not any(self.week):
            raise ValueError("a week without any working time never ends a deadline")
        for spans in (*self.week, *self.special.values()):
            if any(_ends_after(before, after) for before, after in pairwise(spans)):
                raise ValueError("the spans of a day must follow one another")

    def spans(self, day: date) -> Sequence[Span]:
        """The working spans of a day; special days come before holidays, holidays before the week."""
        if day in self.special:
            return self.special[day]
        return () if day in self.holidays else self.week[day.weekday()]

    def is_working_day(self, day: date) -> bool:
        """Whether any work is done on that day."""
        return bool(self.spans(day))

    def next_working_day(self, day: date) -> date:
        """The day itself where it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, start: date, days: int) -> date:
        """The day so many working days after `start` (before it, if negative).

        The day of the event is not counted (Regulation (EEC) 1182/71, Article 3). With no days to
        add, the next working day from `start` on.
        """
        if days == 0:
            return self.next_working_day(start)
        step = ONE_DAY if days > 0 else -ONE_DAY
        day, left = start, abs(days)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative where `end` comes first."""
        if end < start:
            return -self.working_days_between(end - ONE_DAY, start - ONE_DAY)
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Working time that passes between two aware instants; negative where `end` comes first."""
        if end < start:
            return -self.working_time_between(end, start)
        passed = timedelta()
        for opens, closes in self._stretches(start):
            if opens >= end:
                break
            passed += min(closes, end) - opens
        return passed

    def add_working_time(self, start: datetime, length: timedelta) -> datetime:
        """The instant (UTC) at which so much working time has passed since `start`.

        Raises ValueError for a negative length.
        """
        if length < timedelta():
            raise ValueError("working time cannot be taken back")
        left = length
        for opens, closes in self._stretches(start):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        raise AssertionError("a calendar has no last day")

    def _stretches(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Stretches of work in UTC from an instant on, in order, never overlapping, without end."""
        _must_be_aware(since)
        after = since.astimezone(UTC)
        day = since.astimezone(self.zone).date()
        while True:
            for span in self.spans(day):
                opens, closes = span.on(day, self.zone)
                if closes > max(opens, after):
                    yield max(opens, after), closes
                    after = closes
            day += ONE_DAY


def _ends_after(before: Span, after: Span) -> bool:
    return before.end == MIDNIGHT or before.end > after.start


def _must_be_aware(moment: datetime) -> None:
    if moment.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
