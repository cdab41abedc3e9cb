"""Real processes on a database of their own: two workers at once, and one that is killed."""

import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from koinon.core.tests.installation import own_installation, python

pytestmark = pytest.mark.slow

START = """
import django; django.setup()
import koinon.core.jobs.tests.trial as trial
from koinon.core.clock import deadline
"""
WORK = (
    START
    + """
from koinon.core.jobs.worker import Worker
worker = Worker(batch={batch}, poll=0.1)
worker.obey_signals()
worker.run()
"""
)


@pytest.fixture(scope="module")
def site(tmp_path_factory, django_db_setup, django_db_blocker):
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), own_installation(folder) as env:
        yield env | {"KOINON_TRIAL": str(folder / "lines")}


@pytest.fixture
def lines(site):
    file = Path(site["KOINON_TRIAL"])
    file.unlink(missing_ok=True)
    return lambda: file.read_text().split("\n")[:-1] if file.exists() else []


def start_worker(env, *, batch=True):
    return subprocess.Popen([sys.executable, "-c", WORK.format(batch=batch)], env=env)


def wait_for(condition, *, seconds=30):
    late = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < late, "it did not happen in time"
        time.sleep(0.05)


def test_two_workers_share_the_queue_and_run_nothing_twice(site, lines):
    python(site, START + "for number in range(60): trial.greet.enqueue(str(number))")

    workers = [start_worker(site) for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]

    names = Counter(line.split()[0] for line in lines())
    assert names == Counter(str(number) for number in range(60))


def test_a_killed_workers_job_is_run_by_the_next_one(site, lines):
    python(site, START + "trial.sleep_long.enqueue('Kim')")
    worker = start_worker(site | {"KOINON_TRIAL_MOOD": "sleep"}, batch=False)
    wait_for(lambda: "begun Kim" in lines())

    worker.send_signal(signal.SIGKILL)
    worker.wait()
    after = start_worker(site, batch=False)
    wait_for(lambda: "done Kim" in lines(), seconds=40)
    after.terminate()

    assert after.wait(20) == 0
    assert lines() == ["begun Kim", "begun Kim", "done Kim"]


def test_a_worker_that_is_asked_to_end_ends_at_once_when_idle(site):
    worker = start_worker(site, batch=False)
    time.sleep(2.5)

    worker.terminate()

    assert worker.wait(8) == 0


SCHEDULES = (
    START
    + """
import sys
from datetime import UTC, datetime, timedelta
from koinon.core.clock import standing_at
from koinon.core.jobs import schedules
schedules._schedules = {}
schedules.every(minutes=5)(trial.turn)
instant = datetime(2016, 3, 31, 8, 0, tzinfo=UTC)
for turn in range(20):
    with standing_at(instant + timedelta(minutes=5 * turn)):
        schedules.hand_in_what_is_due()
"""
)


def test_two_workers_hand_in_each_turn_of_a_schedule_once(site):
    both = [subprocess.Popen([sys.executable, "-c", SCHEDULES], env=site) for _ in range(2)]
    assert [each.wait(60) for each in both] == [0, 0]

    counted = python(
        site,
        START + "from django_tasks_db.models import DBTaskResult\n"
        "print(DBTaskResult.objects.filter(task_path__endswith='turn').count())",
        capture_output=True,
        text=True,
    )

    assert counted.stdout.split() == ["19"]


DEADLINES = (
    START
    + """
from koinon.core.places.models import Country
@deadline.when_due("trial.closes")
def close(code):
    trial.leave_line(code)
print(deadline.fire_due())
"""
)
SET = (
    START
    + """
from koinon.core.clock import now
from koinon.core.places.models import Country
for number in range(40):
    code = chr(65 + number // 26) + chr(65 + number % 26)
    deadline.set(Country.objects.get_or_create(code=code)[0], "trial.closes", now())
"""
)


def test_two_workers_fire_each_deadline_once(site, lines):
    python(site, SET)

    both = [subprocess.Popen([sys.executable, "-c", DEADLINES], env=site, stdout=subprocess.PIPE) for _ in range(2)]
    fired = [int(each.communicate(timeout=60)[0]) for each in both]

    assert sum(fired) == 40
    assert sorted(lines()) == sorted(set(lines()))
    assert len(lines()) == 40
