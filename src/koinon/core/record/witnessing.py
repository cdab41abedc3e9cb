"""Witnessing, both ways: cosigning the records of others, and asking others to cosign ours.

Sources: c2sp.org/tlog-witness and c2sp.org/tlog-cosignature. A cosignature says: at this second, the
largest consistent head that we have seen of this log was this one. So no log can show two histories
without a witness noticing.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from http.client import HTTPException
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from koinon.core.clock.instant import now
from koinon.core.record import storage
from koinon.core.record.checkpoints import publish
from koinon.core.record.keys import verify, witness_signer
from koinon.core.record.models import Checkpoint, Cosignature, Witness, WitnessedLog
from koinon.core.refusal import MovedOn, NotAllowed, NotThere, Refusal
from koinon.engines import note as notes
from koinon.engines.merkle import proves_consistency
from koinon.engines.tiles import consistency_proof

logger = logging.getLogger(__name__)
PATIENCE_SECONDS = 10
SIZE_TYPE = "text/x.tlog.size"


class NotARequest(Refusal):
    says = _("This is not a request to a witness as c2sp.org/tlog-witness describes it.")
    status = 400


class UnknownLog(NotThere):
    says = _("This installation does not witness a log of this origin.")


class NotSigned(NotAllowed):
    says = _("The log's own key has not signed this checkpoint.")


class NotConsistent(Refusal):
    says = _("The proof does not show that this checkpoint continues the last one.")


class OtherSize(MovedOn):
    """Raised with the size of the last checkpoint that we cosigned."""

    says = _("The last checkpoint that was cosigned here has %(size)s entries.")


class WitnessSilent(Refusal):
    says = _("The witness %(witness)s did not cosign: %(answer)s")


# --- Cosigning the logs of others -------------------------------------------------------------


def trust(verifier_key: str) -> WitnessedLog:
    """From now on, cosign the log of this key. Its origin is the key's name."""
    key = notes.VerifierKey.parsed(verifier_key)
    if key.kind != notes.SIGNED:
        raise notes.NotANote("this is the key of a witness; a log's own key is needed")
    log, _made = WitnessedLog.objects.update_or_create(origin=key.name, defaults={"verifier_key": str(key)})
    return log


@transaction.atomic
def add_checkpoint(body: str) -> notes.Signature:
    """Check a log's new checkpoint against the last one we saw, remember it, and cosign it.

    The checks and their order are those of tlog-witness, "add-checkpoint".
    Raises NotARequest (400), UnknownLog (404), NotSigned (403), OtherSize (409), NotConsistent (422).
    """
    try:
        request = notes.AddCheckpoint.parsed(body)
        stated = notes.Checkpoint.parsed(request.note.text)
    except notes.NotANote as why:
        raise NotARequest() from why
    log = WitnessedLog.objects.select_for_update().filter(origin=stated.origin).first()
    if log is None:
        raise UnknownLog()
    if not notes.VerifierKey.parsed(log.verifier_key).signed(request.note, verify):
        raise NotSigned()
    _check(log, request, stated)
    return _remember(log, stated, request.note)


def _check(log: WitnessedLog, request: notes.AddCheckpoint, stated: notes.Checkpoint) -> None:
    if request.old > stated.size:
        raise NotARequest()
    if request.old != log.size:
        raise OtherSize(size=log.size)
    if request.old == stated.size and log.note and bytes(log.root) != stated.root:
        raise OtherSize(size=log.size)
    if request.old == 0:
        consistent = not request.proof
    else:
        consistent = proves_consistency(request.old, stated.size, request.proof, bytes(log.root), stated.root)
    if not consistent:
        raise NotConsistent()


def _remember(log: WitnessedLog, stated: notes.Checkpoint, note: notes.Note) -> notes.Signature:
    at = now()
    line = witness_signer().cosign(note.text, int(at.timestamp()))
    log.size, log.root, log.cosigned_at = stated.size, stated.root, at
    log.note = str(notes.Note(note.text, (*note.signatures[: notes.MOST_SIGNATURES - 1], line)))
    log.save()
    return line


# --- Asking others to cosign ours -------------------------------------------------------------


def add_witness(url: str, verifier_key: str) -> Witness:
    """From now on, ask this witness. `url` is its submission prefix, such as https://…/record/witness."""
    key = notes.VerifierKey.parsed(verifier_key)
    if key.kind != notes.COSIGNED:
        raise notes.NotANote("this is the key of a log; a witness's cosigning key is needed")
    if not url.startswith(("https://", "http://")):
        raise notes.NotANote("the address of a witness begins with https://")
    values = {"verifier_key": str(key), "url": url.rstrip("/"), "is_active": True}
    witness, _made = Witness.objects.update_or_create(name=key.name, defaults=values)
    return witness


def ask_all() -> list[Witness]:
    """Ask every active witness to cosign the newest checkpoint; each one's answer is kept with it."""
    checkpoint = publish()
    asked = list(Witness.objects.filter(is_active=True))
    for witness in asked:
        try:
            ask(witness, checkpoint)
        except WitnessSilent as refusal:
            logger.warning("%s", refusal)
    return asked


def ask(witness: Witness, checkpoint: Checkpoint) -> Cosignature:
    """One witness's cosignature of a checkpoint, fetched unless we have it. Raises WitnessSilent."""
    given = Cosignature.objects.filter(witness=witness, checkpoint=checkpoint).first()
    if given is not None:
        return given
    try:
        line = _asked(witness, checkpoint)
    except WitnessSilent as refusal:
        _answered(witness, str(refusal.facts["answer"]))
        raise
    _answered(witness, "")
    at = datetime.fromtimestamp(line.time or 0, UTC)
    cosignature, _made = Cosignature.objects.get_or_create(
        witness=witness, checkpoint=checkpoint, defaults={"line": str(line), "at": at}
    )
    return cosignature


def _answered(witness: Witness, answer: str) -> None:
    witness.asked_at, witness.answer = now(), answer[:200]
    witness.save(update_fields=["asked_at", "answer"])


def _asked(witness: Witness, checkpoint: Checkpoint) -> notes.Signature:
    """Ask from the size that we think the witness has seen, and once more from the one it names."""
    seen = Cosignature.objects.filter(witness=witness).aggregate(size=Max("checkpoint__size"))["size"] or 0
    answer = _post(witness, checkpoint, seen)
    if answer.status == 409 and answer.is_size:
        answer = _post(witness, checkpoint, _size_in(witness, answer.text, checkpoint.size))
    if answer.status != 200:
        raise WitnessSilent(witness=witness.name, answer=f"{answer.status} {answer.text.strip()}")
    return _line_of(witness, checkpoint, answer.text)


def _size_in(witness: Witness, text: str, most: int) -> int:
    try:
        seen = notes.to_number(text.strip())
    except notes.NotANote:
        seen = most + 1
    if seen > most:
        raise WitnessSilent(witness=witness.name, answer=f"409 {text.strip()}")
    return seen


def _line_of(witness: Witness, checkpoint: Checkpoint, text: str) -> notes.Signature:
    """The line of the answer that this witness's key made over this checkpoint."""
    key = notes.VerifierKey.parsed(witness.verifier_key)
    stated = notes.Note.parsed(checkpoint.note).text
    for row in text.splitlines():
        try:
            line = notes.Signature.parsed(row)
        except notes.NotANote:
            continue
        if key.signed(notes.Note(stated, (line,)), verify):
            return line
    raise WitnessSilent(witness=witness.name, answer="no signature of its key")


class _Answer(NamedTuple):
    status: int
    text: str
    is_size: bool


def _post(witness: Witness, checkpoint: Checkpoint, old: int) -> _Answer:
    proof = tuple(consistency_proof(old, checkpoint.size, storage.read))
    body = str(notes.AddCheckpoint(old, proof, notes.Note.parsed(checkpoint.note)))
    request = Request(  # noqa: S310 - `add_witness` takes http and https only
        f"{witness.url}/add-checkpoint", body.encode(), {"Content-Type": "text/plain; charset=utf-8"}, method="POST"
    )
    try:
        with urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            return _Answer(answer.status, _text(answer.read(notes.LONGEST_NOTE)), False)
    except HTTPError as refused:
        kind = refused.headers.get("Content-Type", "")
        return _Answer(refused.code, _text(refused.read(500)), kind.startswith(SIZE_TYPE))
    except (OSError, HTTPException) as silence:
        raise WitnessSilent(witness=witness.name, answer=str(silence)) from silence


def _text(body: bytes) -> str:
    return body.decode("utf-8", errors="replace")
