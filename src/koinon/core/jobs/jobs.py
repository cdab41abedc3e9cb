"""Housekeeping of this room."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max
from django_tasks_db.models import DBTaskResult

from koinon.core.clock.instant import now
from koinon.core.jobs.job import job
from koinon.core.jobs.models import DeadLetter, ScheduleRun
from koinon.core.jobs.schedules import daily

DONE_KEPT = timedelta(days=7)
RUNS_KEPT = timedelta(days=30)
LETTERS_KEPT = timedelta(days=365)


@daily(at="03:30")
@job(retries=2)
def tidy_up() -> None:
    """Forget jobs done a week ago, turns a month ago (never a schedule's last), letters settled a year ago."""
    DBTaskResult.objects.finished().filter(finished_at__lt=now() - DONE_KEPT).delete()
    last = ScheduleRun.objects.order_by().values("name").annotate(last=Max("pk")).values("last")
    ScheduleRun.objects.filter(due_at__lt=now() - RUNS_KEPT).exclude(pk__in=list(last.values_list("last", flat=True))).delete()
    settled = DeadLetter.objects.exclude(state=DeadLetter.State.WAITING)
    settled.filter(settled_at__lt=now() - LETTERS_KEPT).delete()
