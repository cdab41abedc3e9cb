"""Larger reads of the register."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from koinon.core.record.deeds import deed_name
from koinon.core.record.queries import entries_about
from koinon.league.partners.models import Memorandum


def deeds_about(memorandum: Memorandum) -> list[dict[str, Any]]:
    """What has been done to the entry, oldest first, each with its proof."""
    return [
        {
            "at": entry.at,
            "title": deed_name(entry.deed),
            "proof": entry.pk,
            "proof_url": reverse("record_entry", args=[entry.pk]),
        }
        for entry in entries_about(memorandum)
    ]
