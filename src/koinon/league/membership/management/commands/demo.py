"""`manage demo`: the demonstration network, whole or not at all. `--logins` prints who can sign in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from koinon.core.management.commands.prepare import LOADED
from koinon.core.people.models import system_person
from koinon.core.places.models import Organization
from koinon.core.record import record
from koinon.core.web.modules import collected
from koinon.league.membership.demo import founding, persons


class Command(BaseCommand):
    help = "Loads the demonstration network into an empty database; --logins prints the logins of the demonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--logins", action="store_true", help="print the table of logins, load nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["logins"]:
            self.stdout.write(table())
        elif Organization.objects.filter(runs_the_league=True).exists():
            self.stdout.write("This database has its league already; nothing was loaded.")
        elif not settings.DEMO:
            raise CommandError("The demonstration's passwords are known to everybody. Set KOINON_DEMO=1 if you want it.")
        else:
            load()
            self.stdout.write("The demonstration network is loaded.")


@transaction.atomic
def load() -> None:
    """Found the league, then let each module load its part (`demo.py: load(by)`), in the order of settings.

    The last entry marks the database for good: its passwords are known to everybody.
    """
    secretariat = founding.found()
    for module in collected("demo"):
        module.load(secretariat)
    record(system_person(), LOADED, Organization.objects.that_runs_the_league())


def table() -> str:
    """A line for each role, parted into columns; then the others, and the password."""
    rows = [("Role", "Name", "E-mail address", "Can"), *persons.logins()]
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    lines = ["  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in rows]
    others = [f"{role}, also: {', '.join(emails)}" for role, emails in persons.further_logins().items()]
    return "\n".join([*lines, "", *others, f"Password of all of them: {persons.PASSWORD}"])
