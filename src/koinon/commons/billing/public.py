"""The door of billing: the only file that other modules import. Amounts are integers in minor units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from koinon.commons.billing import queries, services
from koinon.commons.billing.models import Invoice, Payment
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.money import exponent_of, major, minor, money
from koinon.commons.billing.news import InvoiceIssued, InvoiceSettled, PaymentRecorded
from koinon.commons.billing.queries import Arrears
from koinon.commons.billing.rules import keeps_books
from koinon.commons.billing.services import LineIn
from koinon.commons.billing.words import Words
from koinon.core.people.models import Person

__all__ = [
    "Arrears",
    "Book",
    "InvoiceFacts",
    "InvoiceIssued",
    "InvoiceSettled",
    "LineIn",
    "PaymentFacts",
    "PaymentRecorded",
    "arrears",
    "credit_of",
    "exponent_of",
    "invoice_for",
    "invoices_by_id",
    "issue_invoice",
    "keeps_books",
    "major",
    "minor",
    "money",
    "record_payment",
    "remind_all",
    "set_bank_details",
    "unpaid_of",
]

remind_all = services.remind_all
credit_of = services.credit_of
set_bank_details = services.set_bank_details


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """An invoice as other modules know it. `open_amount` is what is still to be paid."""

    id: int
    number: str
    reference: str
    debtor_id: int
    currency: str
    total: int
    open_amount: int
    issued_on: date
    due_on: date
    state: str
    state_name: str
    url: str

    @property
    def is_open(self) -> bool:
        return self.open_amount > 0

    def is_overdue(self, day: date) -> bool:
        return self.is_open and self.due_on < day

    @property
    def total_words(self) -> str:
        return money(self.total, self.currency)

    @property
    def open_words(self) -> str:
        return money(self.open_amount, self.currency)


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """A recorded payment with the number of its receipt."""

    id: int
    payer_id: int
    currency: str
    amount: int
    received_on: date
    receipt_number: str
    url: str


def issue_invoice(
    *,
    debtor_id: int,
    lines: Sequence[LineIn],
    currency: str,
    due_on: date,
    reference: str,
    by: Person,
    issued_on: date | None = None,
    subject: Words = "",
) -> InvoiceFacts:
    """Bill a debtor once for what `reference` names (`dues/2015/17`); asking again gives the same invoice.

    Two workers that ask at once get the same invoice too. `lines` carry minor units. Raises
    AlreadyInvoiced (409) where the reference was used for another sum or debtor, NothingToBill,
    DueBeforeIssue, PeriodClosed, NotAllowed (the secretariat and the product itself may).
    """
    invoice = services.issue_invoice(
        debtor_id=debtor_id,
        lines=lines,
        currency=currency,
        due_on=due_on,
        reference=reference,
        by=by,
        issued_on=issued_on,
        subject=subject,
    )
    return _facts(invoice, invoice.left())


def record_payment(
    *,
    payer_id: int,
    amount: int,
    currency: str,
    received_on: date,
    bank_reference: str,
    by: Person,
    invoice_ids: Sequence[int] = (),
    note: str = "",
) -> PaymentFacts:
    """Record a bank transfer: pays the invoices named, or all open ones, oldest due first; the rest is credit."""
    payment = services.record_payment(
        payer_id=payer_id,
        amount=amount,
        currency=currency,
        received_on=received_on,
        bank_reference=bank_reference,
        by=by,
        invoice_ids=invoice_ids,
        note=note,
    )
    return _payment_facts(payment)


def invoice_for(reference: str) -> InvoiceFacts | None:
    """The invoice that was issued for a reference, if any."""
    return next(iter(_all(Invoice.objects.filter(reference=reference))), None)


def invoices_by_id(ids: Iterable[int]) -> dict[int, InvoiceFacts]:
    """Facts of these invoices; one query."""
    return {facts.id: facts for facts in _all(Invoice.objects.filter(pk__in=list(ids)))}


def unpaid_of(debtor_ids: Iterable[int]) -> list[InvoiceFacts]:
    """Open invoices of these debtors, oldest due first; one query."""
    return _all(Invoice.objects.unpaid().filter(debtor_id__in=list(debtor_ids)).oldest_first())


def arrears(on: date) -> list[Arrears]:
    """Debtors with something overdue on a day, a row for each currency, the longest overdue first."""
    return queries.arrears(on)


def _all(invoices: Iterable[Invoice]) -> list[InvoiceFacts]:
    return [_facts(invoice, invoice.open_amount) for invoice in invoices.with_open()]  # type: ignore[attr-defined]


def _facts(invoice: Invoice, open_amount: int) -> InvoiceFacts:
    return InvoiceFacts(
        id=invoice.pk,
        number=invoice.number,
        reference=invoice.reference,
        debtor_id=invoice.debtor_id,
        currency=invoice.currency,
        total=invoice.total,
        open_amount=open_amount,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        state=invoice.state,
        state_name=str(invoice.get_state_display()),
        url=invoice.get_absolute_url(),
    )


def _payment_facts(payment: Payment) -> PaymentFacts:
    return PaymentFacts(
        id=payment.pk,
        payer_id=payment.payer_id,
        currency=payment.currency,
        amount=payment.amount,
        received_on=payment.received_on,
        receipt_number=payment.receipt.number,
        url=payment.get_absolute_url(),
    )
