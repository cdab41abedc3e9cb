"""Who acts in an application: a person who is signed in, or whoever holds the private link of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from django.db import models

from koinon.core.flow import Flow
from koinon.core.people.models import Person
from koinon.core.record import record
from koinon.core.record.models import Entry

APPLICANT = "applicant"
"""The role in which the holder of a private link stands in the record."""


@dataclass(frozen=True)
class LinkHolder:
    """Somebody who opened the private link of an application: the applicant, without an account."""

    key: str


Actor: TypeAlias = Person | LinkHolder


def take(flow: Flow, name: str, by: Actor, thing: models.Model) -> None:
    """`flow.take` for either kind of actor; the predicates of this module know both."""
    flow.take(name, cast(Person, by), thing)


def note(by: Actor, deed: str, thing: models.Model, *, details: Mapping[str, Any] | None = None) -> Entry:
    """`record` for either kind of actor; nobody's name stands behind a link."""
    if isinstance(by, LinkHolder):
        return record(None, deed, thing, role=APPLICANT, details=details)
    return record(by, deed, thing, details=details)


def person_of(by: Actor) -> Person | None:
    return by if isinstance(by, Person) else None
