"""Countries by API, in the reader's language."""

import pytest

from koinon.core.people.tests.factories import a_country
from koinon.core.places.models import IncomeFigure

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _countries():
    for code in ("VN", "KR", "AT"):
        a_country(code)


@pytest.mark.parametrize(
    ("language", "names"),
    [("en", ["Austria", "Republic of Korea", "Viet Nam"]), ("ko", ["대한민국", "베트남", "오스트리아"])],
)
def test_countries_are_sorted_by_their_names(client, language, names):
    told = client.get("/api/countries", HTTP_ACCEPT_LANGUAGE=language).json()
    assert [country["name"] for country in told if country["code"] in {"VN", "KR", "AT"}] == names


def test_every_country_is_there_before_anybody_enters_one(client):
    told = {country["code"] for country in client.get("/api/countries").json()}
    assert len(told) == 250
    assert {"KR", "HK", "PS", "SD", "BZ"} <= told
    assert told.isdisjoint({"EU", "UN", "ZZ"})


def test_incomes_of_a_country_come_newest_first(client):
    for year, income in ((2013, 5300), (2014, 5600)):
        IncomeFigure.objects.create(country_id="VN", year=year, gdp_per_head=income, source="World Bank")
    assert client.get("/api/countries/VN/incomes").json() == [
        {"year": 2014, "gdp_per_head": 5600, "source": "World Bank"},
        {"year": 2013, "gdp_per_head": 5300, "source": "World Bank"},
    ]


@pytest.mark.parametrize(("code", "status"), [("ZZ", 404), ("vn", 422), ("KOR", 422), ("V%C3%9C", 422)])
def test_a_code_that_names_no_country_is_refused(client, code, status):
    answer = client.get(f"/api/countries/{code}/incomes")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_countries_take_one_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/api/countries")
    a_country("FR")
    with django_assert_num_queries(1):
        client.get("/api/countries")
