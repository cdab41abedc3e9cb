"""Two at once: filings, ballots and closings that meet leave one number, one vote and one outcome."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

import koinon
from koinon.league.membership.tests import admission_scenes

SOURCE = Path(koinon.__file__).parents[1]


def played(folder):
    """On PostgreSQL here; on SQLite in a process of its own, with its database in a file."""
    if connection.vendor == "postgresql":
        return admission_scenes.play()
    home = {"KOINON_DATA": str(folder), "PYTHONPATH": str(SOURCE), "KOINON_DATABASE_URL": ""}
    home["DJANGO_SETTINGS_MODULE"] = "koinon.config.settings.test"
    program = [sys.executable, "-m", "koinon.league.membership.tests.admission_scenes"]
    done = subprocess.run(program, env={**os.environ, **home}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_whatever_meets_leaves_one_outcome(tmp_path):
    assert played(tmp_path) == {
        "filings": [[], ["2016-001", "2016-002", "2016-003"]],
        "one_city": [["IsItThisOne"], 1, 1],
        "one_application": [["MovedOn"], "2016-005"],
        "ballots": [[], 1],
        "closings": [["MovedOn", "MovedOn"], 1],
    }
