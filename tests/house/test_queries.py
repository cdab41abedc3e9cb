"""Every list of the house is served in a fixed number of queries, however many rows it shows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.house.doors import DOORS, Door
from tests.house.knocking import House

pytestmark = pytest.mark.django_db

BY_ITSELF = [door for door in DOORS if door.method == "GET" and not door.is_api and door.opens_to]
MOST = 40
"""No list asks the database more often than this, desk and menu included."""


def test_a_list_asks_as_often_for_many_rows_as_for_few(house: House) -> None:
    counts = {str(door): (asked(house, door, 25), asked(house, door, 100)) for door in BY_ITSELF if is_a_list(house, door)}

    assert {"GET members", "GET billing_invoices", "GET applications", "GET partners", "GET dues_run"} <= set(counts)
    assert {door: count for door, count in counts.items() if len(set(count)) > 1} == {}
    assert {door: count for door, count in counts.items() if max(count) > MOST} == {}


def role_of(door: Door) -> str:
    return "secretariat" if "secretariat" in door.opens_to else sorted(door.opens_to)[0]


def is_a_list(house: House, door: Door) -> bool:
    response = house.opened(door, role_of(door))
    return bool(response.context and "listing" in response.context)


def asked(house: House, door: Door, size: int) -> int:
    """Queries of the second look at a page with so many rows: the first has counted the desk."""
    house.opened(door, role_of(door), {"size": str(size)})
    with CaptureQueriesContext(connection) as queries:
        house.opened(door, role_of(door), {"size": str(size)})
    return len(queries)
