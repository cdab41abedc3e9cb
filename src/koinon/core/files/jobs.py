"""Housekeeping of this room."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.storage import Storage, default_storage

from koinon.core.clock.instant import now
from koinon.core.files.models import StoredFile
from koinon.core.jobs import daily, job

STRAYS_KEPT = timedelta(days=2)


@daily(at="03:50")
@job(retries=2)
def sweep_strays() -> int:
    """Delete bytes that no row knows: a deed was undone after the file had been written. Returns how many."""
    folders, _files = _listed(default_storage, "")
    return sum(_sweep(folder) for folder in folders if len(folder) == 2)


def _sweep(folder: str) -> int:
    names = [f"{folder}/{name}" for name in _listed(default_storage, folder)[1]]
    known = set(StoredFile.objects.filter(content__in=names).values_list("content", flat=True))
    strays = [name for name in names if name not in known]
    old = [name for name in strays if default_storage.get_modified_time(name) < now() - STRAYS_KEPT]
    for name in old:
        default_storage.delete(name)
    return len(old)


def _listed(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    try:
        return storage.listdir(folder)
    except FileNotFoundError:
        return [], []
