"""`manage verify_record`: is the record whole, and is every recorded row as its last entry left it?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from koinon.core.record.audit import Report, audit


class Command(BaseCommand):
    help = "Computes the record anew and compares it, and every row it speaks of; exit code 1 names what was changed."

    def handle(self, *args: Any, **options: Any) -> None:
        report = audit()
        for note in report.notes:
            self.stdout.write(f"note: {note}")
        for finding in report.findings:
            self.stderr.write(f"FOUND: {finding}")
        self.stdout.write(summary(report))
        if report.findings:
            sys.exit(1)


def summary(report: Report) -> str:
    checked = f"{report.entries} entries, {report.checkpoints} checkpoints, {report.things} rows compared"
    erased = f", {report.erased} erased" if report.erased else ""
    verdict = f"{len(report.findings)} findings" if report.findings else "all as recorded"
    return f"{checked}{erased}: {verdict}."
