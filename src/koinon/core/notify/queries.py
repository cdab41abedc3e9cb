"""What people and administrators read of messages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from koinon.core.notify.models import Message
from koinon.core.people.models import Person


def unread_count(person: Any) -> int:
    """Messages the person has not read; counted once a request for the same person object."""
    if not isinstance(person, Person):
        return 0
    if "_unread" not in person.__dict__:
        person.__dict__["_unread"] = Message.objects.shown_to(person).unread().count()
    count: int = person.__dict__["_unread"]
    return count


def outbox() -> QuerySet[Message]:
    """All mail that was not really sent, newest first."""
    return Message.objects.filter(state=Message.State.OUTBOX).order_by("-created_at", "-pk")
