"""What the base template needs on every page, computed lazily so that partials stay cheap."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from koinon.core.web import frame
from koinon.core.web.modules import menu_entry, modules

STATIONS = (
    (1, "assess", _("Assess")),
    (2, "learn", _("Learn")),
    (3, "meet", _("Meet")),
    (4, "build", _("Build")),
    (5, "measure", _("Measure")),
    (6, "honour", _("Honour")),
)


def base(request: HttpRequest) -> dict[str, Any]:
    return {
        "house": {"name": settings.SITE_NAME, "demonstration": settings.DEMO},
        "site": {"name": settings.SITE_NAME, "demonstration": settings.DEMO},
        "menu": SimpleLazyObject(lambda: _menu(request)),
        "stations": SimpleLazyObject(lambda: _stations(request)),
        "stations_due": SimpleLazyObject(lambda: frame.of(request)["stations"]),
        "station": _station_of(request),
        "desk_count": SimpleLazyObject(lambda: frame.of(request)["waiting"]),
        "unread_count": SimpleLazyObject(lambda: frame.of(request).get("unread", 0)),
        "languages": SimpleLazyObject(_languages),
        "live_url": settings.LIVE_ORIGIN,
        "theme": request.COOKIES.get("theme", ""),
    }


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    entries = (menu_entry(name) for name in frame.of(request)["menu"])
    return [{**entry, "current": request.path.startswith(entry["url"])} for entry in entries if entry["url"]]


def _stations(request: HttpRequest) -> list[dict[str, Any]]:
    due = frame.of(request)["stations"]
    return [
        {"number": number, "key": key, "name": str(name), "url": _way_into(number, key), "due": due.get(str(number), 0)}
        for number, key, name in STATIONS
    ]


def _way_into(number: int, key: str) -> str:
    """The station's page, where a module of this station has a place to show."""
    return reverse("station", args=[key]) if any(config.station == number and config.ways for config in modules()) else ""


def _station_of(request: HttpRequest) -> int | None:
    """The station of the module whose page this is."""
    match = request.resolver_match
    home = getattr(match.func, "__module__", "") if match else ""
    return next((config.station for config in modules() if home.startswith(f"{config.name}.")), None)


def _languages() -> list[dict[str, Any]]:
    current = get_language()
    return [
        {"code": code, "name": get_language_info(code)["name_local"], "current": code == current}
        for code, _name in settings.LANGUAGES
    ]
