"""Issuing invoices, and keeping their state true to the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from koinon.commons.billing.models import Entry, Invoice, InvoiceLine, Leg, NumberSeries
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.models.numbers import next_number
from koinon.commons.billing.news import InvoiceIssued
from koinon.commons.billing.refusals import AlreadyInvoiced, DueBeforeIssue, NothingToBill
from koinon.commons.billing.rules import invoice_flow, may_issue
from koinon.commons.billing.services.ledger import Move, book, lock_debtor, post
from koinon.commons.billing.services.letters import contacts_of, facts_of_invoice, tell
from koinon.commons.billing.words import Words, in_all_languages
from koinon.core.clock import today
from koinon.core.news import announce
from koinon.core.people.models import Person
from koinon.core.places.models import Organization
from koinon.core.record import record
from koinon.core.refusal import NotAllowed

_DEEDS = {Invoice.State.ISSUED.value: "billing.reopened"}


@dataclass(frozen=True, slots=True)
class LineIn:
    """A line to be billed: what for, how it was reckoned, minor units, and the account it earns for."""

    text: Words
    amount: int
    detail: Words = ""
    account: str = Book.DUES


@transaction.atomic
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
) -> Invoice:
    """Bill a debtor once for what `reference` names; asking again gives the same invoice.

    `lines`: amounts in minor units of `currency`. Raises AlreadyInvoiced where the reference was
    used for another debtor or sum, NothingToBill, DueBeforeIssue, PeriodClosed, NotAllowed.
    """
    if not may_issue(by):
        raise NotAllowed()
    debtor, total = lock_debtor(debtor_id), sum(line.amount for line in lines)
    known = Invoice.objects.filter(reference=reference).first()
    if known:
        return _the_same(known, debtor, currency, total)
    day = issued_on or today()
    _check(total, day, due_on)
    invoice = _write(debtor, reference, currency, total, subject, day, due_on, by)
    _write_lines(invoice, lines)
    _post(invoice, lines, by)
    record(by, "billing.invoice_issued", invoice)
    tell(debtor_id, "billing/mail/invoice", invoice, lambda: facts_of_invoice(invoice))
    announce(InvoiceIssued(invoice_id=invoice.pk, debtor_id=debtor_id, reference=reference))
    return invoice


def _the_same(known: Invoice, debtor: Organization, currency: str, total: int) -> Invoice:
    if (known.debtor_id, known.currency, known.total) != (debtor.pk, currency, total):
        raise AlreadyInvoiced("reference", number=known.number)
    return known


def _check(total: int, day: date, due_on: date) -> None:
    if total <= 0:
        raise NothingToBill()
    if due_on < day:
        raise DueBeforeIssue("due_on")


def _write(
    debtor: Organization, reference: str, currency: str, total: int, subject: Words, day: date, due_on: date, by: Person
) -> Invoice:
    return Invoice.objects.create(
        number=next_number(NumberSeries.Kind.INVOICE, day.year),
        reference=reference,
        debtor=debtor,
        debtor_name=debtor.name,
        debtor_address=debtor.address,
        language=language_of(debtor.pk),
        subject=in_all_languages(subject or _("Invoice")),
        currency=currency,
        total=total,
        issued_on=day,
        due_on=due_on,
        made_by=by,
    )


def _write_lines(invoice: Invoice, lines: Sequence[LineIn]) -> None:
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            position=position,
            text=in_all_languages(line.text),
            detail=in_all_languages(line.detail),
            amount=line.amount,
            account=book(line.account, invoice.currency),
        )
        for position, line in enumerate(lines, start=1)
    )


def _post(invoice: Invoice, lines: Sequence[LineIn], by: Person) -> None:
    moves = [Move(Book.RECEIVABLE, invoice.total, invoice.debtor_id, invoice.pk)]
    moves += [Move(line.account, -line.amount, invoice.debtor_id, invoice.pk) for line in lines]
    invoice.entry = post(Entry.Kind.INVOICE, moves, currency=invoice.currency, on=invoice.issued_on, paper=invoice.number, by=by)
    invoice.save(update_fields=["entry"])


def language_of(debtor_id: int) -> str:
    """The language of the first person who speaks for the debtor, else the site's."""
    contacts = contacts_of(debtor_id)
    return contacts[0].language if contacts else settings.LANGUAGE_CODE


def settle_state(invoice: Invoice, by: Person) -> None:
    """Bring the state in line with the ledger, after something was posted to the invoice."""
    wanted = state_now(invoice)
    if wanted == invoice.state:
        return
    steps = {each.end: name for name, each in invoice_flow.steps.items() if each.end}
    invoice_flow.take(steps[wanted], by, invoice)
    invoice.save(update_fields=["state"])
    record(by, _DEEDS.get(wanted, f"billing.invoice_{wanted}"), invoice)


def state_now(invoice: Invoice) -> str:
    """The state that follows from what stands in the ledger."""
    legs = Leg.objects.filter(invoice=invoice).of_book(Book.RECEIVABLE)
    left, waived = legs.total(), -legs.filter(entry__kind=Entry.Kind.WAIVER).total()
    money_in = (Entry.Kind.PAYMENT, Entry.Kind.CREDIT_APPLIED, Entry.Kind.REVERSAL)
    paid = -legs.filter(entry__kind__in=money_in).total()
    if left > 0:
        return Invoice.State.PARTLY_PAID if paid else Invoice.State.ISSUED
    if waived:
        return Invoice.State.WAIVED
    return Invoice.State.PAID if paid else Invoice.State.CREDITED
