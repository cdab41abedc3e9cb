"""The world of the house tests: built once a module, and gone again with its transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from tests.house.knocking import House
from tests.house.world import a_world


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """Everything that was committed before stays as it is: each test works inside a savepoint of this transaction."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        yield House(a_world())
        transaction.set_rollback(True)
