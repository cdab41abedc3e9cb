"""The deeds of this room: recording what was done, and forgetting who a person was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from koinon.core.clock.instant import now, today
from koinon.core.people.models import Person
from koinon.core.record.leaf import Deed, Salts, canonical
from koinon.core.record.models import Entry, Opening
from koinon.core.record.state import State, fields_of, state_of
from koinon.core.record.storage import EntryStorage
from koinon.engines.merkle import leaf_hash
from koinon.engines.tiles import append

PUBLIC = "public"
"""The role of a deed by someone who is not signed in."""
PERSON = "person"
"""The role of a deed by someone who holds no post."""
SYSTEM = "system"
"""The role of a deed by the product itself: a job, a deadline, an import."""


def record(
    by: Person | None,
    deed: str,
    thing: models.Model | None = None,
    *,
    role: str | None = None,
    details: Mapping[str, Any] | None = None,
    gone: bool = False,
) -> Entry:
    """Write a deed into the record, inside the deed's own transaction: both happen, or neither.

    by: who did it; None when nobody is signed in. deed: its name, `membership.admitted`.
    thing: the row it changed, already saved, whose state the entry commits to; a deed that changes
    several rows is recorded once for each. role: the post acted in; by default the first that `by`
    holds today. details: what else to remember, as JSON. gone: the deed takes the row away (call it
    while the row is still there); the entry then commits to its absence.
    Raises TransactionManagementError outside a transaction, ValueError when the row is not in the database.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("record() belongs inside the transaction of the deed")
    fields = fields_of(type(thing)) if thing is not None else ()
    done = Deed(
        name=deed,
        at=now(),
        role=role or role_of(by),
        by=str(by.pk) if by else None,
        kind=thing._meta.label_lower if thing is not None else "",
        thing=str(thing.pk) if thing is not None else None,
        state=_state(thing) if thing is not None and not gone else None,
        details=dict(details or {}),
    )
    return _append(done, by, fields)


def _state(thing: models.Model) -> State:
    state = state_of(thing)
    if state is None:
        raise ValueError(f"{thing!r} is not in the database: save it first, or say that it is gone")
    return state


def role_of(person: Person | None) -> str:
    """The post that a person acts in: the first they hold today, in the order they took them up."""
    if person is None:
        return PUBLIC
    if person.is_system:
        return SYSTEM
    held = person.mandates_on(today())
    return held[0].post if held else PERSON


def _append(done: Deed, by: Person | None, fields: tuple[str, ...]) -> Entry:
    salts = Salts.fresh()
    entry = Entry(
        deed=done.name, kind=done.kind, thing_id=done.thing, role=done.role, actor=by, at=done.at, leaf=done.leaf(salts)
    )
    opening = Opening(
        by_salt=salts.by,
        thing_salt=salts.thing,
        details_salt=salts.details,
        state_salt=salts.state,
        details=canonical(done.details).decode(),
        fields=" ".join(fields),
    )
    append(EntryStorage(entry, opening), leaf_hash(bytes(entry.leaf)))
    return entry


@transaction.atomic
def erase_person(person: Person) -> int:
    """Forget, in the whole record, who this person was; the tree and every proof stay valid.

    Of each entry that the person made, the actor goes, the salt that opens it, and the details; each
    entry about the person's own row is erased as `erase_thing` does. What stays is that some deed of
    that name was done in that role at that time. Returns the number of entries touched.
    Source: the right to erasure, GDPR article 17; nothing opens the commitments any more.
    """
    made = Entry.objects.filter(actor=person)
    Opening.objects.filter(entry__in=made).update(by_salt=None, details_salt=None, details="")
    return made.update(actor=None) + erase_thing(person)


@transaction.atomic
def erase_thing(thing: models.Model) -> int:
    """Forget which row these entries are about and what was done to it: for rows that tell of a person."""
    about = Entry.objects.filter(kind=thing._meta.label_lower, thing_id=str(thing.pk))
    Opening.objects.filter(entry__in=about).update(
        by_salt=None, thing_salt=None, details_salt=None, state_salt=None, details="", fields=""
    )
    return about.update(thing_id=None)
