"""The door of this module: the only file that other modules import."""

from __future__ import annotations

from datetime import date

from koinon.league.partners.models import Memorandum


def partner_ids_on(day: date) -> frozenset[int]:
    """Organizations with an agreement in force on a day."""
    return frozenset(Memorandum.objects.in_force_on(day).values_list("partner_id", flat=True))
