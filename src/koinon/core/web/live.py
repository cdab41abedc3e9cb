"""Live pages: what a page shows has changed, so it asks again.

A deed says `bump(topic)`; a page carries tokens of the topics it shows; the live process streams
`changed` events (server-sent events, WHATWG HTML section 9.2) to whoever holds a token. Nothing
but the topic's name travels: the page fetches what it may see by its own session. Pages work
without any of this.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone

from koinon.core.web.models import Pulse
from koinon.core.web.pulses import Pulses

SALT = "koinon.live"
TOKEN_LIVES = 12 * 3600
MOST_TOKENS = 20
HEARTBEAT = 20.0
RETRY = 3000

pulses = Pulses()


def bump(topic: str) -> None:
    """Tell every page that shows the topic, after the commit of the transaction in force."""
    transaction.on_commit(lambda: _beat(topic))


def _beat(topic: str) -> None:
    instant = timezone.now()
    if not Pulse.objects.filter(pk=topic).update(version=F("version") + 1, changed_at=instant):
        Pulse.objects.update_or_create(pk=topic, defaults={"changed_at": instant})


def token_for(topic: str) -> str:
    """Lets its holder hear of a topic for twelve hours, from the instant at which the page was made."""
    return signing.dumps([topic, timezone.now().timestamp()], salt=SALT)


def read_token(token: str) -> tuple[str, datetime]:
    """Topic and instant. Raises signing.BadSignature for a token that is not ours or too old."""
    topic, made = signing.loads(token, salt=SALT, max_age=TOKEN_LIVES)
    return str(topic), datetime.fromtimestamp(made, UTC)


async def stream(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """`/live/?token=…&token=…`: an endless stream of `changed` events, the topic as data."""
    origin = request.headers.get("Origin", "")
    tokens = request.GET.getlist("token")
    if origin not in {"", settings.ORIGIN}:
        return HttpResponse(status=403)
    if request.method != "GET" or not 1 <= len(tokens) <= MOST_TOKENS:
        return HttpResponse(status=400)
    try:
        since = dict(map(read_token, tokens))
    except signing.BadSignature:
        return HttpResponse(status=403)
    if (last := _last_event(request)) is not None:
        since = dict.fromkeys(since, last)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Vary": "Origin"}
    if origin:
        headers["Access-Control-Allow-Origin"] = settings.ORIGIN
    return StreamingHttpResponse(_events(since), content_type="text/event-stream", headers=headers)


def _last_event(request: HttpRequest) -> datetime | None:
    """The instant up to which a browser that comes back has heard everything."""
    try:
        heard = float(request.headers.get("Last-Event-ID", ""))
        return datetime.fromtimestamp(heard, UTC) if math.isfinite(heard) else None
    except (ValueError, OverflowError, OSError):
        return None


async def _events(since: dict[str, datetime]) -> AsyncIterator[bytes]:
    with pulses.heard(since) as changes:
        yield f"retry: {RETRY}\n\n".encode()
        while True:
            try:
                topic, instant = await asyncio.wait_for(changes.get(), HEARTBEAT)
                yield f"id: {instant.timestamp()}\nevent: changed\ndata: {topic}\n\n".encode()
            except TimeoutError:
                yield b": still here\n\n"
