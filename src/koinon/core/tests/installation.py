"""An installation of its own for tests that need real processes: a migrated database, and Python in its name."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection

PROJECT = Path(__file__).resolve().parents[4]
MIGRATE = "import django; django.setup()\nfrom django.core.management import call_command\ncall_command('migrate', verbosity=0)"


@contextmanager
def own_installation(folder):
    """Environment variables of a migrated installation in the folder, on the kind of database that the suite runs on."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "koinon.config.settings.dev",
        "KOINON_DATA": str(folder),
        "PYTHONPATH": str(PROJECT / "src"),
    }
    with own_database() as address:
        env["KOINON_DATABASE_URL"] = address
        python(env, MIGRATE)
        yield env


@contextmanager
def own_database():
    """The address of a fresh PostgreSQL database where the suite runs on PostgreSQL; else empty, for SQLite in the folder."""
    if connection.vendor != "postgresql":
        yield ""
        return
    facts = connection.settings_dict
    name = f"koinon_trial_{os.getpid()}"
    server = f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT'] or 5432}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server}/{name}"
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def python(env, code, **options):
    return subprocess.run([sys.executable, "-c", code], env=env, check=True, timeout=120, **options)
