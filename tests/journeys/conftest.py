"""Stories in a real browser: a league of their own, a site that serves it, and readers who act."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser
from tests.browsing import AXE, Site, context_of
from tests.journeys.league import THE_DAY, a_league
from tests.journeys.reader import Reader

PICTURES = Path(".pytest_cache") / "journeys"
MakeReader = Callable[..., Reader]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Keeps how the story ended, so that the readers know whether to leave a picture."""
    report = yield
    if report.when == "call":
        item.stash[ENDED_WELL] = report.passed
    return report


ENDED_WELL = pytest.StashKey[bool]()


@pytest.fixture
def site(transactional_db: None, running: Browser, settings: Any) -> Iterator[Site]:
    """The site on the second of March 2026, with a league that has just been founded."""
    settings.DEMO = True
    cache.clear()
    with Site().open() as site:
        site.stands_at(THE_DAY)
        with site.alone():
            a_league()
        yield site


@pytest.fixture
def reader(site: Site, running: Browser, request: pytest.FixtureRequest) -> Iterator[MakeReader]:
    """Makes a reader: `reader("Ana", width=360, language="ar", script=False)`. A story that fails leaves pictures."""
    readers: list[Reader] = []

    def make(name: str, **wishes: Any) -> Reader:
        context = context_of(running, site, **wishes)
        context.add_init_script(AXE)
        readers.append(Reader(name, context, language=wishes.get("language", "en"), script=wishes.get("script", True)))
        return readers[-1]

    yield make
    for each in readers:
        if each.page.is_closed():
            continue
        if not request.node.stash.get(ENDED_WELL, False):
            PICTURES.mkdir(parents=True, exist_ok=True)
            story = re.sub(r"\W+", "-", f"{request.node.name} {each.name}").strip("-")
            each.page.screenshot(path=PICTURES / f"{story}.png", full_page=True)
            print(f"{each.name} stands at {each.page.url}; picture: {PICTURES / story}.png")
        each.context.close()
