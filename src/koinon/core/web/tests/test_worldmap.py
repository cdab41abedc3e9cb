"""The network map: pins where the places are, and names that cover nothing."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from koinon.core.web.worldmap import WORLD, Box, Place, crop_for, land, network_map
from koinon.engines.equal_earth import project

SEOUL = Place("Seoul", 37.57, 126.98, "/members/seoul/", kind="excom", weight=10_349_312)
GIMPO = Place("Gimpo", 37.62, 126.72, "/members/gimpo/", kind="excom", weight=203_391)
SUVA = Place("Suva", -18.14, 178.44, "/members/suva/", kind="associate")
MEXICO = Place("Mexico City", 19.43, -99.13, "/members/mexico-city/", kind="friendship")

places = st.lists(
    st.builds(
        Place,
        name=st.text(alphabet="abcdefghij 강서 ", min_size=1, max_size=18),
        latitude=st.floats(-55, 78),
        longitude=st.floats(-170, 170),
        url=st.uuids().map(str),
        kind=st.sampled_from(["excom", "full", "associate", "friendship"]),
        weight=st.integers(0, 20_000_000),
    ),
    max_size=40,
)


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_a_pin_stands_where_its_place_is():
    plan = network_map([SEOUL], title="Seoul")
    x, y = project(37.57, 126.98)
    assert (plan.pins[0].x, plan.pins[0].y) == (round(x, 1), round(y, 1))
    assert plan.pins[0].url == "/members/seoul/"


def test_larger_pins_lie_above_smaller_ones():
    assert [pin.kind for pin in network_map([SEOUL, SUVA, MEXICO], title="").pins][-1] == "excom"


def test_the_more_important_of_two_neighbours_is_named_first():
    named = [label.words for label in network_map([GIMPO, SEOUL], title="", labels=1).labels]
    assert named == ["Seoul"]


def test_a_place_outside_the_crop_is_not_named():
    crop = crop_for([SEOUL, GIMPO])
    assert [label.words for label in network_map([SEOUL, SUVA], title="", crop=crop).labels] == ["Seoul"]


@given(shown=places)
def test_no_name_covers_another_name_or_the_pin_of_another_place(shown: list[Place]):
    plan = network_map(shown, title="")
    boxes = [label.box for label in plan.labels]
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))
    pins = [(pin, (pin.x - pin.r, pin.y - pin.r, pin.x + pin.r, pin.y + pin.r)) for pin in plan.pins]
    for label in plan.labels:
        own = {pin for pin, _ in pins if pin.name == label.words}
        assert not any(overlap(label.box, box) for pin, box in pins if pin not in own)


@given(shown=places)
def test_every_name_lies_within_the_map(shown: list[Place]):
    x, y, width, height = WORLD
    for label in network_map(shown, title="").labels:
        assert x <= label.box[0]
        assert label.box[2] <= x + width
        assert y <= label.box[1]
        assert label.box[3] <= y + height


def test_a_crop_holds_all_its_places_at_the_shape_asked_for():
    crop = crop_for([SEOUL, SUVA], aspect=1.2)
    for place in (SEOUL, SUVA):
        x, y = project(place.latitude, place.longitude)
        assert crop[0] < x < crop[0] + crop[2]
        assert crop[1] < y < crop[1] + crop[3]
    assert abs(crop[3] / crop[2] - 1.2) < 0.01


def test_a_crop_of_the_whole_world_is_no_taller_than_the_map():
    far = [MEXICO, SUVA, Place("Yakutsk", 62.03, 129.73, "/y/"), Place("Maputo", -25.97, 32.58, "/m/")]
    _left, top, _width, height = crop_for(far, aspect=1.0)
    assert height == WORLD[3]
    assert all(top < project(place.latitude, place.longitude)[1] < top + height for place in far)


def test_a_crop_of_nothing_is_the_world():
    assert crop_for([]) == WORLD


def test_the_land_is_drawn_without_a_line_across_the_map():
    """Shapes that cross the 180th meridian are cut there when the land is vendored."""
    for shape in land().split("M")[1:]:
        start, steps = shape.rstrip("z").split("l", 1)
        assert all(abs(float(number)) < 120 for number in steps.replace("-", " -").split())
        assert len(start.replace("-", " -").split()) == 2
