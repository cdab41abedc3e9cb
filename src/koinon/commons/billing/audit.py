"""Whether the books still hold together: read from the rows alone, trusting neither code nor triggers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import connection
from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from koinon.commons.billing import guards
from koinon.commons.billing.models import Correction, Entry, Invoice, InvoiceLine, Leg, NumberSeries, Receipt
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.services.invoices import state_now


def audit() -> list[str]:
    """One sentence for each thing that is wrong; empty when the books are in order."""
    checks = (_guards, _seals, _balances, _months, _numbers, _totals, _states, _credits)
    return [found for check in checks for found in check()]


def _guards() -> Iterator[str]:
    for name in guards.missing(connection):
        yield f"The trigger {name} is missing."


def _seals() -> Iterator[str]:
    for entry in Entry.objects.filter(sealed=False):
        yield f"Entry {entry.pk} ({entry.paper}) is not sealed."


def _balances() -> Iterator[str]:
    off = Leg.objects.order_by().values("entry", "account__currency").annotate(sum=Sum("amount")).exclude(sum=0)
    for row in off:
        yield f"Entry {row['entry']} is off by {row['sum']} in {row['account__currency']}."
    for entry in Entry.objects.annotate(count=Count("legs")).filter(count__lt=2):
        yield f"Entry {entry.pk} ({entry.paper}) has fewer than two legs."


def _months() -> Iterator[str]:
    for entry in Entry.objects.select_related("period"):
        if entry.posted_on.replace(day=1) != entry.period.starts_on:
            yield f"Entry {entry.pk} of {entry.posted_on} stands in the month {entry.period}."


def _numbers() -> Iterator[str]:
    """Every series runs from 1 to its last number without a gap."""
    given: defaultdict[str, set[str]] = defaultdict(set)
    for number in _all_numbers():
        given[number.rpartition("-")[0]].add(number)
    for series in NumberSeries.objects.all():
        name = f"{series.kind}-{series.year}"
        wanted = {f"{name}-{number:04}" for number in range(1, series.last + 1)}
        for number in sorted(wanted ^ given.pop(name, set())):
            yield f"{number} is {'missing' if number in wanted else 'beyond its series'}."
    for name in sorted(given):
        yield f"The series {name} is missing."


def _all_numbers() -> Iterable[str]:
    yield from Invoice.objects.values_list("number", flat=True)
    yield from Receipt.objects.values_list("number", flat=True)
    yield from (str(number) for number in Correction.objects.exclude(number=None).values_list("number", flat=True))


def _totals() -> Iterator[str]:
    """What an invoice asks for is the sum of its lines, and what was posted for it."""
    lines = InvoiceLine.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    asked = Leg.objects.filter(entry=OuterRef("entry"), account__code=Book.RECEIVABLE).order_by().values("entry")
    wrong = Invoice.objects.annotate(
        in_lines=Coalesce(Subquery(lines.annotate(sum=Sum("amount")).values("sum")), 0),
        posted=Coalesce(Subquery(asked.annotate(sum=Sum("amount")).values("sum")), 0),
    )
    for invoice in wrong.exclude(total=F("in_lines"), in_lines=F("posted")):
        yield f"{invoice.number} asks for {invoice.total}, its lines for {invoice.in_lines}, the books {invoice.posted}."


def _states() -> Iterator[str]:
    for invoice in Invoice.objects.with_open():
        if not 0 <= invoice.open_amount <= invoice.total:  # type: ignore[attr-defined]
            yield f"{invoice.number} has {invoice.open_amount} open of {invoice.total}."  # type: ignore[attr-defined]
        elif state_now(invoice) != invoice.state:
            yield f"{invoice.number} is {invoice.state}, but the books say {state_now(invoice)}."


def _credits() -> Iterator[str]:
    rows = Leg.objects.of_book(Book.CREDIT).order_by().values("organization", "account__currency")
    for row in rows.annotate(sum=Sum("amount")).filter(sum__gt=0):
        yield f"Organization {row['organization']} has used {row['sum']} {row['account__currency']} more than its credit."
