"""What the frame of every page shows of its reader: how much waits for them, the menu, which lists they keep views of.

Kept in the session for a minute, since every page reads the session anyway: so only one page in a
minute asks all modules. A deed of one's own drops it, and the next page asks anew. Nothing is
permitted by it: pages and deeds ask their own permission each time.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest

from koinon.core.clock import now
from koinon.core.notify.queries import unread_count
from koinon.core.web import desk
from koinon.core.web.models import SavedView
from koinon.core.web.modules import menu_for

KEPT_AS = "frame"
KEPT_FOR = 60
NOBODY: dict[str, Any] = {"waiting": 0, "unread": 0, "stations": {}, "views": []}


def of(request: HttpRequest) -> dict[str, Any]:
    """waiting: things, stations: the same by station; unread: messages; menu: names of its pages; views: names of lists."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {**NOBODY, "menu": menu_for(person)}
    kept: dict[str, Any] | None = request.session.get(KEPT_AS)
    if kept and now().timestamp() - kept["at"] < KEPT_FOR:
        return kept
    made = _made(person)
    request.session[KEPT_AS] = made
    return made


def _made(person: Any) -> dict[str, Any]:
    rows = desk.waiting_for(person)
    return {
        "waiting": len(rows),
        "unread": unread_count(person),
        "stations": dict(Counter(str(row.station) for row in rows if row.station)),
        "menu": menu_for(person),
        "views": sorted(set(SavedView.objects.filter(person_id=person.pk).values_list("listing", flat=True))),
        "at": int(now().timestamp()),
    }


def forget(request: HttpRequest) -> None:
    """Called after a deed, so that the next page asks anew."""
    if KEPT_AS in request.session:
        del request.session[KEPT_AS]
