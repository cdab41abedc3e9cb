from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from koinon.core.clock import today
from koinon.core.clock.models import Holiday, WorkingCalendar
from koinon.core.people.models import Mandate, Person
from koinon.core.people.posts import ADMINISTRATOR
from koinon.core.places.models import Country, Organization

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def calendar():
    return WorkingCalendar.objects.of_the_league()


@pytest.fixture
def administrator():
    korea, _made = Country.objects.get_or_create(code="KR")
    league = Organization.objects.create(name="League", slug="league", country=korea, runs_the_league=True)
    person = Person.objects.create_user("admin@example.org", "a long password", name="Admin")
    Mandate.objects.create(person=person, post=ADMINISTRATOR, organization=league, starts_on=today())
    return person


def test_the_league_has_one_calendar_from_the_start(calendar):
    assert WorkingCalendar.objects.of_the_league() == calendar
    assert calendar.engine().add_working_days(date(2016, 12, 23), 1) == date(2016, 12, 26)


def test_holidays_and_half_days_count(calendar):
    Holiday.objects.create(calendar=calendar, day=date(2016, 12, 26), name="Bridge day")
    Holiday.objects.create(calendar=calendar, day=date(2016, 12, 27), name="Half day", hours=[["09:00", "12:00"]])
    counted = calendar.engine()

    assert counted.add_working_days(date(2016, 12, 23), 1) == date(2016, 12, 27)
    evening_before = datetime(2016, 12, 23, 18, tzinfo=UTC)
    assert counted.working_time_between(evening_before, evening_before + timedelta(days=4)) == timedelta(hours=3)


@pytest.mark.parametrize(
    "week", [[[]] * 7, [[["09:00", "18:00"]]] * 6, [[["18:00", "09:00"]]] + [[]] * 6, [["x"]] * 7, "week", [[7]] * 7]
)
def test_a_week_that_makes_no_sense_is_refused(calendar, week):
    calendar.week = week
    with pytest.raises(ValidationError):
        calendar.full_clean()


def test_a_day_stands_once_in_a_calendar(calendar):
    Holiday.objects.create(calendar=calendar, day=date(2016, 12, 26), name="Bridge day")
    with pytest.raises(ValidationError, match="stands in the calendar already"):
        Holiday(calendar=calendar, day=date(2016, 12, 26), name="Again").full_clean()


def test_an_administrator_adds_and_removes_holidays(client, administrator, calendar):
    client.force_login(administrator, backend=BACKEND)
    added = client.post(reverse("working_calendar"), {"day": "2016-12-26", "name": "Bridge day"})
    assert added.status_code == 302
    assert "Bridge day" in client.get(reverse("working_calendar") + "?year=2016").content.decode()

    client.post(reverse("remove_holiday", args=[Holiday.objects.get().pk]))

    assert not Holiday.objects.exists()


def test_a_holiday_that_is_there_already_is_said_beside_the_day(client, administrator, calendar):
    client.force_login(administrator, backend=BACKEND)
    Holiday.objects.create(calendar=calendar, day=date(2016, 12, 26), name="Bridge day")

    shown = client.post(reverse("working_calendar"), {"day": "2016-12-26", "name": "Again"})

    assert shown.status_code == 422
    assert "stands in the calendar already" in shown.content.decode()


def test_working_hours_are_changed_for_the_whole_week(client, administrator, calendar):
    client.force_login(administrator, backend=BACKEND)
    hours = {f"day{number}": "08:30-12:00, 13:00-17:00" for number in range(4)} | {
        "day4": "08:30-12:00",
        "time_zone": "Asia/Seoul",
    }

    assert client.post(reverse("working_hours"), hours).status_code == 302

    calendar.refresh_from_db()
    assert calendar.week[0] == [["08:30", "12:00"], ["13:00", "17:00"]]
    assert calendar.week[4:] == [[["08:30", "12:00"]], [], []]
    assert client.post(reverse("working_hours"), hours | {"day0": "nine to five"}).status_code == 422


def test_nobody_else_changes_the_calendar(client, calendar, db):
    assert client.get(reverse("working_calendar")).status_code == 302
    client.force_login(Person.objects.create_user("x@example.org", "a long password"), backend=BACKEND)
    assert client.get(reverse("working_calendar")).status_code == 403
    assert client.post(reverse("working_hours"), {}).status_code == 403
