"""`manage verify_books`: reads all books anew and names whatever does not hold together."""

from __future__ import annotations

from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from koinon.commons.billing.audit import audit
from koinon.commons.billing.models import Entry


class Command(BaseCommand):
    help = "Checks that entries balance, numbers have no gap and invoices agree with the ledger. Ends with 1 if not."

    def handle(self, *args: Any, **options: Any) -> None:
        found = audit()
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            raise CommandError(f"{len(found)} things are wrong with the books.")
        self.stdout.write(f"The books are in order: {Entry.objects.count()} entries.")
