"""Invoices in the search, for those who keep the books and for the debtor's own people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from koinon.commons.billing.models import Invoice
from koinon.commons.billing.rules import keeps_books
from koinon.core.search import audience, source

AUDIENCE = audience("books", keeps_books)

source(
    Invoice,
    "billing.invoice",
    label=_("Invoices"),
    title=lambda invoice: f"{invoice.number}, {invoice.debtor_name}",
    body=lambda invoice: str(invoice.subject),
    url=lambda invoice: invoice.get_absolute_url(),
    visible_to=lambda invoice: ("books", f"organization:{invoice.debtor_id}"),
    rows=lambda: Invoice.objects.all(),
)
