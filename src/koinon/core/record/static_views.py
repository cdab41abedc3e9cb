"""The record as static resources for machines: c2sp.org/tlog-tiles, and the witness's one address.

All of it is public, in the form of its specification, and readable from any other site.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from koinon.core.record import storage, witnessing
from koinon.core.record.checkpoints import NoSuchTile, note_of, publish
from koinon.core.record.keys import log_signer, witness_signer
from koinon.core.record.models import Entry
from koinon.core.refusal import Refusal, TooLarge
from koinon.engines.merkle import NotInTree
from koinon.engines.note import LONGEST_NOTE
from koinon.engines.tiles import TileName, tile_at

View = Callable[..., HttpResponse]
TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
A_MOMENT = "public, max-age=5"
FOR_EVER = "public, max-age=31536000, immutable"


def for_machines(view: View) -> View:
    """Refusals as a line of text, and leave for other sites' scripts to read what is public."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Refusal as refusal:
            response = HttpResponse(f"{refusal}\n", status=refusal.status, content_type=TEXT)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answer


@for_machines
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed head, with the cosignatures it has."""
    return _answer(request, str(note_of(publish())).encode(), TEXT, A_MOMENT)


@for_machines
@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The verifier key of our log."""
    return _answer(request, f"{log_signer().key}\n".encode(), TEXT, A_MOMENT)


@for_machines
@require_safe
def tile(request: HttpRequest, level: str, numbered: str) -> HttpResponse:
    """Hashes of the tree; a tile never changes, so it may be kept for ever."""
    name = _tile(level, numbered)
    return _answer(request, storage.read([name])[name], BYTES, FOR_EVER)


@for_machines
@require_safe
@gzip_page
def entries(request: HttpRequest, numbered: str) -> HttpResponse:
    """A bundle of entries, each with its length in two bytes before it."""
    first, end = _tile("0", numbered).leaves
    leaves = Entry.objects.filter(index__range=(first, end - 1)).order_by("index").values_list("leaf", flat=True)
    bundle = b"".join(len(leaf).to_bytes(2, "big") + bytes(leaf) for leaf in leaves)
    return _answer(request, bundle, BYTES, FOR_EVER)


@for_machines
@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Cosign another installation's checkpoint: c2sp.org/tlog-witness, "add-checkpoint"."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_NOTE:
        raise TooLarge()
    try:
        line = witnessing.add_checkpoint(request.body.decode("utf-8", errors="replace"))
    except witnessing.OtherSize as refusal:
        return HttpResponse(f"{refusal.facts['size']}\n", status=refusal.status, content_type=witnessing.SIZE_TYPE)
    return HttpResponse(f"{line}\n", content_type=TEXT)


@for_machines
@require_safe
def witness_key(request: HttpRequest) -> HttpResponse:
    """The verifier key with which we cosign."""
    return _answer(request, f"{witness_signer().key}\n".encode(), TEXT, A_MOMENT)


def _tile(level: str, numbered: str) -> TileName:
    """The tile of this path, if the tree is as wide as that."""
    try:
        name = TileName.parsed(level, numbered)
        grown = tile_at(name.level, name.number, storage.size())
    except NotInTree:
        raise NoSuchTile() from None
    if name.width > grown.width:
        raise NoSuchTile()
    return name


def _answer(request: HttpRequest, content: bytes, kind: str, keep: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = keep
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
