"""`manage rebuild_search`: the index of search, from nothing but the rows."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from koinon.core.search.index import rebuild


class Command(BaseCommand):
    help = "Indexes everything anew for search."

    def handle(self, *args: Any, **options: Any) -> None:
        for key, count in rebuild().items():
            self.stdout.write(f"{key}: {count}")
