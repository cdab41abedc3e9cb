"""The desk: everything that waits for a person, across all modules, oldest deadline first.

Every page shows how many things wait. The counts are kept in the session for a minute, which every
page reads anyway, so that only the desk itself asks all modules; a deed of one's own drops them.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
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


KEPT_AS = "desk"
KEPT_FOR = 60


def counts(request: HttpRequest) -> dict[str, Any]:
    """How many things wait for the reader: `{"all": 3, "stations": {"1": 2}}`."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"all": 0, "stations": {}}
    kept: dict[str, Any] | None = request.session.get(KEPT_AS)
    if kept and now().timestamp() - kept["at"] < KEPT_FOR:
        return kept
    rows = waiting_for(request.user)
    stations = Counter(str(row.station) for row in rows if row.station)
    kept = {"all": len(rows), "stations": dict(stations), "at": int(now().timestamp())}
    request.session[KEPT_AS] = kept
    return kept


def forget_counts(request: HttpRequest) -> None:
    """Called after a deed, so that the next page counts anew."""
    if KEPT_AS in request.session:
        del request.session[KEPT_AS]


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
