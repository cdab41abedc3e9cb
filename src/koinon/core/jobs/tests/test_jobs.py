import os
from datetime import timedelta

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from koinon.core.clock import now
from koinon.core.jobs import leases, outcomes
from koinon.core.jobs.job import wait_before
from koinon.core.jobs.jobs import tidy_up
from koinon.core.jobs.models import DeadLetter, ScheduleRun, WorkerLease
from koinon.core.jobs.tests import trial
from koinon.core.jobs.worker import Worker
from koinon.core.tests.undone import Undone, undone


@pytest.fixture(autouse=True)
def lines(tmp_path, monkeypatch):
    file = tmp_path / "lines"
    monkeypatch.setenv("KOINON_TRIAL", str(file))
    trial.buried.clear()
    return lambda: file.read_text().split("\n")[:-1] if file.exists() else []


def work(worker=None):
    """Everything that is ready, as a worker does it, without its keeper."""
    worker = worker or Worker(batch=True)
    while worker.turn():
        pass
    return worker


def make_ready():
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=now() - timedelta(seconds=1))


def test_a_job_runs_once_and_its_answer_is_kept(queue, lines):
    trial.greet.enqueue("Kim")

    work()

    row = DBTaskResult.objects.get()
    assert (row.status, row.return_value) == (TaskResultStatus.SUCCESSFUL, {"greeted": "Kim"})
    assert lines() == [f"Kim {os.getpid()}"]


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_deed_that_failed_is_never_run(queue, lines):
    with pytest.raises(Undone):
        undone(trial.greet.enqueue, "Kim")

    work()

    assert lines() == []


def test_a_queue_elsewhere_is_told_after_the_commit(db, lines, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        trial.greet.enqueue("Kim")
    assert lines() == []

    callbacks[0]()

    assert len(lines()) == 1


def test_a_failed_job_is_tried_again_later_and_later(queue):
    trial.fail.enqueue("Kim")

    work()

    row = DBTaskResult.objects.get()
    assert (row.status, len(row.worker_ids)) == (TaskResultStatus.READY, 1)
    assert timedelta(seconds=7) < row.run_after - now() < timedelta(seconds=13)

    make_ready()
    work()

    row.refresh_from_db()
    assert timedelta(seconds=30) < row.run_after - now() < timedelta(seconds=50)


def test_after_the_last_try_there_is_a_dead_letter(queue):
    trial.fail.enqueue("Kim")

    for _attempt in range(3):
        make_ready()
        work()

    letter = DeadLetter.objects.get()
    assert (letter.attempts, letter.state) == (3, DeadLetter.State.WAITING)
    assert letter.error == "builtins.ZeroDivisionError: Kim cannot"
    assert letter.arguments == {"args": ["Kim"], "kwargs": {}}
    assert "trial.py" in letter.traceback
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    assert trial.buried == ["Kim"]


def test_a_refusal_is_not_tried_again(queue):
    trial.refuse.enqueue()

    work()

    assert DeadLetter.objects.get().attempts == 1


def test_an_answer_that_is_no_json_is_a_failure_and_the_worker_goes_on(queue, lines):
    trial.answer_badly.enqueue()
    trial.greet.enqueue("Kim")

    work()

    assert len(lines()) == 1
    assert DBTaskResult.objects.get(task_path__endswith="answer_badly").status == TaskResultStatus.READY


def test_a_job_that_the_code_no_longer_has_is_buried(queue):
    trial.greet.enqueue("Kim")
    DBTaskResult.objects.update(task_path="koinon.core.jobs.tests.trial.gone")

    work()

    assert "ImportError" in DeadLetter.objects.get().error


@pytest.mark.parametrize(("attempt", "seconds"), [(2, 10), (3, 40), (4, 160), (30, 6 * 3600)])
def test_waits_grow_up_to_six_hours(attempt, seconds):
    waits = [wait_before(attempt).total_seconds() for _ in range(50)]

    assert all(0.8 * seconds <= wait <= 1.2 * seconds for wait in waits)
    assert len(set(waits)) > 1


def test_a_running_job_of_a_living_worker_is_left_alone(queue):
    trial.greet.enqueue("Kim")
    worker = Worker(batch=True)
    leases.be_seen(worker.name)
    worker.claim()

    assert outcomes.take_back_from_the_dead() == 0


def test_a_running_job_of_a_dead_worker_is_given_to_the_next(queue, lines):
    trial.greet.enqueue("Kim")
    gone = f"{leases.this_machine()}.{os.getpid()}.1.abcd"
    leases.be_seen(gone)
    worker = Worker(batch=True)
    worker.name = gone
    worker.claim()

    assert outcomes.take_back_from_the_dead() == 1
    make_ready()
    work()

    assert len(lines()) == 1
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL
    assert not WorkerLease.objects.filter(pk=gone).exists()


def test_a_worker_of_another_machine_is_judged_by_when_it_was_seen(queue):
    trial.greet.enqueue("Kim")
    worker = Worker(batch=True)
    worker.name = "another.1.2.abcd"
    leases.be_seen(worker.name)
    worker.claim()
    assert outcomes.take_back_from_the_dead() == 0

    WorkerLease.objects.update(seen_at=now() - timedelta(seconds=61))

    assert outcomes.take_back_from_the_dead() == 1


def test_a_job_that_ends_each_worker_is_buried(queue):
    trial.fail.enqueue("Kim")
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, started_at=now(), worker_ids=["gone.1.2.a", "gone.1.2.b", "gone.1.2.c"]
    )

    outcomes.take_back_from_the_dead()

    assert DeadLetter.objects.get().error.startswith("koinon.core.jobs.outcomes.WorkerDied")


def test_a_worker_that_comes_too_late_does_not_touch_what_another_took_over(queue):
    trial.greet.enqueue("Kim")
    late = Worker(batch=True)
    row = late.claim()
    DBTaskResult.objects.update(started_at=now() + timedelta(seconds=5), worker_ids=[late.name, "other"])

    outcomes.succeeded(row, "late")

    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING


def test_housekeeping_forgets_what_is_old_but_never_a_schedules_last_turn(queue):
    trial.greet.enqueue("Kim")
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL, finished_at=now() - timedelta(days=8))
    old = now() - timedelta(days=400)
    last = [ScheduleRun.objects.create(name=name, due_at=old + timedelta(days=day)) for name in "ab" for day in (0, 1)]

    tidy_up.call()

    assert DBTaskResult.objects.count() == 0
    assert set(ScheduleRun.objects.values_list("pk", flat=True)) == {last[1].pk, last[3].pk}
