"""What this room does by itself: signing the head of the tree and asking the witnesses."""

from __future__ import annotations

from koinon.core.jobs import every, job
from koinon.core.record.witnessing import ask_all


@every(minutes=10)
@job(retries=2)
def sign_and_ask() -> None:
    """Publish a checkpoint and have every witness cosign it; a witness that is silent is asked again next time."""
    ask_all()
