"""What can be found, and by whom: modules say it in their `finder.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise

from koinon.core.people.models import Person

PUBLIC, SIGNED_IN = "public", "signed_in"
Audiences = str | Iterable[str] | None


@dataclass(frozen=True)
class Source:
    """A kind of thing that can be found, and how a thing of it is shown and to whom."""

    model: type[models.Model]
    key: str
    label: str | Promise
    title: Callable[[Any], str]
    body: Callable[[Any], str]
    url: Callable[[Any], str]
    visible_to: Callable[[Any], Audiences]
    rows: Callable[[], models.QuerySet[Any]]
    follows: Mapping[type[models.Model], Callable[[Any], Iterable[Any]]] = field(default_factory=dict)

    def audiences_of(self, thing: Any) -> set[str]:
        given = self.visible_to(thing)
        return {given} if isinstance(given, str) else set(given or ())


_sources: dict[str, Source] = {}
_audiences: dict[str, Callable[[Any], bool]] = {}


def source(
    model: type[models.Model],
    key: str,
    *,
    label: str | Promise,
    title: Callable[[Any], str],
    url: Callable[[Any], str],
    visible_to: Callable[[Any], Audiences],
    body: Callable[[Any], str] = lambda thing: "",
    rows: Callable[[], models.QuerySet[Any]] | None = None,
    follows: Mapping[type[models.Model], Callable[[Any], Iterable[Any]]] | None = None,
) -> Source:
    """Make things of a model findable.

    `title` and `body` are called once under each interface language. `visible_to` names who may find
    the thing; nothing at all keeps it out of the index. `follows`: other models whose rows change
    what is said of a thing, with a function giving the ids of the things concerned.
    """
    from koinon.core.search.index import watch

    made = Source(
        model=model,
        key=key,
        label=label,
        title=title,
        body=body,
        url=url,
        visible_to=visible_to,
        rows=rows or model._default_manager.all,
        follows=dict(follows or {}),
    )
    _sources[key] = made
    watch(made)
    return made


def audience(name: str, may: Callable[[Any], bool]) -> str:
    """Make a group of readers known: `audience("secretariat", works_at_secretariat)`. Returns the name."""
    _audiences[name] = may
    return name


def sources() -> dict[str, Source]:
    return dict(_sources)


def audiences_with(person: Any) -> list[str]:
    """All audiences that a reader belongs to."""
    if not isinstance(person, Person):
        return [PUBLIC]
    own = {f"organization:{pk}" for pk in _organizations(person)}
    known = {name for name, may in _audiences.items() if may(person)}
    return sorted({PUBLIC, SIGNED_IN, f"person:{person.pk}"} | own | known)


def _organizations(person: Person) -> set[int]:
    from koinon.core.clock.instant import today

    return {mandate.organization_id for mandate in person.mandates_on(today())}
