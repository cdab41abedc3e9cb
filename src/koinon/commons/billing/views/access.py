"""Who may look: those who keep the books at everything, a debtor's people at their own papers."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from koinon.commons.billing.rules import keeps_books, may_see
from koinon.core.record.deeds import deed_name
from koinon.core.record.queries import entries_about
from koinon.core.refusal import NotThere
from koinon.core.web.guards import only

for_bookkeepers = only(keeps_books)
"""A page for the secretariat and administrators."""


def seen_by(person: Any, thing: Any) -> Any:
    """The paper, if this person may see it; otherwise it is not there."""
    if not may_see(person, thing):
        raise NotThere()
    return thing


def deeds_about(*things: Model) -> list[dict[str, Any]]:
    """What was done to these rows, oldest first, each with its proof."""
    entries = sorted((entry for thing in things for entry in entries_about(thing)), key=lambda entry: entry.pk)
    return [
        {
            "at": entry.at,
            "title": deed_name(entry.deed),
            "proof": entry.pk,
            "proof_url": entry.get_absolute_url(),
        }
        for entry in entries
    ]
