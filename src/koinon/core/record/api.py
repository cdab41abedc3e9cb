"""The record by API: checkpoint, entries, proofs, tiles. Public, read-only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from koinon.core.record import checkpoints, storage
from koinon.core.record.checkpoints import NoSuchEntry, NoSuchTile
from koinon.core.record.keys import log_signer
from koinon.core.record.leaf import as_text
from koinon.core.record.models import Checkpoint, Entry
from koinon.core.web.api import Window, page_of, responses
from koinon.engines.merkle import NotInTree
from koinon.engines.note import Checkpoint as Stated
from koinon.engines.note import to_base64
from koinon.engines.tiles import TileName, tile_at

router = Router(tags=["Record"])

LARGEST = 2**63 - 1
Index = Annotated[int, Field(ge=0, le=LARGEST, description="Number of an entry, from 0.")]
Size = Annotated[int, Field(ge=0, le=LARGEST, description="Number of entries of the tree.")]
Hash = Annotated[str, Field(description="32 bytes in base 64.")]


class CheckpointOut(Schema):
    """The signed head of the tree (c2sp.org/tlog-checkpoint)."""

    origin: str
    size: Size
    root: Hash
    at: datetime = Field(description="When it was signed.")
    key: str = Field(description="The verifier key that signed it.")
    note: str = Field(description="The signed note, with the cosignatures of witnesses.")


class EntryOut(Schema):
    """One deed in the record."""

    index: Index
    deed: str
    kind: str = Field(description="Kind of the thing it was done to; empty when there is none.")
    role: str
    at: datetime
    leaf: str = Field(description="The bytes in the tree: canonical JSON.")
    leaf_hash: Hash


class InclusionOut(Schema):
    """That the tree of a checkpoint holds an entry (RFC 9162, section 2.1.3)."""

    index: Index
    size: Size
    root: Hash
    leaf_hash: Hash
    proof: list[Hash]
    checkpoint: str = Field(description="The signed note that states the size and the root.")


class ConsistencyOut(Schema):
    """That one tree begins with another (RFC 9162, section 2.1.4)."""

    old: Size
    new: Size
    proof: list[Hash]


class TileOut(Schema):
    """A run of at most 256 hashes (c2sp.org/tlog-tiles)."""

    level: int
    number: int
    width: int
    path: str = Field(description="Where the same is served as bytes, below /record/tile/.")
    hashes: list[Hash]


class TileAt(Schema):
    level: int = Field(ge=0, le=63)
    number: int = Field(ge=0, le=LARGEST >> 8)


@router.get("/record/checkpoint", auth=None, response=responses(CheckpointOut), summary="The newest checkpoint")
def checkpoint(request: HttpRequest) -> dict[str, Any]:
    return _checkpoint(checkpoints.publish())


@router.get(
    "/record/entries",
    auth=None,
    response=responses(page_of(EntryOut)),
    summary="Entries, oldest first",
    url_name="entries",
)
def entries(request: HttpRequest, window: Query[Window]) -> dict[str, Any]:
    span = (window.offset, window.offset + window.limit - 1)
    rows = Entry.objects.filter(index__range=span).order_by("index")
    return {"count": storage.size(), "items": [_entry(row) for row in rows]}


@router.get("/record/entries/{int:index}", auth=None, response=responses(EntryOut, 404), summary="One entry")
def entry(request: HttpRequest, index: Path[Index]) -> dict[str, Any]:
    return _entry(_found(index))


@router.get("/record/entries/{int:index}/proof", auth=None, response=responses(InclusionOut, 404), summary="Proof of inclusion")
def inclusion(request: HttpRequest, index: Path[Index], size: Query[Size | None] = None) -> dict[str, Any]:
    """By a published checkpoint of `size` entries; by default the newest cosigned one that holds the entry."""
    found, proof = _found(index), checkpoints.prove_inclusion(index, size)
    stated = Stated.parsed(proof.note.text)
    return {
        "index": index,
        "size": stated.size,
        "root": to_base64(stated.root),
        "leaf_hash": to_base64(bytes(found.leaf_hash)),
        "proof": _hashes(proof.proof),
        "checkpoint": str(proof.note),
    }


@router.get("/record/consistency", auth=None, response=responses(ConsistencyOut, 404), summary="Proof of consistency")
def consistency(request: HttpRequest, old: Query[Size], new: Query[Size | None] = None) -> dict[str, Any]:
    """From the tree of `old` entries to that of `new`, by default the newest checkpoint's."""
    shown = checkpoints.prove_consistency(old, new)
    return {"old": shown.old, "new": shown.new, "proof": _hashes(shown.proof)}


@router.get("/record/tiles/{int:level}/{int:number}", auth=None, response=responses(TileOut, 404), summary="A tile of the tree")
def tile(request: HttpRequest, at: Path[TileAt]) -> dict[str, Any]:
    """As it stands now: whole with 256 hashes, partial with fewer."""
    try:
        name = tile_at(at.level, at.number, storage.size())
    except NotInTree:
        raise NoSuchTile() from None
    return {**name._asdict(), "path": name.path, "hashes": _hashes(_cut(name))}


def _cut(name: TileName) -> Iterable[bytes]:
    hashes = storage.read([name])[name]
    return (hashes[at : at + 32] for at in range(0, len(hashes), 32))


def _found(index: int) -> Entry:
    found = Entry.objects.filter(pk=index).first()
    if found is None:
        raise NoSuchEntry(field="index")
    return found


def _hashes(nodes: Iterable[bytes]) -> list[str]:
    return [to_base64(node) for node in nodes]


def _checkpoint(published: Checkpoint) -> dict[str, Any]:
    note = checkpoints.note_of(published)
    return {
        "origin": Stated.parsed(note.text).origin,
        "size": published.size,
        "root": to_base64(bytes(published.root)),
        "at": published.at,
        "key": str(log_signer().key),
        "note": str(note),
    }


def _entry(row: Entry) -> dict[str, Any]:
    return {
        "index": row.index,
        "deed": row.deed,
        "kind": row.kind,
        "role": row.role,
        "at": row.at,
        "leaf": as_text(row.leaf),
        "leaf_hash": to_base64(bytes(row.leaf_hash)),
    }
