"""Issuing with real workers on a database of its own: two at once, and one that is killed half-way."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from koinon.core.tests.installation import own_installation, python

pytestmark = pytest.mark.slow

MEMBERS = 80
START = """
import django, json; django.setup()
from datetime import date
from koinon.league.membership.models import Assessment, DuesRun
from koinon.league.membership.services import dues
from koinon.league.membership.jobs.dues import issue_dues
"""
FOUND = (
    START
    + """
from koinon.league.membership.tests.dues_cast import country, league, member, person
country("KE", y2014=3400, y2015=3700)
clerk = person("clerk", "secretariat", league())
for number in range({members}):
    member(f"City {{number}}", population=100_000 + 50_000 * number)
"""
)
ISSUE = (
    START
    + """
from koinon.core.people.models import Person
clerk = Person.objects.get(email="clerk@example.org")
run = dues.issue(dues.preview({year}, by=clerk), by=clerk, on=date({year}, 1, 19))
for _more in range({extra}):
    issue_dues.enqueue(run.pk)
"""
)
GO_ON = (
    START
    + """
from koinon.league.membership.jobs.dues import go_on_issuing
go_on_issuing.call()
"""
)
TELL = (
    START
    + """
from koinon.commons.billing.models import Invoice, Leg
from koinon.commons.billing.models.ledger import Book
run = DuesRun.objects.get(year={year})
invoices = Invoice.objects.filter(reference__startswith="dues:{year}:")
numbers = sorted(invoices.values_list("number", flat=True))
print(json.dumps({{
    "state": run.state,
    "billed": run.assessments.filter(invoice__isnull=False).count(),
    "references": sorted(invoices.values_list("reference", flat=True)),
    "numbers": [int(number[-4:]) for number in numbers],
    "total": sum(invoices.values_list("total", flat=True)),
    "owed": 100 * sum(run.assessments.values_list("amount", flat=True)),
    "receivable": sum(Leg.objects.filter(invoice__in=invoices, account__code=Book.RECEIVABLE).values_list("amount", flat=True)),
}}))
"""
)


@pytest.fixture(scope="module")
def site(tmp_path_factory, django_db_setup, django_db_blocker):
    """An installation of its own with eighty members, as environment variables."""
    with django_db_blocker.unblock(), own_installation(tmp_path_factory.mktemp("site")) as env:
        python(env, FOUND.format(members=MEMBERS))
        yield env


def worker(env, *words):
    return subprocess.Popen([sys.executable, "-m", "koinon.manage", "run_jobs", "--poll", "0.05", *words], env=env)


def told(env, year):
    answer = python(env, TELL.format(year=year), capture_output=True, text=True)
    return json.loads(answer.stdout.strip().splitlines()[-1])


def written(env, year):
    """How many invoices of a year there are, asked of the database itself, quickly."""
    question = f"SELECT COUNT(*) FROM billing_invoice WHERE reference LIKE 'dues:{year}:%'"
    if address := env["KOINON_DATABASE_URL"]:
        with psycopg.connect(address) as asking:
            return asking.execute(question).fetchone()[0]
    asking = sqlite3.connect(Path(env["KOINON_DATA"]) / "db.sqlite3", timeout=20)
    try:
        return asking.execute(question).fetchone()[0]
    finally:
        asking.close()


def assert_billed_once(found):
    assert found["state"] == "issued"
    assert found["billed"] == len(found["references"]) == len(set(found["references"])) == MEMBERS
    assert found["numbers"] == list(range(1, MEMBERS + 1))
    assert found["total"] == found["owed"] == found["receivable"]


def test_two_workers_at_once_bill_nobody_twice(site):
    python(site, ISSUE.format(year=2015, extra=1))
    workers = [worker(site, "--once"), worker(site, "--once")]
    assert [each.wait(timeout=180) for each in workers] == [0, 0]
    assert_billed_once(told(site, 2015))


def test_a_worker_killed_half_way_loses_nothing_and_bills_nothing_twice(site):
    python(site, ISSUE.format(year=2016, extra=0))
    first = worker(site)
    late = time.monotonic() + 120
    while written(site, 2016) < 5:
        time.sleep(0.01)
        assert time.monotonic() < late, "the worker wrote no invoice in time"
    os.kill(first.pid, signal.SIGKILL)
    first.wait(timeout=30)
    half = told(site, 2016)
    assert half["state"] == "issuing"
    assert half["billed"] == len(half["references"]) < MEMBERS
    python(site, GO_ON)
    assert worker(site, "--once").wait(timeout=180) == 0
    assert_billed_once(told(site, 2016))
