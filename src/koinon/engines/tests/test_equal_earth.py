"""The projection keeps areas, and the published points."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koinon.engines.equal_earth import HEIGHT, WIDTH, project

latitudes = st.floats(-89, 89)
longitudes = st.floats(-179, 179)


def test_the_corners_of_the_world():
    assert project(0, 0) == (WIDTH / 2, HEIGHT / 2)
    assert project(0, 180) == pytest.approx((WIDTH, HEIGHT / 2))
    assert project(90, 0) == pytest.approx((WIDTH / 2, 0))
    assert project(-90, 0) == pytest.approx((WIDTH / 2, HEIGHT))


def test_the_ratio_of_the_sides_is_the_published_one():
    assert pytest.approx(2.05458, abs=1e-4) == WIDTH / HEIGHT


def test_the_pole_is_a_line_of_the_published_length():
    west, _ = project(90, -180)
    east, _ = project(90, 180)
    assert (east - west) / WIDTH == pytest.approx(0.5924, abs=1e-3)


@given(latitude=latitudes, longitude=longitudes)
def test_north_lies_above_and_east_to_the_right(latitude: float, longitude: float):
    x, y = project(latitude, longitude)
    assert project(latitude + 0.5, longitude)[1] < y
    assert project(latitude, longitude + 0.5)[0] > x


@given(latitude=st.floats(-80, 80), longitude=st.floats(-170, 170))
def test_equal_areas_on_the_sphere_are_equal_on_paper(latitude: float, longitude: float):
    step = 1e-3
    (x0, y0), (x1, y1), (x2, y2) = (
        project(latitude, longitude),
        project(latitude, longitude + step),
        project(latitude + step, longitude),
    )
    paper = abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0))
    sphere = math.cos(math.radians(latitude + step / 2)) * math.radians(step) ** 2
    scale = WIDTH / (2 * 2.7066299836)
    assert paper == pytest.approx(sphere * scale**2, rel=1e-4)


@pytest.mark.parametrize(("latitude", "longitude"), [(90.1, 0), (-91, 0), (0, 181), (0, -180.5), (math.nan, 0)])
def test_what_is_not_on_earth_is_refused(latitude: float, longitude: float):
    with pytest.raises(ValueError, match="No such place"):
        project(latitude, longitude)
