"""An empty, migrated house for measurements, in a folder that is gone afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_house() -> Iterator[None]:
    """Django set up on a fresh SQLite database with every migration applied; rows are the script's to make."""
    with tempfile.TemporaryDirectory(prefix="koinon-bench-") as data:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="koinon.config.settings.dev",
            KOINON_DATA=data,
            KOINON_DATABASE_URL="",
            KOINON_DEMO="0",
        )
        (Path(data) / "static").mkdir()
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        yield
        connections.close_all()
