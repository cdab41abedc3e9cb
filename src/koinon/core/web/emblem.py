"""Emblems: six arcs for the league; for each organization a route over nine stops, made from its slug.

A route is drawn as a network plan draws one: from stop to neighbouring stop, straight or at 45 degrees,
never twice through the same stop and never across itself. The same slug always gives the same route.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

Stop = tuple[int, int]
PLACES = (10, 22, 34)
STOPS: tuple[Stop, ...] = tuple((column, row) for column in range(3) for row in range(3))

LEAGUE_ARCS = (
    ("M24.1 5.1A17 17 0 0 1 35.6 11.8", "#5aa2ff"),
    ("M37.6 15.4A17 17 0 0 1 37.6 28.6", "#35c274"),
    ("M35.6 32.2A17 17 0 0 1 24.1 38.9", "#ffcc00"),
    ("M19.9 38.9A17 17 0 0 1 8.4 32.2", "#ff8a3a"),
    ("M6.4 28.6A17 17 0 0 1 6.4 15.4", "#ff6fb2"),
    ("M8.4 11.8A17 17 0 0 1 19.9 5.1", "#b793ff"),
)
"""Path and colour of each of the six arcs, clockwise from the top, on a field of 44 by 44."""


@dataclass(frozen=True)
class Emblem:
    """An organization's emblem on a field of 44 by 44: the path of its route, and where it begins and ends."""

    route: str
    ends: tuple[tuple[int, int], tuple[int, int]]
    dots: tuple[tuple[int, int], ...] = tuple((PLACES[column], PLACES[row]) for column, row in STOPS)


def emblem(slug: str) -> Emblem:
    """The emblem that belongs to a slug."""
    stops = route(slug)
    points = [(PLACES[column], PLACES[row]) for column, row in stops]
    path = "M" + "L".join(f"{x} {y}" for x, y in points)
    return Emblem(route=path, ends=(points[0], points[-1]))


def route(slug: str) -> list[Stop]:
    """Four to six stops, each a neighbour of the one before."""
    numbers = _numbers(slug)
    length = 4 + next(numbers) % 3
    first = STOPS[next(numbers) % len(STOPS)]
    return _walk([first], length, numbers) or _walk([(0, 0)], 4, numbers) or [(0, 0), (1, 1), (2, 1), (2, 2)]


def _walk(taken: list[Stop], length: int, numbers: Iterator[int]) -> list[Stop] | None:
    """The route so far, lengthened to `length` stops; None where every way is closed."""
    if len(taken) == length:
        return taken
    ways = [stop for stop in _neighbours(taken[-1]) if stop not in taken and not _crosses(taken, stop)]
    turn = next(numbers) % len(ways) if ways else 0
    for stop in ways[turn:] + ways[:turn]:
        if found := _walk([*taken, stop], length, numbers):
            return found
    return None


def _neighbours(stop: Stop) -> list[Stop]:
    column, row = stop
    return [other for other in STOPS if other != stop and abs(other[0] - column) <= 1 and abs(other[1] - row) <= 1]


def _crosses(taken: list[Stop], stop: Stop) -> bool:
    """Whether a slanting step would cross the other diagonal of the same square."""
    last = taken[-1]
    if last[0] == stop[0] or last[1] == stop[1]:
        return False
    diagonal = {(last[0], stop[1]), (stop[0], last[1])}
    return any({before, after} == diagonal for before, after in itertools.pairwise(taken))


def _numbers(slug: str) -> Iterator[int]:
    """Endless numbers 0 to 255 that only the slug decides."""
    block = hashlib.sha256(slug.encode()).digest()
    while True:
        yield from block
        block = hashlib.sha256(block).digest()
