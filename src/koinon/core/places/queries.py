"""The larger reads about places."""

from __future__ import annotations

from typing import Any

from koinon.core.i18n.names import countries_by_name
from koinon.core.places.models import Country, IncomeFigure


def countries() -> list[dict[str, str]]:
    """Every country, sorted by its name in the language in force."""
    codes = list(Country.objects.values_list("code", flat=True))
    return [{"code": code, "name": name} for code, name in countries_by_name(codes)]


def incomes_of(country: str) -> list[dict[str, Any]]:
    """GDP per head of a country, newest first."""
    rows = IncomeFigure.objects.filter(country=country).order_by("-year").values("year", "gdp_per_head", "source")
    return [dict(row) for row in rows]
