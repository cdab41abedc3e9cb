"""Showing a file to whoever may see it."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from koinon.core.files.models import StoredFile
from koinon.core.files.purposes import known_purpose
from koinon.core.files.services import opens
from koinon.core.files.types import type_by_media

KEPT_BY_BROWSERS = 600


@require_safe
def file(request: HttpRequest, pk: UUID) -> FileResponse | HttpResponse:
    """The bytes, for those whom the purpose lets see them or who hold a link; for all others there is no such file."""
    stored = get_object_or_404(StoredFile, pk=pk)
    if not may_see(request, stored):
        raise Http404
    etag = quote_etag(stored.sha256)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _guarded(HttpResponseNotModified(), etag)
    try:
        content = stored.content.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    kind = type_by_media(stored.media_type)
    answer = FileResponse(
        content,
        as_attachment=not (kind and kind.shown) or "download" in request.GET,
        filename=stored.name,
        content_type=stored.media_type,
    )
    answer["Content-Length"] = stored.size
    return _guarded(answer, etag)


def may_see(request: HttpRequest, stored: StoredFile) -> bool:
    purpose = known_purpose(stored.purpose)
    if purpose is None:
        return False
    return opens(request.GET.get("key", ""), stored) or bool(purpose.may_see(request.user, stored))


def _guarded(answer: HttpResponse | FileResponse, etag: str) -> HttpResponse | FileResponse:
    """Nothing in a file may act as part of this site, whatever a browser takes it for."""
    answer["ETag"] = etag
    answer["Cache-Control"] = f"private, max-age={KEPT_BY_BROWSERS}"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
