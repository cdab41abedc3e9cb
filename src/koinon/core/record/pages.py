"""What the pages of the record show, put into words once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from koinon.core.clock.instant import now
from koinon.core.record import storage
from koinon.core.record.checkpoints import continues, newest_cosigned, publish
from koinon.core.record.deeds import deed_name, kind_name, role_name
from koinon.core.record.drawing import drawing
from koinon.core.record.keys import log_signer
from koinon.core.record.leaf import COMMITTED, as_text, readable
from koinon.core.record.models import Checkpoint, Cosignature, Entry, Opening, Witness
from koinon.core.record.receipts import may_open, opening_of
from koinon.core.record.state import model_of
from koinon.core.web.when import clock_words, moment_words, short_day
from koinon.engines.merkle import inclusion_ranges, leaf_hash, proves_inclusion
from koinon.engines.note import Checkpoint as Stated
from koinon.engines.note import LogProof, to_base64

ON_A_PAGE = 25


def rows_of(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Entries as rows of ready words."""
    return [
        {
            "index": entry.index,
            "url": entry.get_absolute_url(),
            "day": short_day(entry.at),
            "time": clock_words(entry.at),
            "at": entry.at.isoformat(),
            "deed": deed_name(entry.deed),
            "kind": kind_name(entry.kind),
            "role": role_name(entry.role),
        }
        for entry in entries
    ]


def list_context(request: HttpRequest) -> dict[str, Any]:
    """The newest checkpoint, its witnesses, and one page of entries, newest first."""
    size = storage.size()
    checkpoint = publish()
    before = _before(request, size)
    entries = Entry.objects.filter(index__lt=before).newest_first().defer("leaf", "leaf_hash")[:ON_A_PAGE]
    rows = rows_of(entries)
    return {
        "checkpoint": checkpoint,
        "whole": checkpoint.size == size and continues(checkpoint),
        "figures": _figures(size, checkpoint),
        "rows": rows,
        "pages": _pages(rows, before, size),
        "witnesses": witness_rows(),
        "key": str(log_signer().key),
    }


def _before(request: HttpRequest, size: int) -> int:
    wanted = request.GET.get("before", "")
    return min(int(wanted), size) if wanted.isascii() and wanted.isdigit() and len(wanted) <= 18 else size


def _pages(rows: list[dict[str, Any]], before: int, size: int) -> dict[str, Any]:
    here = reverse("record")
    shown = size - before
    return {
        "first": shown + 1,
        "last": shown + len(rows),
        "total": size,
        "previous_url": f"{here}?before={min(before + ON_A_PAGE, size)}" if before < size else "",
        "next_url": f"{here}?before={rows[-1]['index']}" if rows and rows[-1]["index"] > 0 else "",
        "next_count": min(ON_A_PAGE, rows[-1]["index"]) if rows else 0,
    }


def _figures(size: int, checkpoint: Checkpoint) -> list[dict[str, str]]:
    cosigned = newest_cosigned()
    figures = [
        {"value": f"{size}", "label": _("entries, now")},
        {"value": f"{checkpoint.size}", "label": _("entries signed, %(at)s") % {"at": moment_words(checkpoint.at)}},
    ]
    if cosigned is not None:
        latest = cosigned.cosignatures.order_by("-at").first()
        at = moment_words(latest.at if latest else now())
        figures.append({"value": f"{cosigned.size}", "label": _("entries cosigned, %(at)s") % {"at": at}})
    return figures


def witness_rows() -> list[dict[str, Any]]:
    """The witnesses that we ask, each with the last checkpoint that it cosigned: two queries."""
    newest = Cosignature.objects.select_related("checkpoint").order_by("-checkpoint__size")
    witnesses = Witness.objects.filter(is_active=True).prefetch_related(Prefetch("cosignatures", newest[:200], "given"))
    return [_witness(witness, next(iter(witness.given), None)) for witness in witnesses]


def _witness(witness: Any, last: Cosignature | None) -> dict[str, Any]:
    words = _("has not cosigned yet")
    if last is not None:
        words = _("%(size)s entries, %(at)s") % {"size": last.checkpoint.size, "at": moment_words(last.at)}
    return {"name": witness.name, "key": witness.verifier_key, "words": words, "on": last is not None}


# --- One entry --------------------------------------------------------------------------------


def entry_context(entry: Entry, proof: LogProof, person: Any) -> dict[str, Any]:
    """An entry, its proof drawn and in numbers, and what its commitments hide as far as the reader may see."""
    stated = Stated.parsed(proof.note.text)
    open_to_reader = may_open(person, entry)
    opened = opening_of(entry) if open_to_reader else {}
    return {
        "entry": entry,
        "title": deed_name(entry.deed),
        "facts": _facts(entry),
        "sealed": _commitments(entry, opened),
        "open_to_reader": open_to_reader,
        "thing": _thing(entry) if "thing" in opened else None,
        "actor": entry.actor if "by" in opened else None,
        "details": _details(opened),
        "holds": proves_inclusion(leaf_hash(bytes(entry.leaf)), entry.index, stated.size, proof.proof, stated.root),
        "size": stated.size,
        "drawing": drawing(entry.index, stated.size),
        "steps": _steps(entry.index, stated.size, proof),
        "note": str(proof.note),
        "leaf": as_text(entry.leaf),
        "leaf_hash": to_base64(bytes(entry.leaf_hash)),
        "root": to_base64(stated.root),
        "previous": entry.index - 1 if entry.index else None,
        "following": entry.index + 1 if entry.index + 1 < storage.size() else None,
    }


def _facts(entry: Entry) -> list[tuple[str, str]]:
    facts = [
        (_("Deed"), deed_name(entry.deed)),
        (_("Name in the record"), entry.deed),
        (_("When"), moment_words(entry.at)),
        (_("In the role of"), role_name(entry.role)),
    ]
    return facts + ([(_("What it was done to"), kind_name(entry.kind))] if entry.kind else [])


def _commitments(entry: Entry, opened: dict[str, Any]) -> list[dict[str, Any]]:
    names = {
        "by": _("Who did it"),
        "thing": _("Which one it was done to"),
        "details": _("The details"),
        "state": _("Its state after the deed"),
    }
    leaf, salts = readable(entry.leaf), Opening.objects.filter(entry=entry).first()
    return [
        {"name": names[name], "hash": leaf[name], "words": _sealing(name, opened, salts), "on": name in opened}
        for name in COMMITTED
        if leaf.get(name)
    ]


def _sealing(name: str, opened: dict[str, Any], salts: Opening | None) -> str:
    if name in opened:
        return _("open to you")
    if salts is None or getattr(salts, f"{name}_salt") is None:
        return _("erased")
    return _("changed since") if name == "state" and opened else _("sealed")


def _thing(entry: Entry) -> models.Model | None:
    model = model_of(entry.kind)
    return model._base_manager.filter(pk=entry.thing_id).first() if model else None


def _details(opened: dict[str, Any]) -> list[tuple[str, str]]:
    details = opened.get("details", {}).get("value") or {}
    return [(name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) for name, value in details.items()]


def _steps(index: int, size: int, proof: LogProof) -> list[dict[str, Any]]:
    ranges = inclusion_ranges(index, size)
    return [
        {"first": first, "last": end - 1, "hash": to_base64(node), "single": end - first == 1}
        for (first, end), node in zip(ranges, proof.proof, strict=True)
    ]
