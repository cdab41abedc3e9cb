"""What a job is, and how it is handed in."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend

P = ParamSpec("P")
T = TypeVar("T")

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=6)
RETRIES = 5


@dataclass(frozen=True, kw_only=True)
class Job(Task[P, T]):
    """A task that is tried again. It may run twice when a worker dies half-way, so it must bear that.

    retries: further attempts after the first. when_buried: called with the job's arguments, in the
    transaction that writes the dead letter, after the last attempt failed.
    """

    retries: int = RETRIES
    when_buried: Callable[..., None] | None = None

    def enqueue(self, *args: Any, **kwargs: Any) -> Any:
        """Hand the job in; it runs after the commit of the transaction in force.

        A queue in the database is written in that very transaction, so that deed and job are kept
        or lost together; any other queue is told after the commit. Returns the job's id where known.
        """
        if isinstance(self.get_backend(), DatabaseBackend):
            return Task.enqueue(self, *args, **kwargs).id
        transaction.on_commit(lambda: Task.enqueue(self, *args, **kwargs))
        return ""

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Run here and now, in the site's language and time zone."""
        with translation.override(settings.LANGUAGE_CODE), timezone.override(settings.TIME_ZONE):
            return Task.call(self, *args, **kwargs)


def job(
    *, retries: int = RETRIES, queue: str = "default", when_buried: Callable[..., None] | None = None
) -> Callable[[Callable[P, T]], Job[P, T]]:
    """Make a job of a function at the top of a module: `@job(retries=5)`. It takes JSON values only."""

    def make(function: Callable[P, T]) -> Job[P, T]:
        return Job(func=function, queue_name=queue, retries=retries, when_buried=when_buried)

    return make


def wait_before(attempt: int) -> timedelta:
    """How long to wait before the attempt of that number (2, 3 …): 10 s, 40 s, 160 s …, give or take a fifth.

    The chance in it keeps jobs that failed together from coming back together.
    """
    wait = min(FIRST_WAIT * 4 ** min(attempt - 2, 20), LONGEST_WAIT)
    return wait * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, guards nothing
