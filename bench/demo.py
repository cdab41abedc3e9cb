"""Loading the demonstration network: seconds of the wall clock, in an empty, migrated house."""

from __future__ import annotations

import time
from collections.abc import Iterable

from figure import Figure

BAR = 10.0


def figures() -> Iterable[Figure]:
    from koinon.league.membership.management.commands.demo import load

    before = time.perf_counter()
    load()
    yield Figure("demonstration load", time.perf_counter() - before, "s", bar=BAR)
