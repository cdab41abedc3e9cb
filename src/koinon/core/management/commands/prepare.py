"""`manage prepare`: all that has to happen before the processes start, in one run.

`--demonstration` loads the demonstration network once; `--empty` founds a league of its own. A
data folder is one or the other for good: the passwords of the demonstration are known to everybody.
"""

from __future__ import annotations

from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from koinon.core.people.models import Mandate
from koinon.core.people.posts import ADMINISTRATOR
from koinon.core.places.models import Organization
from koinon.core.record.models import Entry

LOADED = "demonstration.loaded"
REAL_LEAGUE = "This database holds a league of its own already, so the demonstration stays out. Start with --empty."
DEMONSTRATION = "This database holds the demonstration, whose passwords everybody knows. Use another one for your league."


class Command(BaseCommand):
    help = "Migrates, makes the cache table, and loads the demonstration or founds the league."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        kind = parser.add_mutually_exclusive_group(required=True)
        kind.add_argument("--demonstration", action="store_true", help="the demonstration network")
        kind.add_argument("--empty", action="store_true", help="a league of its own")

    def handle(self, *args: Any, **options: Any) -> None:
        self.bring_up_to_date()
        if options["demonstration"]:
            self.demonstrate()
        else:
            self.found()
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        if isinstance(staticfiles_storage, ManifestStaticFilesStorage):
            call_command("collectstatic", interactive=False, verbosity=0)

    def bring_up_to_date(self) -> None:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database ...")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)

    def demonstrate(self) -> None:
        """Load the network into an empty database, once; leave the table of logins where the launcher finds it."""
        if not is_demonstration():
            if Organization.objects.filter(runs_the_league=True).exists():
                raise CommandError(REAL_LEAGUE)
            self.stdout.write("Loading the demonstration network ...")
            call_command("demo", stdout=self.stdout)
        logins = StringIO()
        call_command("demo", logins=True, stdout=logins)
        demonstration_mark().write_text(logins.getvalue(), encoding="utf-8")

    def found(self) -> None:
        if is_demonstration():
            raise CommandError(DEMONSTRATION)
        if not Mandate.objects.filter(post=ADMINISTRATOR).exists():
            call_command("found_league", stdout=self.stdout)


def is_demonstration() -> bool:
    """By the record, which nobody can take back; the file beside the data is only the launcher's copy."""
    return Entry.objects.filter(deed=LOADED).exists()


def demonstration_mark() -> Path:
    """The same file that the launcher looks for."""
    return Path(settings.DATA) / "demonstration"
