"""The world's land: Natural Earth 1:110m by world-atlas, put on our plane by the Equal Earth projection."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

import itertools

from koinon.engines.equal_earth import project

Ring = list[tuple[float, float]]
SMALLEST = 1.2  # square units of a plane 1,200 wide: what is smaller than this cannot be seen
SOUTHERNMOST = -60.0  # degrees: Antarctica has no city


def arcs_in_degrees(topology: dict) -> list[Ring]:
    """The arcs of a TopoJSON file (delta-coded integers) as longitude and latitude in degrees."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        found.append(points)
    return found


def rings(topology: dict) -> Iterator[Ring]:
    """Every closed line of the land, outer and inner."""
    arcs = arcs_in_degrees(topology)
    for shape in topology["objects"]["land"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for polygon in polygons:
            for line in polygon:
                yield [point for i in line for point in (arcs[i] if i >= 0 else arcs[~i][::-1])]


def unwrapped(ring: Ring) -> Ring:
    """The line without its leaps over the 180th meridian: longitudes run on past 180."""
    flat: Ring = []
    for longitude, latitude in ring:
        turns = round((flat[-1][0] - longitude) / 360) if flat else 0
        flat.append((longitude + 360 * turns, latitude))
    return flat


def beside(ring: Ring, meridian: float, side: int) -> Ring:
    """The part of a closed line east (side 1) or west (side -1) of a meridian, by Sutherland and Hodgman."""
    kept: Ring = []
    for before, point in zip(ring[-1:] + ring[:-1], ring, strict=True):
        inside, was_inside = side * (point[0] - meridian) >= 0, side * (before[0] - meridian) >= 0
        if inside != was_inside:
            share = (meridian - before[0]) / (point[0] - before[0])
            kept.append((meridian, before[1] + share * (point[1] - before[1])))
        if inside:
            kept.append(point)
    return kept


def pieces(ring: Ring) -> Iterator[Ring]:
    """The closed line cut at the 180th meridian, each piece within −180 and 180 degrees."""
    flat = unwrapped(ring)
    for turn in (-360, 0, 360):
        moved = [(longitude + turn, latitude) for longitude, latitude in flat]
        east_of_the_edge = beside(moved, -180, 1)
        piece = beside(east_of_the_edge, 180, -1) if east_of_the_edge else []
        if len(piece) > 2:
            yield piece


def area(ring: Ring) -> float:
    """The area within a closed line, by the shoelace formula."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def path(ring: Ring) -> str:
    """A closed SVG path in tenths of a unit, relative steps, points that repeat left out."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
    kept = [point for before, point in zip([None, *tenths], tenths, strict=False) if point != before]
    steps = [f"{(bx - ax) / 10:g} {(by - ay) / 10:g}" for (ax, ay), (bx, by) in itertools.pairwise(kept)]
    return f"M{kept[0][0] / 10:g} {kept[0][1] / 10:g}l" + " ".join(steps).replace(" -", "-") + "z"


def write(packages: Path, *, into: Path) -> Path:
    """Write world_land.json: one SVG path for all land but Antarctica."""
    topology = json.loads((packages / "world-atlas" / "land-110m.json").read_text(encoding="utf-8"))
    northern = [ring for ring in rings(topology) if max(lat for _, lat in ring) > SOUTHERNMOST]
    whole = [piece for ring in northern for piece in pieces(ring)]
    flat = [[project(latitude=lat, longitude=max(-180, min(180, lon))) for lon, lat in ring] for ring in whole]
    drawn = "".join(path(ring) for ring in flat if area(ring) > SMALLEST)
    file = into / "world_land.json"
    file.write_text(json.dumps({"projection": "Equal Earth", "land": drawn}) + "\n", encoding="utf-8")
    return file
