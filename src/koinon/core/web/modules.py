"""Modules introduce themselves here: a folder and one settings line add pages, API, menu, desk, search, figures.

A module's `apps.py` derives from `ModuleConfig`. What it offers lies in files of known names,
each optional: `urls.py` (mounted at `prefix`), `api.py` (`router`), `desk.py` (`waiting`),
`home.py` (`panels`), `finder.py` (search sources), `figures.py` (`figures`), `jobs.py`,
`news.py`, `rules.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, ClassVar

from django.apps import AppConfig, apps
from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string

# Files that register something when they are imported.
SPEAKING = ("rules", "finder", "jobs", "news", "deadlines", "files")


@dataclass(frozen=True)
class MenuEntry:
    """A link in the masthead. `may` takes the person and hides the entry from those it does not concern."""

    label: str | Promise
    url_name: str
    may: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class Way:
    """A place of a module that people come for, with what they find there. `may` as for a menu entry."""

    label: str | Promise
    url_name: str
    says: str | Promise = ""
    may: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person: a row of the desk."""

    what: str
    source: str
    url: str
    verb: str
    due_at: datetime | None = None
    station: int | None = None


@dataclass(frozen=True)
class Fact:
    """A figure that a module offers to home pages: never without its unit and day."""

    value: str
    label: str
    url: str = ""


@dataclass(frozen=True)
class Panel:
    """A section of the league's home page: a template of the module and what it shows."""

    template: str
    context: dict[str, Any]
    order: int = 50


class ModuleConfig(AppConfig):
    """What a module says of itself.

    half: "league", "city", "commons" or "core". station: 1-6 on the loop, or None.
    prefix: where its pages are mounted. menu: its entries in the masthead. ways: its places, shown on
    the station's page and, those that ask for a post, on the desk of who holds it. rooms: sub-packages that offer
    the same files (the core has them).
    """

    half: ClassVar[str]
    station: ClassVar[int | None] = None
    prefix: ClassVar[str] = ""
    menu: ClassVar[tuple[MenuEntry, ...]] = ()
    ways: ClassVar[tuple[Way, ...]] = ()
    rooms: ClassVar[tuple[str, ...]] = ()
    default_auto_field = "django.db.models.BigAutoField"
    default = False

    def __init_subclass__(cls, **options: Any) -> None:
        """Django takes the one class of an `apps.py` that is not this one, though this one is imported there."""
        super().__init_subclass__(**options)
        cls.default = True

    def ready(self) -> None:
        for name in SPEAKING:
            list(self.offers(name))

    def offers(self, name: str) -> Iterator[ModuleType]:
        """The module's file of that name, and its rooms', where they exist."""
        for package in (self.name, *(f"{self.name}.{room}" for room in self.rooms)):
            if find_spec(f"{package}.{name}"):
                yield import_module(f"{package}.{name}")


@cache
def modules() -> tuple[ModuleConfig, ...]:
    return tuple(config for config in apps.get_app_configs() if isinstance(config, ModuleConfig))


def collected(name: str) -> Iterator[ModuleType]:
    """All files of one name, module by module in the order of settings."""
    for config in modules():
        yield from config.offers(name)


@cache
def menu_entries() -> dict[str, MenuEntry]:
    """All menu entries by the name of their page, the core's own last."""
    ordered = sorted(modules(), key=lambda config: config.half == "core")
    return {entry.url_name: entry for config in ordered for entry in config.menu}


def menu_for(person: Any) -> list[str]:
    """The names of the pages in the menu that concern the person."""
    return [name for name, entry in menu_entries().items() if entry.may is None or entry.may(person)]


def menu_entry(url_name: str) -> dict[str, str]:
    """Label and address of a menu entry; no address for one whose module is gone."""
    entry = menu_entries().get(url_name)
    return {"label": str(entry.label), "url": address(url_name)} if entry else {"label": "", "url": ""}


def asks(rule: str) -> Callable[[Any], bool]:
    """A sentence of a `rules.py` by its dotted name: the file cannot be read before the models are."""

    def may(person: Any) -> bool:
        return bool(import_string(rule)(person))

    return may


def ways_for(person: Any, configs: Iterable[ModuleConfig]) -> list[dict[str, Any]]:
    """The places of these modules that are open to the person; `own` are those that ask for a post."""
    return [
        {"label": str(way.label), "says": str(way.says), "url": url, "own": way.may is not None}
        for config in configs
        for way in config.ways
        if (way.may is None or way.may(person)) and (url := address(way.url_name))
    ]


def address(url_name: str) -> str:
    """The address of a page without parameters, "" where no module offers it."""
    return _address(url_name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=500)
def _address(url_name: str, urlconf: str, prefix: str) -> str:
    try:
        return reverse(url_name, urlconf=urlconf)
    except NoReverseMatch:
        return ""
