"""Questions to the record: what was done to a row, and how an entry is proved."""

from __future__ import annotations

from django.db import models

from koinon.core.record import storage
from koinon.core.record.models import Entry, EntryQuerySet


def entries_about(thing: models.Model) -> EntryQuerySet:
    """What was done to one row, oldest first, with who did it: one query, for timelines."""
    return Entry.objects.about(thing).select_related("actor").defer("leaf", "leaf_hash")


def size() -> int:
    """How many entries there are. Whatever is made of recorded rows can be kept until this number grows."""
    return storage.size()
