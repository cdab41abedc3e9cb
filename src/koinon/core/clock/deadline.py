"""Deadlines: what is to happen to a thing at an instant happens once.

`set` and `cancel` belong into the deed's transaction. A schedule gives every due deadline to a
job; the job claims it and calls the handler in one transaction, so a crash leaves it due and two
workers cannot both have it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from koinon.core.clock.instant import now
from koinon.core.clock.models import Deadline

__all__ = ["cancel", "fire", "fire_due", "hand_over_due", "of", "set", "when_due"]

Handler = Callable[[Any], None]
_handlers: dict[str, Handler] = {}


class NobodyCares(LookupError):
    """Raised when no module handles a kind of deadline (any more)."""


def when_due(kind: str) -> Callable[[Handler], Handler]:
    """Handle a kind of deadline: `@when_due("membership.vote_closes")` above a function of the thing's id.

    It runs inside the transaction that marks the deadline as fired, and acts as the system person.
    """

    def remember(handler: Handler) -> Handler:
        if kind in _handlers and _handlers[kind].__qualname__ != handler.__qualname__:
            raise ValueError(f"the deadline {kind!r} has two handlers")
        _handlers[kind] = handler
        return handler

    return remember


@transaction.atomic
def set(thing: models.Model, kind: str, due_at: datetime) -> Deadline:
    """Set the thing's deadline of this kind, or move the one that is open."""
    if due_at.utcoffset() is None:
        raise ValueError("a deadline is an instant with a time zone")
    open_one = Deadline.objects.open().of(thing).filter(kind=kind).select_for_update().first()
    if open_one is None:
        thing_type = ContentType.objects.get_for_model(thing)
        return Deadline.objects.create(kind=kind, thing_type=thing_type, thing_id=str(thing.pk), due_at=due_at)
    open_one.due_at, open_one.handed_at = due_at, None
    open_one.save(update_fields=["due_at", "handed_at"])
    return open_one


def cancel(thing: models.Model, kind: str | None = None) -> int:
    """Cancel the open deadline of this kind, or all of the thing; returns how many were open."""
    open_ones = Deadline.objects.open().of(thing)
    if kind is not None:
        open_ones = open_ones.filter(kind=kind)
    return open_ones.update(cancelled_at=now())


def of(thing: models.Model, kind: str) -> Deadline | None:
    """The open deadline of this kind."""
    return Deadline.objects.open().of(thing).filter(kind=kind).first()


def due_ids() -> list[int]:
    return list(Deadline.objects.open().filter(due_at__lte=now()).order_by("due_at").values_list("pk", flat=True))


def hand_over_due() -> int:
    """Give every due deadline to its own job, once; returns how many. The schedule calls this each minute."""
    from koinon.core.clock.jobs import fire_deadline

    handed = 0
    for pk in due_ids():
        with transaction.atomic():
            if Deadline.objects.open().filter(pk=pk, handed_at__isnull=True).update(handed_at=now()):
                fire_deadline.enqueue(pk)
                handed += 1
    return handed


@transaction.atomic
def fire(pk: int) -> bool:
    """Claim a due deadline and call its handler; False when it was fired, cancelled or moved meanwhile.

    The claim is a conditional update: the second of two workers waits for the first, then finds it taken.
    """
    if not Deadline.objects.open().filter(pk=pk, due_at__lte=now()).update(fired_at=now()):
        Deadline.objects.open().filter(pk=pk).update(handed_at=None)
        return False
    deadline = Deadline.objects.select_related("thing_type").get(pk=pk)
    if deadline.kind not in _handlers:
        raise NobodyCares(f"no module handles the deadline {deadline.kind!r}")
    model = deadline.thing_type.model_class()
    _handlers[deadline.kind](deadline.thing_id if model is None else model._meta.pk.to_python(deadline.thing_id))
    return True


def fire_due() -> int:
    """Fire all that is due right here, each in its own transaction; returns how many fired. For rehearsals and tests."""
    return sum(fire(pk) for pk in due_ids())
