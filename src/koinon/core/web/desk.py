"""The desk: everything that waits for a person, across all modules, oldest deadline first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import now, today
from koinon.core.people.models import Person
from koinon.core.web.modules import Waiting, collected

NEVER = datetime.max.replace(tzinfo=UTC)


def waiting_for(person: Any) -> list[Waiting]:
    """Rows of the desk; read once a request for the same person object."""
    if not isinstance(person, Person):
        return []
    if "_waiting" not in person.__dict__:
        rows = [row for module in collected("desk") if hasattr(module, "waiting") for row in module.waiting(person)]
        person.__dict__["_waiting"] = sorted(rows, key=lambda row: row.due_at or NEVER)
    waiting: list[Waiting] = person.__dict__["_waiting"]
    return waiting


def grouped(person: Any) -> list[tuple[str, list[Waiting]]]:
    """The desk's sections: overdue, today, this week, later, without a deadline. Empty ones are left out."""
    names = (_("Overdue"), _("Today"), _("Within seven days"), _("Later"), _("Without a deadline"))
    sections: dict[int, list[Waiting]] = {}
    for row in waiting_for(person):
        sections.setdefault(_section(row), []).append(row)
    return [(str(names[number]), sections[number]) for number in sorted(sections)]


def _section(row: Waiting) -> int:
    if row.due_at is None:
        return 4
    if row.due_at < now():
        return 0
    days = (timezone.localdate(row.due_at) - today()).days
    return 1 if days <= 0 else 2 if days <= 7 else 3
