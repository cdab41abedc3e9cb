"""A proof drawn as a line with stations: from the entry at the foot up to the signed root.

Each stop is a hash of the tree; the short branch beside it is the hash that the proof hands over.
The drawing has a twin in words: the table of the same hashes.
"""

from __future__ import annotations

from dataclasses import dataclass

from koinon.engines.merkle import Range, inclusion_ranges

RISE = 34
"""Height of one step, and its run: lines go at 45 degrees."""
MARGIN = 22


@dataclass(frozen=True)
class Stop:
    """One step of a proof: where its stop and its branch are drawn, and which entries the branch covers."""

    x: int
    y: int
    beside_x: int
    beside_y: int
    first: int
    last: int
    on_the_left: bool


@dataclass(frozen=True)
class Drawing:
    """A polyline of stops in a box; `stops` leaves out the entry itself, which is at (x, y)."""

    width: int
    height: int
    x: int
    y: int
    stops: list[Stop]

    @property
    def line(self) -> str:
        return " ".join(f"{x},{y}" for x, y in [(self.x, self.y), *((stop.x, stop.y) for stop in self.stops)])


def drawing(index: int, size: int) -> Drawing:
    """How the entry's proof in a tree of `size` entries is drawn."""
    ranges = inclusion_ranges(index, size)
    lefts = [first < index for first, _end in ranges]
    places = _places(lefts)
    shift = MARGIN + RISE - min(places)
    height = 2 * MARGIN + RISE * len(ranges)
    foot = height - MARGIN
    stops = [
        _stop(place + shift, foot - RISE * (step + 1), leaves, left)
        for step, (place, leaves, left) in enumerate(zip(places[1:], ranges, lefts, strict=True))
    ]
    return Drawing(max(places) + shift + MARGIN + RISE, height, places[0] + shift, foot, stops)


def _places(lefts: list[bool]) -> list[int]:
    """Across: one run to the left when the branch comes from the left, to the right otherwise."""
    places = [0]
    for left in lefts:
        places.append(places[-1] + (-RISE if left else RISE))
    return places


def _stop(x: int, y: int, leaves: Range, left: bool) -> Stop:
    aside = -RISE if left else RISE
    return Stop(x, y, x + aside, y + RISE, leaves[0], leaves[1] - 1, left)
