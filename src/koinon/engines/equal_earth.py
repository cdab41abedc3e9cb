"""The Equal Earth map projection: every country keeps its true share of the paper.

Šavrič, Patterson and Jenny, "The Equal Earth map projection", International Journal of
Geographical Information Science 33(3), 2019, equations 7 to 9.
"""

import math

WIDTH = 1200.0
"""Width of the whole world on our plane, in units."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2


def _unscaled(latitude: float, longitude: float) -> tuple[float, float]:
    """x to the east and y to the north on a sphere of radius 1, from degrees."""
    theta = math.asin(_M * math.sin(math.radians(latitude)))
    squared = theta * theta
    sixth = squared**3
    slope = _A1 + 3 * _A2 * squared + sixth * (7 * _A3 + 9 * _A4 * squared)
    x = math.radians(longitude) * math.cos(theta) / (_M * slope)
    y = theta * (_A1 + _A2 * squared + sixth * (_A3 + _A4 * squared))
    return x, y


_EAST, _ = _unscaled(0, 180)
_, _NORTH = _unscaled(90, 0)
_SCALE = WIDTH / (2 * _EAST)

HEIGHT = 2 * _NORTH * _SCALE
"""Height of the whole world on our plane, in the same units (about 584)."""


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """A place in degrees as (x, y) on a plane WIDTH by HEIGHT, x to the right and y down.

    latitude: −90 to 90, north positive. longitude: −180 to 180, east positive.
    Raises ValueError outside these.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"No such place: latitude {latitude}, longitude {longitude}.")
    x, y = _unscaled(latitude, longitude)
    return x * _SCALE + WIDTH / 2, HEIGHT / 2 - y * _SCALE
