"""`manage import_members FILE`: examine a file of members, other names, populations or GDP per head.

Without `--commit` nothing changes. With it, the file is taken whole or not at all.
"""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from koinon.core.people.models import Person, holders_of, system_person
from koinon.core.people.posts import SECRETARIAT
from koinon.core.refusal import Refusal
from koinon.league.membership.importing.forms import Options
from koinon.league.membership.services import imports


class Command(BaseCommand):
    help = "Examines a CSV or XLSX file of members, other names, populations or GDP per head; --commit takes it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true", help="take the file, whole or not at all")
        parser.add_argument("--form", choices=sorted(imports.FORMS), default="", help="told from the columns by default")
        parser.add_argument("--on", type=date.fromisoformat, help="the day on which a list without entry dates was true")
        parser.add_argument("--source", default="", help="source of the figures, where the file does not name it")
        parser.add_argument("--by", default="", help="address of the person who imports; else the first of the secretariat")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = Options(options["on"], options["source"])
        try:
            data = options["file"].read_bytes()
            report = imports.examine(data, form=options["form"], options=chosen)
            self.tell(report)
            if report.problems:
                raise CommandError(f"{len(report.problems)} problems. Nothing was changed.")
            if options["commit"]:
                imports.take(data, name=options["file"].name, by=self.actor(options["by"]), form=report.form.key, options=chosen)
        except OSError as wrong:
            raise CommandError(f"{options['file']}: {wrong.strerror}") from None
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write("Taken." if options["commit"] else "Nothing was changed. Run it again with --commit to take the file.")

    def tell(self, report: imports.Report) -> None:
        for problem in report.problems:
            place = f"line {problem.line}" + (f", column {problem.column}" if problem.column else "")
            found = f" “{problem.found}”" if problem.found else ""
            self.stdout.write(f"{place}{found}: {problem.says} {problem.remedy}")
        if report.unread:
            self.stdout.write(f"Not read: {', '.join(report.unread)}")
        counts = ", ".join(f"{count} {what}" for what, count in report.counts.items())
        self.stdout.write(f"{report.form.label}: {report.rows} rows; {counts}.")

    def actor(self, email: str) -> Person:
        if email:
            person = Person.objects.filter(email=email.casefold()).first()
            if person is None:
                raise CommandError(f"Nobody here has the address {email}.")
            return person
        return next(iter(holders_of(SECRETARIAT)), None) or system_person()
