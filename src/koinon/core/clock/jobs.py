"""Deadlines meet the workers."""

from __future__ import annotations

from koinon.core.clock import deadline
from koinon.core.jobs import every, job


@every(minutes=1)
@job(retries=0)
def hand_over_deadlines() -> None:
    deadline.hand_over_due()


@job(retries=5)
def fire_deadline(pk: int) -> None:
    deadline.fire(pk)
