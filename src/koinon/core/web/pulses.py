"""One look a second at what changed, for all listeners of a process together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from koinon.core.web.models import Pulse

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0
AT_ONCE = 500
Change = tuple[str, datetime]


class Listener:
    """A stream: the topics it hears, and since when each."""

    def __init__(self, since: dict[str, datetime]) -> None:
        self.since = since
        self.changes: asyncio.Queue[Change] = asyncio.Queue(maxsize=2 * len(since))

    def tell(self, changed: dict[str, datetime]) -> None:
        """Queue what is newer than what was told. A reader too slow to take it is told at the next look."""
        for topic, instant in changed.items():
            if topic in self.since and instant > self.since[topic] and not self.changes.full():
                self.since[topic] = instant
                self.changes.put_nowait((topic, instant))


class Pulses:
    """Listeners of this process, and the one task that looks while there are any."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.looking: asyncio.Task[None] | None = None
        self.thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pulses")

    @contextmanager
    def heard(self, since: dict[str, datetime]) -> Iterator[asyncio.Queue[Change]]:
        """Hear the topics while the block runs; called in a running event loop."""
        listener = Listener(since)
        self.listeners.add(listener)
        if self.looking is None or self.looking.done():
            self.looking = asyncio.get_running_loop().create_task(self.look())
        try:
            yield listener.changes
        finally:
            self.listeners.discard(listener)

    async def look(self) -> None:
        loop = asyncio.get_running_loop()
        while self.listeners:
            topics = {topic for listener in self.listeners for topic in listener.since}
            try:
                changed = await loop.run_in_executor(self.thread, read_changes, sorted(topics))
            except Exception:
                logger.exception("the pulses could not be read")
                changed = {}
            for listener in list(self.listeners):
                listener.tell(changed)
            await asyncio.sleep(LOOK_EVERY)
        await loop.run_in_executor(self.thread, forget_connection)


def read_changes(topics: list[str]) -> dict[str, datetime]:
    """When each topic last changed. The connection is kept between looks, and dropped after an error."""
    changed: dict[str, datetime] = {}
    try:
        for first in range(0, len(topics), AT_ONCE):
            some = topics[first : first + AT_ONCE]
            changed.update(Pulse.objects.filter(pk__in=some).values_list("topic", "changed_at"))
    except Exception:
        forget_connection()
        raise
    return changed


def forget_connection() -> None:
    """Close the connection of the thread that calls this."""
    connection.close()
