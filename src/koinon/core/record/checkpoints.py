"""Checkpoints: signing the head of the tree, once a size, and never a head that rewrites the past."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from koinon.core.clock.instant import now
from koinon.core.record import storage
from koinon.core.record.keys import log_signer
from koinon.core.record.models import Checkpoint
from koinon.core.refusal import NotThere
from koinon.engines import note as notes
from koinon.engines.merkle import Frontier, NotInTree, proves_consistency
from koinon.engines.tiles import consistency_proof, inclusion_proof

logger = logging.getLogger(__name__)


class NoSuchEntry(NotThere):
    says = _("The record has no entry of this number at this size.")


class NoSuchTile(NotThere):
    says = _("The record has no such tile.")


def publish() -> Checkpoint:
    """The checkpoint of the tree as it stands, signed now unless this size has one already.

    A tree that does not continue the last checkpoint is not signed (tlog-checkpoint, "Signatures"):
    then the last good one is answered, and `continues` says what is wrong.
    """
    grown, newest = _head(), Checkpoint.objects.first()
    if newest is None:
        return _signed(grown or Frontier())
    if grown is not None and newest.size >= grown.size:
        return newest
    if grown is None or not _extends(newest, grown):
        logger.critical("the record does not continue its checkpoint at %s; nothing was signed", newest.size)
        return newest
    return _signed(grown)


def continues(checkpoint: Checkpoint) -> bool:
    """Whether the tree as it stands begins with this checkpoint."""
    grown = _head()
    return grown is not None and _extends(checkpoint, grown)


def _head() -> Frontier | None:
    """The head of the tree; None when its row was changed into what no tree has."""
    try:
        return storage.head()
    except NotInTree:
        return None


def _extends(checkpoint: Checkpoint, grown: Frontier) -> bool:
    old, root = checkpoint.size, bytes(checkpoint.root)
    if old > grown.size:
        return False
    try:
        proof = consistency_proof(old, grown.size, storage.read)
    except NotInTree:
        return False
    return proves_consistency(old, grown.size, proof, root, grown.root())


@transaction.atomic
def _signed(grown: Frontier) -> Checkpoint:
    signer = log_signer()
    stated = notes.Checkpoint(signer.name, grown.size, grown.root())
    signed = notes.Note(stated.text, (signer.sign(stated.text),))
    checkpoint, _made = Checkpoint.objects.get_or_create(
        size=grown.size, defaults={"root": stated.root, "note": str(signed), "at": now()}
    )
    return checkpoint


def note_of(checkpoint: Checkpoint) -> notes.Note:
    """The signed note, with the cosignatures that witnesses have given to it."""
    lines = checkpoint.cosignatures.values_list("line", flat=True)
    return notes.Note.parsed(checkpoint.note).with_signatures(map(notes.Signature.parsed, lines))


def newest_cosigned() -> Checkpoint | None:
    """The newest checkpoint that a witness has cosigned."""
    return Checkpoint.objects.filter(cosignatures__isnull=False).first()


def best_for(index: int) -> Checkpoint:
    """The checkpoint to prove an entry by: the newest cosigned one that holds it, else the newest."""
    cosigned = newest_cosigned()
    if cosigned is not None and index < cosigned.size:
        return cosigned
    newest = publish()
    if not 0 <= index < newest.size:
        raise NoSuchEntry(field="index")
    return newest


@dataclass(frozen=True)
class Consistency:
    """That the tree at `new` begins with the tree at `old`."""

    old: int
    new: int
    proof: list[bytes]


def prove_inclusion(index: int, size: int | None = None) -> notes.LogProof:
    """The proof that the tree of a checkpoint holds an entry; without a size, of the best checkpoint.

    Raises NoSuchEntry when there is no such checkpoint, or it does not hold the entry.
    """
    checkpoint = best_for(index) if size is None else Checkpoint.objects.filter(size=size).first()
    if checkpoint is None or not 0 <= index < checkpoint.size:
        raise NoSuchEntry(field="index" if checkpoint else "size")
    try:
        proof = inclusion_proof(index, checkpoint.size, storage.read)
    except NotInTree:  # entries or tiles were taken away
        raise NoSuchEntry(field="index") from None
    return notes.LogProof(index, tuple(proof), note_of(checkpoint))


def prove_consistency(old: int, new: int | None = None) -> Consistency:
    """The proof between two sizes; without `new`, to the newest checkpoint. Raises NoSuchEntry."""
    size = publish().size if new is None else new
    if not 0 <= old <= size <= storage.size():
        raise NoSuchEntry(field="new" if old <= size else "old")
    try:
        return Consistency(old, size, consistency_proof(old, size, storage.read))
    except NotInTree:
        raise NoSuchEntry(field="old") from None
