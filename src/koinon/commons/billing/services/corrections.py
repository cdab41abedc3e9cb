"""Credit notes, waivers and reversals: nothing is posted before a second person approves."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import Sum

from koinon.commons.billing.models import Correction, Invoice, Leg, NumberSeries, Payment
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.models.numbers import next_number
from koinon.commons.billing.money import money
from koinon.commons.billing.refusals import CreditSpent, ReasonMissing, ReversalProposed, TooMuch
from koinon.commons.billing.rules import correction_flow, invoice_flow, payment_flow
from koinon.commons.billing.services.invoices import settle_state
from koinon.commons.billing.services.ledger import Move, lock_debtor, post
from koinon.commons.billing.services.letters import facts_of_correction, tell
from koinon.commons.billing.services.payments import credit_of, tell_if_settled
from koinon.core.clock import now, today
from koinon.core.people.models import Person
from koinon.core.record import record

_K = Correction.Kind
_SERIES: dict[str, str] = {
    _K.CREDIT_NOTE: NumberSeries.Kind.CREDIT_NOTE,
    _K.WAIVER: NumberSeries.Kind.WAIVER,
    _K.REVERSAL: NumberSeries.Kind.REVERSAL,
}
_ALIVE = (Correction.State.PROPOSED, Correction.State.APPROVED)


@transaction.atomic
def propose_credit_note(invoice: Invoice, *, amount: int, reason: str, by: Person) -> Correction:
    """Propose to take back what should not have been billed; at most what was billed."""
    invoice_flow.take("propose_credit_note", by, invoice)
    return _propose(_K.CREDIT_NOTE, invoice, amount, most_to_credit(invoice), reason, by)


@transaction.atomic
def propose_waiver(invoice: Invoice, *, amount: int, reason: str, by: Person) -> Correction:
    """Propose to give up what is owed; at most what is open."""
    invoice_flow.take("propose_waiver", by, invoice)
    return _propose(_K.WAIVER, invoice, amount, most_to_waive(invoice), reason, by)


@transaction.atomic
def propose_reversal(payment: Payment, *, reason: str, by: Person) -> Correction:
    """Propose to undo a payment that was recorded by mistake, or that the bank took back."""
    payment_flow.take("propose_reversal", by, payment)
    if payment.corrections.filter(state__in=_ALIVE).exists():
        raise ReversalProposed()
    return _propose(_K.REVERSAL, payment, payment.amount, payment.amount, reason, by)


def most_to_credit(invoice: Invoice) -> int:
    """What was billed less what was credited, waived, or is proposed to be."""
    return invoice.total - _corrected(invoice, _ALIVE)


def most_to_waive(invoice: Invoice) -> int:
    """What is open less what is proposed to be taken off."""
    return invoice.left() - _corrected(invoice, (Correction.State.PROPOSED,))


def _corrected(invoice: Invoice, states: tuple[str, ...]) -> int:
    return invoice.corrections.filter(state__in=states).aggregate(total=Sum("amount"))["total"] or 0


def _propose(kind: str, thing: Invoice | Payment, amount: int, most: int, reason: str, by: Person) -> Correction:
    if not reason.strip():
        raise ReasonMissing("reason")
    if not 0 < amount <= most:
        raise TooMuch("amount", most=money(max(most, 0), thing.currency))
    about = {"payment": thing} if isinstance(thing, Payment) else {"invoice": thing}
    correction = Correction.objects.create(kind=kind, amount=amount, reason=reason.strip(), proposed_by=by, **about)
    record(by, f"billing.{kind}_proposed", correction)
    return correction


@transaction.atomic
def approve(correction: Correction, *, by: Person, answer: str = "") -> Correction:
    """A second person approves; the paper gets its number and the books their entry."""
    lock_debtor(correction.debtor_id)
    correction_flow.take("approve", by, correction)
    moves = _MOVES[correction.kind](correction, by)
    correction.number = next_number(_SERIES[correction.kind], today().year)
    correction.entry = post(correction.kind, moves, currency=correction.currency, on=today(), paper=correction.number, by=by)
    _decided(correction, by, answer)
    for invoice in Invoice.objects.filter(pk__in={move.invoice_id for move in moves if move.invoice_id}):
        settle_state(invoice, by)
        tell_if_settled(invoice)
    record(by, f"billing.{correction.kind}_approved", correction)
    tell(correction.debtor_id, "billing/mail/correction", correction, lambda: facts_of_correction(correction))
    return correction


@transaction.atomic
def decline(correction: Correction, *, by: Person, answer: str) -> Correction:
    """A second person declines and says why; the books stay as they are."""
    correction_flow.take("decline", by, correction)
    if not answer.strip():
        raise ReasonMissing("answer")
    _decided(correction, by, answer)
    record(by, f"billing.{correction.kind}_declined", correction)
    return correction


@transaction.atomic
def take_back(correction: Correction, *, by: Person) -> Correction:
    """Whoever proposed it takes it back."""
    correction_flow.take("take_back", by, correction)
    _decided(correction, by, "")
    record(by, f"billing.{correction.kind}_taken_back", correction)
    return correction


def _decided(correction: Correction, by: Person, answer: str) -> None:
    correction.decided_by, correction.decided_at, correction.answer = by, now(), answer.strip()
    correction.save()


def _credit_note(correction: Correction, by: Person) -> list[Move]:
    """Off what is open first; what was paid already becomes the debtor's credit."""
    invoice = _invoice(correction)
    open_part = min(correction.amount, invoice.left())
    moves = [Move(Book.CREDITED, correction.amount, invoice.debtor_id, invoice.pk)]
    if open_part:
        moves.append(Move(Book.RECEIVABLE, -open_part, invoice.debtor_id, invoice.pk))
    if correction.amount > open_part:
        moves.append(Move(Book.CREDIT, open_part - correction.amount, invoice.debtor_id))
    return moves


def _waiver(correction: Correction, by: Person) -> list[Move]:
    invoice = _invoice(correction)
    if correction.amount > invoice.left():
        raise TooMuch(most=money(invoice.left(), invoice.currency))
    return [
        Move(Book.WAIVED, correction.amount, invoice.debtor_id, invoice.pk),
        Move(Book.RECEIVABLE, -correction.amount, invoice.debtor_id, invoice.pk),
    ]


def _reversal(correction: Correction, by: Person) -> list[Move]:
    payment = correction.payment
    assert payment is not None, "a reversal has a payment"
    payment_flow.take("reverse", by, payment)
    legs = Leg.objects.filter(entry=payment.entry).select_related("account")
    over = -sum(leg.amount for leg in legs if leg.account.code == Book.CREDIT)
    if over > credit_of(payment.payer_id, payment.currency):
        raise CreditSpent()
    payment.save(update_fields=["state"])
    record(by, "billing.payment_reversed", payment)
    return [Move(leg.account.code, -leg.amount, leg.organization_id, leg.invoice_id) for leg in legs]


def _invoice(correction: Correction) -> Invoice:
    assert correction.invoice_id is not None, "a credit note or waiver has an invoice"
    return Invoice.objects.select_for_update(of=("self",)).get(pk=correction.invoice_id)


_MOVES: dict[str, Callable[[Correction, Person], list[Move]]] = {
    _K.CREDIT_NOTE: _credit_note,
    _K.WAIVER: _waiver,
    _K.REVERSAL: _reversal,
}
"""Each kind posts an entry of the kind of the same name (`Entry.Kind`)."""
