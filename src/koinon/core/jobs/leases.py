"""Whose a running job is: workers are seen from time to time, and what a dead one held is taken back.

A worker of this machine is judged by its process, exactly and at once; one of another machine by
when it was last seen (`LEASE`).
"""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
from functools import cache
from pathlib import Path

from koinon.core.clock.instant import now
from koinon.core.jobs.models import WorkerLease


@cache
def this_machine() -> str:
    """Names this machine since its last start and its space of process numbers (containers have their own)."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
        space = str(os.stat("/proc/self/ns/pid").st_ino)
    except OSError:
        boot, space = "", ""
    return hashlib.sha256(f"{platform.node()} {boot} {space}".encode()).hexdigest()[:12]


def started(process: int) -> str:
    """When a process of this machine was started, in clock ticks; empty where there is none or no /proc."""
    try:
        words = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if words[0] == "Z" else words[19]


def name_of_this_worker() -> str:
    return f"{this_machine()}.{os.getpid()}.{started(os.getpid())}.{secrets.token_hex(4)}"


def is_at_work(worker: str, *, seen_lately: bool) -> bool:
    machine, process, ticks, _chance = (worker.split(".") + [""] * 4)[:4]
    if machine == this_machine() and ticks:
        return started(int(process)) == ticks
    return seen_lately


def be_seen(worker: str) -> None:
    if not WorkerLease.objects.filter(pk=worker).update(seen_at=now()):
        WorkerLease.objects.update_or_create(pk=worker, defaults={"seen_at": now()})


def leave(worker: str) -> None:
    WorkerLease.objects.filter(pk=worker).delete()


def workers_at_work() -> set[str]:
    """Names of the living workers; the leases of the others are removed."""
    seen = set(WorkerLease.objects.alive().values_list("pk", flat=True))
    known = set(WorkerLease.objects.values_list("pk", flat=True))
    living = {worker for worker in known if is_at_work(worker, seen_lately=worker in seen)}
    WorkerLease.objects.filter(pk__in=known - living).delete()
    return living
