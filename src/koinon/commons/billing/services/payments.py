"""Payments by bank transfer: whole, partial, over; and credit that is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.formats import date_format

from koinon.commons.billing.models import Entry, Invoice, Leg, NumberSeries, Payment, Receipt
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.models.numbers import next_number
from koinon.commons.billing.news import InvoiceSettled, PaymentRecorded
from koinon.commons.billing.refusals import AlreadyRecorded, InTheFuture, NoCredit, NotThisDebtors
from koinon.commons.billing.rules import invoice_flow, may_record_payments
from koinon.commons.billing.services.invoices import language_of, settle_state
from koinon.commons.billing.services.ledger import Move, lock_debtor, post
from koinon.commons.billing.services.letters import facts_of_payment, tell
from koinon.core.clock import today
from koinon.core.news import announce
from koinon.core.people.models import Person
from koinon.core.record import record
from koinon.core.refusal import NotAllowed
from koinon.engines.ledger import settle


@transaction.atomic
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
) -> Payment:
    """Record a bank transfer, pay open invoices with it, and issue its receipt.

    `amount`: minor units of `currency`. `invoice_ids`: which to pay, in this order; all open ones
    of the payer, oldest due first, where none is given. What is left over becomes the payer's
    credit. Raises AlreadyRecorded for a bank reference that stands in the books.
    """
    if not may_record_payments(by):
        raise NotAllowed()
    payer = lock_debtor(payer_id)
    _check(bank_reference, received_on)
    invoices = _to_pay(payer.pk, currency, invoice_ids)
    payment = Payment.objects.create(
        payer=payer,
        currency=currency,
        amount=amount,
        received_on=received_on,
        bank_reference=bank_reference,
        note=note,
        recorded_by=by,
    )
    receipt = _receipt(payment)
    _post(payment, invoices, receipt.number, by)
    record(by, "billing.payment_recorded", payment)
    tell(payer.pk, "billing/mail/receipt", payment, lambda: facts_of_payment(payment))
    announce(PaymentRecorded(payment_id=payment.pk, payer_id=payer.pk))
    return payment


def _check(bank_reference: str, received_on: date) -> None:
    if received_on > today():
        raise InTheFuture("received_on")
    known = Payment.objects.filter(bank_reference=bank_reference, state=Payment.State.RECORDED).first()
    if known:
        day = date_format(known.received_on, "DATE_FORMAT")
        raise AlreadyRecorded("bank_reference", reference=bank_reference, day=day)


def _to_pay(payer_id: int, currency: str, invoice_ids: Sequence[int]) -> list[Invoice]:
    open_now = Invoice.objects.unpaid().filter(debtor_id=payer_id, currency=currency).oldest_first()
    locked = {invoice.pk: invoice for invoice in open_now.select_for_update(of=("self",))}
    for wrong in set(invoice_ids) - set(locked):
        number = Invoice.objects.filter(pk=wrong).values_list("number", flat=True).first()
        raise NotThisDebtors("invoice", number=number or wrong)
    return [locked[pk] for pk in invoice_ids] if invoice_ids else list(locked.values())


def _receipt(payment: Payment) -> Receipt:
    return Receipt.objects.create(
        number=next_number(NumberSeries.Kind.RECEIPT, payment.received_on.year),
        payment=payment,
        language=language_of(payment.payer_id),
        issued_on=today(),
    )


def _post(payment: Payment, invoices: Sequence[Invoice], paper: str, by: Person) -> None:
    settlement = settle(payment.amount, [invoice.left() for invoice in invoices])
    parts = [(invoice, part) for invoice, part in zip(invoices, settlement.parts, strict=True) if part]
    moves = [Move(Book.BANK, payment.amount, payment.payer_id)]
    moves += [Move(Book.RECEIVABLE, -part, payment.payer_id, invoice.pk) for invoice, part in parts]
    if settlement.left:
        moves.append(Move(Book.CREDIT, -settlement.left, payment.payer_id))
    payment.entry = post(Entry.Kind.PAYMENT, moves, currency=payment.currency, on=payment.received_on, paper=paper, by=by)
    payment.save(update_fields=["entry"])
    for invoice, _part in parts:
        pay_off("record_payment", invoice, by)


def pay_off(name: str, invoice: Invoice, by: Person) -> None:
    """Take a step that brought money to an invoice, and let its state follow the ledger."""
    invoice_flow.take(name, by, invoice)
    settle_state(invoice, by)
    tell_if_settled(invoice)


def tell_if_settled(invoice: Invoice) -> None:
    if not invoice.is_open:
        announce(
            InvoiceSettled(invoice_id=invoice.pk, debtor_id=invoice.debtor_id, reference=invoice.reference, how=invoice.state)
        )


@transaction.atomic
def apply_credit(invoice: Invoice, *, by: Person, on: date | None = None) -> Entry:
    """Pay an invoice from the debtor's credit, as far as the credit goes."""
    lock_debtor(invoice.debtor_id)
    invoice_flow.take("apply_credit", by, invoice)
    part = min(credit_of(invoice.debtor_id, invoice.currency), invoice.left())
    if part <= 0:
        raise NoCredit(currency=invoice.currency)
    moves = [
        Move(Book.CREDIT, part, invoice.debtor_id),
        Move(Book.RECEIVABLE, -part, invoice.debtor_id, invoice.pk),
    ]
    entry = post(Entry.Kind.CREDIT_APPLIED, moves, currency=invoice.currency, on=on or today(), paper=invoice.number, by=by)
    settle_state(invoice, by)
    tell_if_settled(invoice)
    record(by, "billing.credit_applied", invoice)
    return entry


def credit_of(debtor_id: int, currency: str) -> int:
    """What the debtor has paid in excess and not used, in minor units."""
    legs = Leg.objects.filter(organization_id=debtor_id, account__currency=currency).of_book(Book.CREDIT)
    return -legs.total()
