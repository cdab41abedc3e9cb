"""Emblems: the same slug the same route, and every route one that a plan could draw."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koinon.core.web.emblem import STOPS, emblem, route

SLUGS = ["seoul", "da-nang", "ulyanovsk-region", "gadarif-city", "gadarif-state", "金浦", ""]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_same_slug_gives_the_same_emblem(slug: str):
    assert emblem(slug) == emblem(slug)


def test_an_emblem_that_was_drawn_once_stays_as_it_is():
    assert emblem("seoul").route == "M10 34L22 22L10 22L22 10L10 10"


def test_cities_that_are_easily_confused_look_different():
    assert emblem("gadarif-city").route != emblem("gadarif-state").route


@given(slug=st.text(max_size=40))
def test_a_route_goes_from_neighbour_to_neighbour_and_never_twice_through_a_stop(slug: str):
    stops = route(slug)
    assert 4 <= len(stops) <= 6
    assert len(set(stops)) == len(stops)
    assert set(stops) <= set(STOPS)
    for (ax, ay), (bx, by) in itertools.pairwise(stops):
        assert max(abs(ax - bx), abs(ay - by)) == 1


@given(slug=st.text(max_size=40))
def test_a_route_never_crosses_itself(slug: str):
    stops = route(slug)
    slanting = [{a, b} for a, b in itertools.pairwise(stops) if a[0] != b[0] and a[1] != b[1]]
    squares = [(min(x for x, _ in step), min(y for _, y in step)) for step in slanting]
    assert len(squares) == len(set(squares))


def test_many_cities_have_many_emblems():
    assert len({emblem(f"city-{number}").route for number in range(200)}) > 120
