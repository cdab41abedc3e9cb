"""One test walks every address of the project and every operation of its API as everybody.

Whom each lets in stands in `doors.py`, a line a door; a door that the table does not name fails here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from tests.house.doors import DOORS, Door
from tests.house.knocking import House
from tests.house.world import ROLES

from koinon.config.api import api

STATIC = ("static/",)
OPERATIONS = "ninja.operation"
POSTED = {door.name for door in DOORS if door.method == "POST"}
ONLY_TO_LOOK = [door for door in DOORS if door.method == "GET" and not door.is_api and door.name not in POSTED]


def addresses(resolver: URLResolver, path: str = "", namespace: str = "") -> Iterator[str]:
    """Every pattern by its name; by its path where it has none. Operations of the API are asked of the API itself."""
    for each in resolver.url_patterns:
        route = path + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each, route, f"{namespace}{each.namespace}:" if each.namespace else namespace)
        elif isinstance(each, URLPattern) and not is_left_out(each, route):
            yield f"{namespace}{each.name}" if each.name else f"/{route}"


def is_left_out(pattern: URLPattern, route: str) -> bool:
    return route.startswith(STATIC) or getattr(pattern.callback, "__module__", "").startswith(OPERATIONS)


def operations() -> set[str]:
    paths = api.get_openapi_schema()["paths"]
    return {f"{method.upper()} {path.removeprefix('/api')}" for path, methods in paths.items() for method in methods}


def test_the_table_names_every_address() -> None:
    named = {door.name for door in DOORS if not door.is_api}

    assert set(addresses(get_resolver())) == named


def test_the_live_process_has_one_door() -> None:
    """Whoever holds a token of a topic hears that it changed; `core/web/tests` knocks there."""
    assert set(addresses(get_resolver("koinon.config.live_urls"))) == {"live"}


def test_the_table_names_every_operation_of_the_api() -> None:
    named = {str(door) for door in DOORS if door.is_api}

    assert operations() == named


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS, ids=str)
def test_a_door_lets_in_whom_the_table_names(door: Door, house: House) -> None:
    answers = {role: house.knock(door, role) for role in ROLES}

    assert {role: str(answer) for role, answer in answers.items() if answer.is_broken} == {}
    assert {role for role, answer in answers.items() if answer.lets_in} == door.opens_to, said(answers)


@pytest.mark.django_db
@pytest.mark.parametrize("door", ONLY_TO_LOOK, ids=str)
def test_whoever_may_not_look_may_not_send_either(door: Door, house: House) -> None:
    answers = {role: house.knock(door, role, "POST") for role in ROLES if role not in door.opens_to}

    assert {role: str(answer) for role, answer in answers.items() if answer.is_broken or answer.lets_in} == {}


def said(answers: dict[str, object]) -> str:
    return ", ".join(f"{role}: {answer}" for role, answer in answers.items())
