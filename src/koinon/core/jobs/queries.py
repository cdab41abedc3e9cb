"""What the page of jobs shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from koinon.core.clock.instant import now
from koinon.core.jobs.models import DeadLetter, ScheduleRun, WorkerLease
from koinon.core.jobs.schedules import known_schedules


@dataclass(frozen=True)
class QueueState:
    """How many jobs are ready, wait for another try, run, gave up; and how many workers are at work."""

    ready: int
    later: int
    running: int
    gave_up: int
    workers: int


@dataclass(frozen=True)
class ScheduleState:
    """A schedule, its last turn and what became of it (empty: done so long ago that it was forgotten)."""

    name: str
    module: str
    says: str
    last: datetime | None
    outcome: str


def queue_state() -> QueueState:
    ready, later = Q(status=TaskResultStatus.READY), Q(run_after__gt=now(), run_after__lt=get_date_max())
    counts = DBTaskResult.objects.aggregate(
        ready=Count("pk", filter=ready & ~later),
        later=Count("pk", filter=ready & later),
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
    )
    letters = DeadLetter.objects.filter(state=DeadLetter.State.WAITING)
    return QueueState(**counts, gave_up=letters.count(), workers=WorkerLease.objects.alive().count())


def schedule_states() -> list[ScheduleState]:
    last = ScheduleRun.objects.order_by().values("name").annotate(last=Max("pk")).values_list("last", flat=True)
    runs = {run.name: run for run in ScheduleRun.objects.filter(pk__in=list(last))}
    tasks = [UUID(run.task_id) for run in runs.values() if run.task_id]
    statuses = {str(pk): status for pk, status in DBTaskResult.objects.filter(pk__in=tasks).values_list("pk", "status")}
    words = _outcomes()
    return [
        ScheduleState(
            name=schedule.job.name,
            module=schedule.name.rsplit(".", 1)[0],
            says=str(schedule.says),
            last=run.due_at if run and not run.counted_only else None,
            outcome=words.get(statuses.get(run.task_id, ""), "") if run else "",
        )
        for schedule in known_schedules()
        for run in [runs.get(schedule.name)]
    ]


def _outcomes() -> dict[str, str]:
    return {
        TaskResultStatus.READY: _("waiting"),
        TaskResultStatus.RUNNING: _("running"),
        TaskResultStatus.FAILED: _("failed"),
        TaskResultStatus.SUCCESSFUL: _("done"),
    }
