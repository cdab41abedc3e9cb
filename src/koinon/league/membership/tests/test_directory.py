"""The directory: members on any day, in page, export and API; profiles; offices by date."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from koinon.core.clock import standing_at
from koinon.core.people.tests.factories import a_person, a_secretary, an_organization
from koinon.core.places.models import Organization
from koinon.league.membership.models import OfficeHeld, Standing
from koinon.league.membership.queries import directory
from koinon.league.membership.services import standings

pytestmark = pytest.mark.django_db


def a_member(name: str, category: str = "full", *, since: date = date(2012, 1, 1), **facts: Any) -> Organization:
    places = {"latitude": facts.pop("latitude", None), "longitude": facts.pop("longitude", None)}
    organization = an_organization(name, country=facts.pop("country", "KR"), region=facts.pop("region", "asia"), **places)
    Standing.objects.create(organization=organization, category=category, since=since, **facts)
    return organization


def names(day: date) -> list[str]:
    return list(directory.members_on(day).order_by("name").values_list("name", flat=True))


def test_a_member_stands_in_the_list_from_its_first_to_its_last_day() -> None:
    a_member("Mosman", country="AU", until=date(2014, 12, 31), ending="unstated")
    assert names(date(2011, 12, 31)) == []
    assert names(date(2012, 1, 1)) == ["Mosman"]
    assert names(date(2014, 12, 31)) == ["Mosman"]
    assert names(date(2015, 1, 1)) == []


def test_counts_name_every_category() -> None:
    seoul = a_member("Seoul")
    a_member("Makati", "associate", country="PH")
    a_member("Abuja agency", "friendship", country="NG", region="africa")
    OfficeHeld.objects.create(organization=seoul, office="president", starts_on=date(2015, 1, 1), ends_on=date(2017, 12, 31))
    assert directory.counts_on(date(2016, 3, 31)) == {"excom": 1, "full": 1, "associate": 1, "friendship": 1, "all": 3}


def test_the_list_stands_on_the_day_asked(client: Any) -> None:
    a_member("Nanjing", country="CN", until=date(2014, 12, 31), ending="unstated")
    a_member("Kigali", "associate", since=date(2016, 3, 31), country="RW", region="africa")
    before = client.get(reverse("members"), {"on": "2014-12-31"}).content.decode()
    after = client.get(reverse("members"), {"on": "2016-03-31"}).content.decode()
    assert ("Nanjing" in before, "Kigali" in before) == (True, False)
    assert ("Nanjing" in after, "Kigali" in after) == (False, True)


@pytest.mark.parametrize(
    "asked",
    [
        {"on": "31.3.2016"},
        {"on": "9999-99-99"},
        {"on": "\0"},
        {"region": "atlantis"},
        {"country": "ZZZ"},
        {"sort": "no_such"},
        {"page": "0"},
        {"page": "99999999999999999999"},
        {"size": "-1"},
        {"export": "exe"},
        {"words": "%_'\"\\" * 40},
    ],
)
def test_no_address_breaks_the_list(client: Any, asked: dict[str, str]) -> None:
    a_member("Seoul")
    assert client.get(reverse("members"), asked).status_code in {200, 400, 404}


def test_filters_narrow_list_map_and_export_alike(client: Any) -> None:
    a_member("Seoul", latitude="37.56600", longitude="126.97840")
    a_member("Kigali", country="RW", region="africa", latitude="-1.95000", longitude="30.05880")
    page = client.get(reverse("members"), {"region": "africa"}).content.decode()
    assert ("Kigali" in page, "Seoul" in page) == (True, False)
    rows = client.get(reverse("members"), {"region": "africa", "export": "csv"})
    text = b"".join(rows.streaming_content).decode() if rows.streaming else rows.content.decode()
    assert ("Kigali" in text, "Seoul" in text) == (True, False)


def test_a_member_is_found_by_another_spelling(client: Any) -> None:
    organization = a_member("Gazira State", country="SD", region="africa")
    organization.aliases.create(name="Gezeera")
    assert "Gazira State" in client.get(reverse("members"), {"words": "gezeera"}).content.decode()


def test_the_api_lists_the_same_members(client: Any) -> None:
    a_member("Nanjing", country="CN", until=date(2014, 12, 31), ending="unstated")
    a_member("Seoul")
    then = client.get("/api/members", {"on": "2014-12-31"}).json()
    now = client.get("/api/members").json()
    assert (then["count"], [each["name"] for each in then["items"]]) == (2, ["Nanjing", "Seoul"])
    assert [each["name"] for each in now["items"]] == ["Seoul"]
    one = client.get("/api/organizations/" + then["items"][0]["slug"]).json()
    assert one["standings"][0]["until"] == "2014-12-31"
    assert client.get("/api/organizations/none").status_code == 404
    assert client.get("/api/members", {"on": "yesterday"}).status_code == 422


def test_the_profile_tells_what_the_sources_leave_open(client: Any) -> None:
    organization = a_member(
        "Issy-les-Moulineaux", country="FR", region="europe", since=date(2014, 12, 31), since_is_known=False,
        until=date(2014, 12, 31), until_is_known=False, ending="unstated",
    )  # fmt: skip
    shown = client.get(reverse("member", args=[organization.slug])).content.decode()
    assert "on the rolls by Wednesday" in shown
    assert "Former member" in shown
    assert "No source gives a figure" in shown


def test_offices_are_shown_by_day(client: Any) -> None:
    seoul, ulyanovsk = a_member("Seoul"), a_member("Ulyanovsk Region", country="RU", region="europe")
    for organization, office in ((ulyanovsk, "executive_vice_president"), (seoul, "president")):
        OfficeHeld.objects.create(
            organization=organization, office=office, starts_on=date(2015, 1, 1), ends_on=date(2017, 12, 31)
        )
    assert [row.organization.name for row in directory.offices_on(date(2016, 1, 1))] == ["Seoul", "Ulyanovsk Region"]
    assert "Executive Vice President" in client.get(reverse("offices"), {"on": "2016-01-01"}).content.decode()
    assert "No office was held" in client.get(reverse("offices"), {"on": "2018-01-01"}).content.decode()
    assert client.get(reverse("offices"), {"on": "soon"}).status_code == 200


def test_the_home_shows_the_network_of_today(client: Any) -> None:
    a_member("Seoul", latitude="37.56600", longitude="126.97840")
    a_member("Elkhawi Locality", country="SD", region="africa")
    with standing_at(date(2016, 3, 31)):
        shown = client.get(reverse("home")).content.decode()
    assert "All 2 members as a list" in shown
    assert "1 member without a known position" in shown


def test_the_list_takes_the_same_queries_for_one_and_for_three(client: Any, django_assert_num_queries: Any) -> None:
    client.force_login(a_person(), backend="django.contrib.auth.backends.ModelBackend")
    a_member("Seoul")
    client.get(reverse("members"))
    with django_assert_num_queries(5):
        client.get(reverse("members"))
    a_member("Busan")
    a_member("Daegu")
    with django_assert_num_queries(5):
        client.get(reverse("members"))


def test_the_map_follows_the_record(client: Any) -> None:
    a_member("Seoul", latitude="37.56600", longitude="126.97840")
    assert "Busan" not in client.get(reverse("members")).content.decode()
    busan = an_organization("Busan", latitude="35.10000", longitude="129.03000")
    standings.enter(busan, "associate", by=a_secretary(), since=date(2016, 1, 1))
    assert client.get(reverse("members")).content.decode().count("Busan") >= 2
