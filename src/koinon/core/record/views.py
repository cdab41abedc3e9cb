"""Pages of the record, for everybody."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from koinon.core.record import pages
from koinon.core.record.checkpoints import NoSuchEntry, prove_inclusion
from koinon.core.record.keys import log_signer, witness_signer
from koinon.core.record.models import Entry
from koinon.core.record.receipts import log_proof_of, receipt_of
from koinon.core.web.page import page

LARGEST_INDEX = 2**63 - 1
TOOL = Path(__file__).resolve().parents[4] / "tools" / "verify_record.py"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The checkpoint, who cosigned it, and the entries, newest first."""
    return page(request, "record/home.html", pages.list_context(request), partial="entries")


@require_safe
def entry(request: HttpRequest, index: int) -> HttpResponse:
    found = _found(index)
    return page(request, "record/entry.html", pages.entry_context(found, prove_inclusion(index), request.user))


@require_safe
def receipt(request: HttpRequest, index: int) -> HttpResponse:
    answer = JsonResponse(receipt_of(_found(index), request.user), json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="receipt-{index}.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def log_proof(request: HttpRequest, index: int) -> HttpResponse:
    answer = HttpResponse(str(log_proof_of(_found(index))), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="entry-{index}.tlog-proof"'
    return answer


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """How to check the record without trusting this site."""
    context = {
        "key": str(log_signer().key),
        "witness_key": str(witness_signer().key),
        "address": request.build_absolute_uri("..").rstrip("/"),
        "witnesses": pages.witness_rows(),
    }
    return page(request, "record/check.html", context)


@require_safe
def tool(request: HttpRequest) -> FileResponse:
    return FileResponse(TOOL.open("rb"), as_attachment=True, filename=TOOL.name, content_type="text/x-python")


def _found(index: int) -> Entry:
    found = Entry.objects.select_related("actor").filter(pk=index).first() if index <= LARGEST_INDEX else None
    if found is None:
        raise NoSuchEntry()
    return found
