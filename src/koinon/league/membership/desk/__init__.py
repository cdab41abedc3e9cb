"""What waits for a person in membership: what each file in this folder finds."""

from __future__ import annotations

from collections.abc import Iterator

from koinon.core.people.models import Person
from koinon.core.web.modules import Waiting
from koinon.league.membership.parts import parts


def waiting(person: Person) -> Iterator[Waiting]:
    for part in parts(__name__, __path__):
        yield from part.waiting(person)
