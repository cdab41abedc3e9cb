"""Working days and hours over weeks, holidays, and changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koinon.engines.calendar import Span, WorkingCalendar, office_week

SEOUL_TIME = ZoneInfo("Asia/Seoul")
BERLIN_TIME = ZoneInfo("Europe/Berlin")
NINE_TO_SIX = office_week(time(9), time(18), lunch=(time(12), time(13)))
CHUSEOK = frozenset(date(2026, 9, day) for day in (24, 25, 26))
SEOUL = WorkingCalendar(NINE_TO_SIX, SEOUL_TIME, CHUSEOK, {date(2026, 9, 28): (Span(time(9), time(12)),)})
AROUND_THE_CLOCK = WorkingCalendar(((Span(time(0), time(0)),),) * 7, BERLIN_TIME)
NIGHTS = WorkingCalendar(((Span(time(0), time(2, 30)), Span(time(3), time(0))),) * 7, BERLIN_TIME)

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
calendars = st.sampled_from([SEOUL, AROUND_THE_CLOCK, NIGHTS])


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 20), 5, date(2026, 11, 27)),
        (date(2026, 11, 21), 0, date(2026, 11, 23)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 9, 23), 1, date(2026, 9, 28)),
        (date(2026, 9, 28), -1, date(2026, 9, 23)),
        (date(2026, 11, 23), -1, date(2026, 11, 20)),
    ],
)
def test_adding_working_days(start: date, count: int, expected: date) -> None:
    assert SEOUL.add_working_days(start, count) == expected


def test_working_days_between_do_not_count_the_first() -> None:
    assert SEOUL.working_days_between(date(2026, 11, 20), date(2026, 11, 27)) == 5
    assert SEOUL.working_days_between(date(2026, 11, 27), date(2026, 11, 20)) == -5
    assert SEOUL.working_days_between(date(2026, 11, 21), date(2026, 11, 22)) == 0


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (datetime(2026, 11, 20, 9, tzinfo=SEOUL_TIME), datetime(2026, 11, 20, 18, tzinfo=SEOUL_TIME), 8),
        (datetime(2026, 11, 20, 11, tzinfo=SEOUL_TIME), datetime(2026, 11, 20, 14, tzinfo=SEOUL_TIME), 2),
        (datetime(2026, 11, 20, 17, tzinfo=SEOUL_TIME), datetime(2026, 11, 23, 10, tzinfo=SEOUL_TIME), 2),
        (datetime(2026, 9, 23, 17, tzinfo=SEOUL_TIME), datetime(2026, 9, 28, 18, tzinfo=SEOUL_TIME), 4),
        (datetime(2026, 11, 20, 0, 0, tzinfo=UTC), datetime(2026, 11, 20, 1, 0, tzinfo=UTC), 1),
    ],
)
def test_working_time_between(start: datetime, end: datetime, hours: int) -> None:
    assert SEOUL.working_time_between(start, end) == timedelta(hours=hours)
    assert SEOUL.working_time_between(end, start) == -timedelta(hours=hours)


def test_adding_working_time_leaps_over_the_weekend() -> None:
    friday = datetime(2026, 11, 20, 17, tzinfo=SEOUL_TIME)
    assert SEOUL.add_working_time(friday, timedelta(hours=2)) == datetime(2026, 11, 23, 10, tzinfo=SEOUL_TIME)


def test_a_deadline_of_no_time_falls_when_work_begins() -> None:
    saturday = datetime(2026, 11, 21, 8, tzinfo=SEOUL_TIME)
    assert SEOUL.add_working_time(saturday, timedelta()) == datetime(2026, 11, 23, 9, tzinfo=SEOUL_TIME)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)])
def test_a_day_on_which_clocks_change_is_counted_as_it_passed(day: date, hours: int) -> None:
    start = datetime.combine(day, time(0), tzinfo=BERLIN_TIME)
    end = datetime.combine(day + timedelta(days=1), time(0), tzinfo=BERLIN_TIME)
    assert AROUND_THE_CLOCK.working_time_between(start, end) == timedelta(hours=hours)


@given(days, st.integers(-200, 200).filter(bool))
def test_days_added_are_days_between(start: date, count: int) -> None:
    end = SEOUL.add_working_days(start, count)
    assert SEOUL.is_working_day(end)
    if count > 0 or SEOUL.is_working_day(start):
        assert SEOUL.working_days_between(start, end) == count


@given(days, st.integers(0, 60), st.integers(1, 60))
def test_adding_twice_is_adding_once(start: date, first: int, second: int) -> None:
    once = SEOUL.add_working_days(start, first + second)
    twice = SEOUL.add_working_days(SEOUL.add_working_days(start, first), second)
    assert twice == (once if first or SEOUL.is_working_day(start) else SEOUL.add_working_days(once, 1))


@given(calendars, instants, st.integers(0, 100_000))
def test_time_added_is_time_between(calendar: WorkingCalendar, start: datetime, minutes: int) -> None:
    length = timedelta(minutes=minutes)
    assert calendar.working_time_between(start, calendar.add_working_time(start, length)) == length


@given(calendars, instants, st.integers(0, 50_000), st.integers(0, 50_000))
def test_working_time_adds_up(calendar: WorkingCalendar, start: datetime, first: int, second: int) -> None:
    middle = start + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    parts = calendar.working_time_between(start, middle) + calendar.working_time_between(middle, end)
    assert calendar.working_time_between(start, end) == parts
    assert timedelta() <= parts <= end - start


@given(instants, st.integers(0, 50_000))
def test_around_the_clock_all_time_is_working_time(start: datetime, minutes: int) -> None:
    end = start + timedelta(minutes=minutes)
    assert AROUND_THE_CLOCK.working_time_between(start, end) == end - start


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        SEOUL.add_working_time(datetime(2026, 11, 20, 9), timedelta())


def test_time_cannot_be_taken_back() -> None:
    with pytest.raises(ValueError, match="taken back"):
        SEOUL.add_working_time(datetime(2026, 11, 20, tzinfo=UTC), timedelta(seconds=-1))


@pytest.mark.parametrize(
    "week",
    [
        ((),) * 7,
        ((Span(time(9), time(10)),),) * 6,
        ((Span(time(9), time(12)), Span(time(11), time(13))),) * 7,
        ((Span(time(9), time(0)), Span(time(11), time(13))),) * 7,
    ],
)
def test_an_impossible_week_is_refused(week: tuple[tuple[Span, ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"week|spans"):
        WorkingCalendar(week, UTC)


def test_a_span_runs_forward() -> None:
    with pytest.raises(ValueError, match="span"):
        Span(time(12), time(12))
