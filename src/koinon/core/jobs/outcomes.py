"""What becomes of a job that a worker has claimed.

Each outcome is written only while the row is still this claim's: a job taken back from a worker
that was thought dead belongs to whoever claimed it next.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from traceback import format_exception
from typing import Any

from django.db import transaction
from django_tasks import TaskContext, TaskResultStatus
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult

from koinon.core.clock.instant import now
from koinon.core.jobs.job import Job, wait_before
from koinon.core.jobs.leases import workers_at_work
from koinon.core.jobs.models import DeadLetter
from koinon.core.refusal import Refusal

logger = logging.getLogger(__name__)


class WorkerDied(Exception):
    """Stands in a dead letter when each worker that took the job ended while it ran."""


def run(row: DBTaskResult) -> Any:
    """Do the job of a claimed row; returns its JSON value. Raises what the job raises, or that it is gone."""
    job, arguments = row.task, row.args_kwargs
    context = [TaskContext(task_result=row.task_result)] if job.takes_context else []  # type: ignore[arg-type]
    return normalize_json(job.call(*context, *arguments["args"], **arguments["kwargs"]))


def _close(row: DBTaskResult, **changes: Any) -> bool:
    held = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)
    return bool(held.update(**changes))


def succeeded(row: DBTaskResult, value: Any) -> None:
    _close(row, status=TaskResultStatus.SUCCESSFUL, finished_at=now(), return_value=value)


def given_back(row: DBTaskResult, *, wait: timedelta = timedelta()) -> None:
    """Ready again, for the next worker."""
    _close(row, status=TaskResultStatus.READY, run_after=now() + wait)


def failed(row: DBTaskResult, error: BaseException) -> None:
    """To be tried again later, or never. A refusal would be refused again, so it is not tried again."""
    job, attempts = job_of(row), len(row.worker_ids)
    if job and attempts <= job.retries and not isinstance(error, Refusal):
        wait = wait_before(attempts + 1)
        logger.warning("job %s failed (%s: %s), again in %s", row.task_path, type(error).__name__, error, wait)
        given_back(row, wait=wait)
    else:
        logger.error("job %s gave up after %s attempts", row.task_path, attempts, exc_info=error)
        bury(row, job, error)


def job_of(row: DBTaskResult) -> Job[Any, Any] | None:
    """The job itself; None when the code no longer has it."""
    try:
        found = row.task
    except Exception:
        return None
    return found if isinstance(found, Job) else None


@transaction.atomic
def bury(row: DBTaskResult, job: Job[Any, Any] | None, error: BaseException) -> None:
    """Write the dead letter and let the job's own rows know."""
    name, trace = f"{type(error).__module__}.{type(error).__qualname__}", "".join(format_exception(error))
    if not _close(row, status=TaskResultStatus.FAILED, finished_at=now(), exception_class_path=name, traceback=trace):
        return
    DeadLetter.objects.create(
        task_path=row.task_path[:200],
        queue=row.queue_name,
        arguments=row.args_kwargs,
        attempts=len(row.worker_ids),
        error=f"{name}: {error}"[:300],
        traceback=trace,
        task_id=str(row.pk),
    )
    if job and job.when_buried:
        job.when_buried(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])


def take_back_from_the_dead() -> int:
    """Give jobs whose worker has died to the others; returns how many. One that kills each worker is buried."""
    running = list(DBTaskResult.objects.running())
    living = workers_at_work() if running else set()
    orphans = [row for row in running if not row.worker_ids or row.worker_ids[-1] not in living]
    for row in orphans:
        logger.warning("job %s is taken back from a worker that has died", row.task_path)
        failed(row, WorkerDied("the worker ended while the job ran"))
    return len(orphans)
