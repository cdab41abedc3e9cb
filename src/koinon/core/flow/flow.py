from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import rules
from django.db import models
from django.utils.functional import Promise

from koinon.core.refusal import MovedOn, NotAllowed

if TYPE_CHECKING:
    from koinon.core.people.models import Person

Predicate = Any  # rules.predicates.Predicate carries no types


@dataclass(frozen=True)
class Step:
    """One legal move: from which states, to which state (None: it stays), and who may."""

    name: str
    start: frozenset[str]
    end: str | None
    may: Predicate
    label: str | Promise

    def is_open(self, person: Person, thing: models.Model, *, state: str) -> bool:
        return state in self.start and self.permits(person, thing)

    def permits(self, person: Person, thing: models.Model) -> bool:
        return bool(self.may.test(person, thing))


def step(
    name: str,
    *,
    start: str | Iterable[str],
    may: Predicate,
    end: str | None = None,
    label: str | Promise = "",
) -> Step:
    """A row of the table. `label` is the verb on the button, the step's name where it has none."""
    states = frozenset({start} if isinstance(start, str) else start)
    return Step(
        name=name,
        start=frozenset(map(str, states)),
        end=None if end is None else str(end),
        may=may if isinstance(may, rules.Predicate) else rules.predicate(may),
        label=label or name.replace("_", " ").capitalize(),
    )


class Flow:
    """The steps of one kind of thing. `field` names the model field that holds the state."""

    def __init__(self, *steps: Step, field: str = "state") -> None:
        self.field = field
        self.steps = {each.name: each for each in steps}
        if len(self.steps) != len(steps):
            raise ValueError("two steps of one flow have the same name")

    def state_of(self, thing: models.Model) -> str:
        return str(getattr(thing, self.field))

    def may(self, name: str, person: Person, thing: models.Model) -> bool:
        return self.steps[name].is_open(person, thing, state=self.state_of(thing))

    def open_steps(self, person: Person, thing: models.Model) -> list[Step]:
        """The steps this person may take now, in the table's order."""
        state = self.state_of(thing)
        return [each for each in self.steps.values() if each.is_open(person, thing, state=state)]

    def take(self, name: str, by: Person, thing: models.Model) -> Step:
        """Lock the row, check state and permission, and set the new state (the deed saves it).

        Fields changed on `thing` before this call are read anew from the row.
        Raises NotAllowed (403) when the person may not, MovedOn (409) when the state has moved on.
        """
        taken = self.steps[name]
        lock(thing)
        if not taken.permits(by, thing):
            raise NotAllowed()
        if self.state_of(thing) not in taken.start:
            raise MovedOn()
        if taken.end is not None:
            setattr(thing, self.field, taken.end)
        return taken

    def diagram(self) -> str:
        """The flow as a Mermaid state diagram, for the guide."""
        lines = ["stateDiagram-v2"]
        for each in self.steps.values():
            lines += [f"    {start} --> {each.end or start}: {each.name}" for start in sorted(each.start)]
        return "\n".join(lines)


def lock(thing: models.Model) -> None:
    """Read the row anew under a lock that holds until the transaction ends."""
    thing.refresh_from_db(from_queryset=type(thing)._base_manager.select_for_update(of=("self",)))
