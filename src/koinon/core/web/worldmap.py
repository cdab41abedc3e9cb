"""The network map: members as pins on a black plan of the world, drawn on the server.

Land is Natural Earth 1:110m by the Equal Earth projection, without borders. Names of important places are
placed so that none covers another or a pin; what finds no room stays unnamed, for the list twin names it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from koinon.engines.equal_earth import project

WORLD = (60.0, 20.0, 1080.0, 500.0)
"""x, y, width and height of the part of the plane that the whole map shows."""

RADIUS = {"excom": 6.5, "full": 3.6, "associate": 3.6, "friendship": 4.0}
ASPECT = 1.0
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Place:
    """A member to draw. kind: excom, full, associate or friendship. weight: the heavier is named first."""

    name: str
    latitude: float
    longitude: float
    url: str
    kind: str = "full"
    note: str = ""
    weight: float = 0


@dataclass(frozen=True)
class Pin:
    name: str
    note: str
    url: str
    kind: str
    x: float
    y: float
    r: float
    reach: float

    @property
    def left(self) -> float:
        return round(self.x - self.r, 1)

    @property
    def top(self) -> float:
        return round(self.y - self.r, 1)

    @property
    def side(self) -> float:
        return round(2 * self.r, 1)


@dataclass(frozen=True)
class Label:
    words: str
    x: float
    y: float
    anchor: str
    size: float
    strong: bool
    box: Box


@dataclass(frozen=True)
class NetworkMap:
    """What `{% network_map plan %}` draws."""

    title: str
    view_box: str
    land: str
    pins: list[Pin]
    labels: list[Label]


def network_map(places: Iterable[Place], *, title: str, crop: Box | None = None, labels: int = 24) -> NetworkMap:
    """A plan of the places. title: what the map shows, for screen readers. crop: the part shown (`crop_for`).

    At most `labels` places are named: the Executive Committee first, then by weight.
    """
    shown = list(places)
    view = crop or WORLD
    unit = view[2] / (1184 if crop is None else 400)
    pins = [_pin(place, unit) for place in sorted(shown, key=lambda place: RADIUS[place.kind])]
    return NetworkMap(
        title=title,
        view_box=" ".join(f"{number:g}" for number in view),
        land=land(),
        pins=pins,
        labels=_labels(shown, pins, view, unit, labels),
    )


def crop_for(places: Sequence[Place], *, aspect: float = ASPECT, margin: float = 24.0, least: float = 150.0) -> Box:
    """The part of the plane that holds all the places, at least `least` units wide.

    Its height is width × aspect, but never more than the whole map has.
    """
    points = [project(place.latitude, place.longitude) for place in places]
    if not points:
        return WORLD
    west, east = min(x for x, _ in points) - margin, max(x for x, _ in points) + margin
    north, south = min(y for _, y in points) - margin, max(y for _, y in points) + margin
    width = max(least, east - west, (south - north) / aspect)
    height = min(width * aspect, max(WORLD[3], south - north))
    left, top = (west + east - width) / 2, (north + south - height) / 2
    return round(left, 1), round(top, 1), round(width, 1), round(height, 1)


@cache
def land() -> str:
    """The SVG path of all land but Antarctica, on the plane of `equal_earth.project`."""
    return str(json.loads((Path(__file__).parent / "world_land.json").read_text(encoding="utf-8"))["land"])


def _pin(place: Place, unit: float) -> Pin:
    x, y = project(place.latitude, place.longitude)
    r = RADIUS[place.kind] * unit
    return Pin(place.name, place.note, place.url, place.kind, round(x, 1), round(y, 1), round(r, 2), round(max(r, 8 * unit), 2))


def _labels(places: list[Place], pins: list[Pin], view: Box, unit: float, most: int) -> list[Label]:
    """Names that found room, the most important first."""
    at = {(pin.name, pin.url): pin for pin in pins}
    taken = [(pin.x - pin.r, pin.y - pin.r, pin.x + pin.r, pin.y + pin.r) for pin in pins]
    placed: list[Label] = []
    for place in sorted(places, key=lambda place: (place.kind != "excom", -place.weight, place.name)):
        if len(placed) == most:
            break
        pin = at[(place.name, place.url)]
        own = (pin.x - pin.r, pin.y - pin.r, pin.x + pin.r, pin.y + pin.r)
        others = [box for box in taken if box != own] + [label.box for label in placed]
        label = next((each for each in _tries(pin, unit) if _free(each.box, others, view)), None)
        placed += [label] if label else []
    return placed


def _tries(pin: Pin, unit: float) -> Iterable[Label]:
    """The places a name may stand, best first: after its pin, before it, above, below, and at the corners."""
    strong = pin.kind == "excom"
    size = (15.5 if strong else 13) * unit
    width, gap = text_width(pin.name) * size, pin.r + 4 * unit
    for dx, dy, anchor in (
        (gap, size * 0.34, "start"), (-gap, size * 0.34, "end"), (0, -gap, "middle"), (0, gap + size * 0.75, "middle"),
        (gap * 0.7, -gap * 0.5, "start"), (gap * 0.7, gap * 0.5 + size * 0.7, "start"),
        (-gap * 0.7, -gap * 0.5, "end"), (-gap * 0.7, gap * 0.5 + size * 0.7, "end"),
    ):  # fmt: skip
        x, y = pin.x + dx, pin.y + dy
        west = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
        box = (west, y - size * 0.78, west + width, y + size * 0.22)
        yield Label(pin.name, round(x, 1), round(y, 1), anchor, round(size, 2), strong, box)


def _free(box: Box, others: list[Box], view: Box) -> bool:
    """Whether a box lies within the view and touches none of the others."""
    x, y, width, height = view
    if box[0] < x or box[1] < y or box[2] > x + width or box[3] > y + height:
        return False
    return not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in others)


def text_width(words: str) -> float:
    """About how wide words are in the condensed face, in parts of the type size."""
    return sum(1.0 if letter >= "\u1100" else 0.26 if letter in " .,-'iljtfIJr" else 0.47 for letter in words)
