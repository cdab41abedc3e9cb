"""`manage flush`: empties the database of a test run. The record of a real installation cannot be emptied."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.commands import flush
from django.db import connections

from koinon.core.web.modules import collected


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        if not getattr(settings, "RECORD_CAN_BE_EMPTIED", False):
            raise CommandError("The record is append-only: this database cannot be emptied. Use another data folder.")
        with ExitStack() as lifted:
            for guards in collected("guards"):
                if hasattr(guards, "lifted"):
                    lifted.enter_context(guards.lifted(connections[options["database"]]))
            super().handle(**options)
