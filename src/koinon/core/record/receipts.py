"""Receipts: an entry, its proof and a checkpoint in one file that can be checked without this site."""

from __future__ import annotations

import json
from typing import Any

from koinon.core.people.models import Person
from koinon.core.people.rules import is_administrator, works_at_secretariat
from koinon.core.record.checkpoints import prove_inclusion
from koinon.core.record.keys import log_signer
from koinon.core.record.leaf import as_text, canonical, opens, readable
from koinon.core.record.models import Entry, Opening, Witness
from koinon.core.record.state import knows, model_of, states_of
from koinon.engines.note import LogProof, to_base64

FORMAT = "koinon-receipt/1"


def receipt_of(entry: Entry, person: Any = None) -> dict[str, Any]:
    """A receipt; with what the commitments hide, where this person may see it."""
    proof = prove_inclusion(entry.index)
    receipt = {
        "format": FORMAT,
        "key": str(log_signer().key),
        "witnesses": list(Witness.objects.filter(is_active=True).values_list("verifier_key", flat=True)),
        "index": entry.index,
        "leaf": as_text(entry.leaf),
        "proof": [to_base64(node) for node in proof.proof],
        "checkpoint": str(proof.note),
    }
    if may_open(person, entry):
        receipt["opening"] = opening_of(entry)
    return receipt


def log_proof_of(entry: Entry) -> LogProof:
    """The same in the text form of c2sp.org/tlog-proof, with the leaf as its extra data."""
    proof = prove_inclusion(entry.index)
    return LogProof(proof.index, proof.proof, proof.note, bytes(entry.leaf))


def may_open(person: Any, entry: Entry) -> bool:
    """Who may see behind the commitments: the secretariat, administrators, who did it, and whom the thing lets.

    A model lets others with a method `record_opens_to(person) -> bool`.
    """
    if not isinstance(person, Person):
        return bool(_lets(entry, person))
    if entry.actor_id == person.pk or works_at_secretariat(person) or is_administrator(person):
        return True
    return bool(_lets(entry, person))


def _lets(entry: Entry, person: Any) -> bool:
    model = model_of(entry.kind)
    if model is None or entry.thing_id is None or not hasattr(model, "record_opens_to"):
        return False
    thing = model._base_manager.filter(pk=entry.thing_id).first()
    return bool(thing and thing.record_opens_to(person))


def opening_of(entry: Entry) -> dict[str, dict[str, Any]]:
    """Salt and value of each commitment that can still be opened; those erased are absent.

    The state is there only while the row still is as the entry says.
    """
    opening = Opening.objects.filter(entry=entry).first()
    if opening is None:
        return {}
    leaf = readable(entry.leaf)
    values = {
        "by": (opening.by_salt, str(entry.actor_id) if entry.actor_id else None),
        "thing": (opening.thing_salt, entry.thing_id),
        "details": (opening.details_salt, json.loads(opening.details or "null")),
        "state": (opening.state_salt, _state(entry, opening)),
    }
    return {
        name: {"salt": bytes(salt).hex(), "value": json.loads(canonical(value))}
        for name, (salt, value) in values.items()
        if salt is not None and opens(leaf, name, bytes(salt), value)
    }


def _state(entry: Entry, opening: Opening) -> Any:
    model, fields = model_of(entry.kind), opening.fields.split()
    if model is None or entry.thing_id is None or not knows(model, fields):
        return None
    return dict(states_of(model, fields, [entry.thing_id])).get(entry.thing_id)
