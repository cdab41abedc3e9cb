"""The browser of all browser tests of a module: it takes a second to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.browsing import browser


@pytest.fixture(scope="module")
def running(django_db_setup: None) -> Iterator[Browser]:
    with browser() as started:
        yield started
