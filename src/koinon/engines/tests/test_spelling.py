"""Names of bodies: which spellings are one body, and which are two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koinon.engines.spelling import ALIKE, Match, Why, compare, distance, find, fold, read

ONE_BODY = [
    ("Gazira State", "Gezeera State", Why.SOUND),
    ("Gazira", "Gazeera", Why.SOUND),
    ("Gazira", "Gezeera", Why.SOUND),
    ("Da Nang", "Danang", Why.SPACING),
    ("Da Nang", "Đà Nẵng", Why.SAME),
    ("Songpa", "Songpa-gu", Why.SAME),
    ("Songpa District", "Songpa-gu", Why.SAME),
    ("Rajshah", "Rajshahi", Why.SOUND),
    ("Gadarif State", "Gedaref State", Why.SOUND),
    ("Gedaref", "Gedarif", Why.SOUND),
    ("Gadarif City", "Al Qadarif", Why.SOUND),
    ("Serang Regency", "Pemerintah Kabupaten Serang", Why.SAME),
    ("Provincial Government of Kepulauan Riau", "Kepulauan Riau Province", Why.SAME),
    ("Sri Jayawardenapura Kotte", "Sri Jayewardenepura Kotte", Why.SOUND),
    ("São Paulo", "Sao Paulo", Why.SAME),
    ("Beyoğlu", "BEYOGLU BELEDİYESİ", Why.SAME),
    ("Seoul", "Seoul Metropolitan Government", Why.SAME),
    ("Dhaka North", "Dhaka North City Corporation", Why.SAME),
    ("Frankfurt", "Frankfurt am Main", Why.PART),
    ("Hanoi", "Ha Noi", Why.SPACING),
    ("Makati", "Makati City", Why.SAME),
    ("Ulyanovsk Region", "Ulyanovsk Oblast", Why.SAME),
    ("서울", "서울특별시", Why.SAME),
    ("송파구", "송파", Why.SAME),
    ("京都府", "京都", Why.SAME),
    ("成都市", "成都", Why.SAME),
    ("ولاية الجزيرة", "جزيرة", Why.SAME),
    ("القضارف", "قَضارِف", Why.SAME),
    ("Ульяновская область", "Ульяновск", Why.SOUND),
    ("काठमाडौं", "काठमाडौँ", Why.SOUND),
]

TWO_BODIES = [
    ("Gadarif City", "Gadarif State", Why.OTHER_KIND),
    ("Khartoum State", "Khartoum Locality", Why.OTHER_KIND),
    ("Serang Regency", "Serang City", Why.OTHER_KIND),
    ("Saga Prefecture", "Saga City", Why.OTHER_KIND),
    ("Zhejiang Province", "Zhejiang City", Why.OTHER_KIND),
    ("Ulyanovsk Region", "Ulyanovsk City", Why.OTHER_KIND),
    ("서울시", "서울도", Why.OTHER_KIND),
    ("Dhaka North", "Dhaka South", Why.OTHER_SIDE),
    ("Khartoum East Locality", "Khartoum Locality", Why.OTHER_SIDE),
    ("South Gezeera Locality", "Gezeera Locality", Why.OTHER_SIDE),
    ("White Nile State", "River Nile State", Why.UNLIKE),
    ("San Francisco", "San Fernando La Union", Why.UNLIKE),
    ("Ankara", "Antakya", Why.UNLIKE),
    ("Manila", "Makati", Why.UNLIKE),
    ("Dakar", "Dhaka", Why.UNLIKE),
    ("Malatya", "Antalya", Why.UNLIKE),
    ("서울", "부산", Why.UNLIKE),
    ("Muscat", "Moscow", Why.UNLIKE),
    ("National Information Center", "National Information Technology Development Agency", Why.UNLIKE),
]

_ROSTER = """Agra Astana Baguio Baku Bandung Bangkok Batam Baubau Bharatpur Birgunj Cauayan Chengdu Danang Dambulla
Dharan Galle Gimpo Hanoi Islamabad Jakarta Kathmandu Makati Manila Matale Ningbo Pokhara Quezon Rajshahi Seongnam
Seoul Tashkent Ulaanbaatar Dakar Harare Hasahisa Kigali Maputo Nairobi Tunis Ankara Antakya Barcelona Berlin Bucharest
Frankfurt Helsinki Malatya Minsk Moscow Paris Rotterdam Vladivostok Yakutsk Caracas Pittsburgh Erbil Hebron Muscat
Suva"""
ROSTER = _ROSTER.split()


@pytest.mark.parametrize(("first", "second", "why"), ONE_BODY)
def test_spellings_of_one_body_are_found(first: str, second: str, why: Why) -> None:
    likeness = compare(first, second)
    assert likeness.why is why
    assert likeness.score >= ALIKE


@pytest.mark.parametrize(("first", "second", "why"), TWO_BODIES)
def test_two_bodies_are_kept_apart(first: str, second: str, why: Why) -> None:
    likeness = compare(first, second)
    assert likeness.why is why
    assert likeness.score < ALIKE


def test_no_two_cities_of_the_network_pass_for_one() -> None:
    alike = [(a, b) for a in ROSTER for b in ROSTER if a < b and compare(a, b).score >= ALIKE]
    assert alike == []


def test_a_missing_kind_is_said() -> None:
    assert compare("Khartoum", "Khartoum State").kind_missing
    assert not compare("Khartoum State", "State of Khartoum").kind_missing


def test_an_alias_leads_to_its_body() -> None:
    known = [(1, "Kepulauan Riau"), (1, "Kepri"), (2, "Kediri"), (3, "Batam")]
    assert [match.key for match in find("KEPRI", known)] == [1]
    assert find("Kepri", known)[0].likeness.why is Why.SAME


def test_the_likeliest_body_comes_first() -> None:
    known = [("state", "Gazira State"), ("south", "South Gezeera Locality"), ("elsewhere", "Gaziantep")]
    assert [match.key for match in find("Gezeera State", known)] == ["state"]


def test_a_bare_alias_does_not_lead_to_a_body_of_another_kind() -> None:
    known = [(1, "Gadarif State"), (1, "Gedaref"), (2, "Gadarif City")]
    assert [match.key for match in find("Gedarif City", known)] == [2]
    assert {match.key for match in find("Gedarif", known)} == {1, 2}


def test_each_body_is_offered_once_under_its_closest_name() -> None:
    found = find("Danang", [(7, "Da Nang"), (7, "Danang"), (7, "Tourane")])
    assert [(match.key, match.name) for match in found] == [(7, "Danang")]
    assert isinstance(found[0], Match)


def test_a_name_of_kinds_alone_keeps_its_words() -> None:
    assert read("City Hall").words == ("city", "hall")
    assert compare("", "Seoul").score < ALIKE
    assert compare("", "").score == 1.0


@pytest.mark.parametrize(
    ("name", "folded"),
    [("São Paulo", "sao paulo"), ("Thua Thiên Huê", "thua thien hue"), ("Xi'an", "xian"), ("İZMİR", "izmir"),
     ("Straße", "strasse"), ("서울", "서울"), ("  A—b  ", "a b"), ("काठमाडौं", "काठमाडौं")],
)  # fmt: skip
def test_folding(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_more(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text(max_size=20))
def test_a_name_is_like_itself(name: str) -> None:
    assert compare(name, name).score == 1.0


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_has_no_direction(first: str, second: str) -> None:
    assert compare(first, second) == compare(second, first)


@given(st.text("abeghiknrs", max_size=10), st.text("abeghiknrs", max_size=10))
def test_distance_is_at_most_the_longer_word(first: str, second: str) -> None:
    assert 0 <= distance(first, second) <= max(len(first), len(second))
