"""`manage run_jobs`: a worker with its schedules. Start as many as are needed."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from koinon.core.jobs.worker import POLL, Worker


class Command(BaseCommand):
    help = "Runs jobs and schedules until Ctrl-C or SIGTERM; the job at hand is finished first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queue", action="append", default=[], help="only this queue (may be given several times)")
        parser.add_argument("--once", action="store_true", help="end when no job is ready")
        parser.add_argument("--poll", type=float, default=POLL, help="seconds between looks at an empty queue")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker(queues=options["queue"], batch=options["once"], poll=options["poll"])
        worker.obey_signals()
        worker.run()
