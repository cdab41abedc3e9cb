"""Who may, and what may follow what."""

from __future__ import annotations

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from koinon.commons.billing.models import Correction, Invoice, Payment, Period
from koinon.core.flow import Flow, step
from koinon.core.people.models import Person
from koinon.core.people.rules import is_administrator, is_system, works_at_secretariat
from koinon.core.record.deeds import name_deeds

DEBTOR_POSTS = ("head", "focal_point")
"""Posts whose holders speak for an organization that owes; the modules that own them register them."""


@rules.predicate
def owes_here(person: Any, thing: object = None) -> bool:
    """Head or focal point of some organization."""
    return isinstance(person, Person) and bool(person.organizations_as(*DEBTOR_POSTS))


@rules.predicate
def speaks_for_debtor(person: Any, thing: Any = None) -> bool:
    """Head or focal point of the organization that the paper is for."""
    debtor = debtor_of(thing)
    return isinstance(person, Person) and debtor is not None and debtor in person.organizations_as(*DEBTOR_POSTS)


@rules.predicate
def proposed_it(person: Any, thing: Any = None) -> bool:
    return isinstance(person, Person) and getattr(thing, "proposed_by_id", None) == person.pk


def debtor_of(thing: Any) -> int | None:
    """The organization that an invoice, payment or correction concerns; an organization concerns itself."""
    if isinstance(thing, Invoice | Correction):
        return thing.debtor_id
    if isinstance(thing, Payment):
        return thing.payer_id
    return getattr(thing, "pk", None)


keeps_books = works_at_secretariat | is_administrator
may_issue = works_at_secretariat | is_system
may_record_payments = works_at_secretariat | is_system
may_propose = works_at_secretariat | is_administrator
may_decide = keeps_books & ~proposed_it
may_see = keeps_books | speaks_for_debtor
may_set_rules = is_administrator

_OPEN = Invoice.OPEN_STATES
_S = Invoice.State
invoice_flow = Flow(
    step("record_payment", start=_OPEN, may=may_record_payments, label=_("Record a payment")),
    step("apply_credit", start=_OPEN, may=may_record_payments, label=_("Apply the debtor’s credit")),
    step("remind", start=_OPEN, may=may_record_payments, label=_("Send a reminder")),
    step(
        "propose_credit_note",
        start={*_OPEN, _S.PAID},
        may=may_propose,
        label=_("Propose a credit note"),
    ),
    step("propose_waiver", start=_OPEN, may=may_propose, label=_("Propose a waiver")),
    step("part_settled", start={*_OPEN, _S.PAID, _S.WAIVED}, end=_S.PARTLY_PAID, may=keeps_books | is_system),
    step("settled", start={*_OPEN}, end=_S.PAID, may=keeps_books | is_system),
    step("credited", start={*_OPEN}, end=_S.CREDITED, may=keeps_books | is_system),
    step("waived", start={*_OPEN}, end=_S.WAIVED, may=keeps_books | is_system),
    step("open_again", start={_S.PARTLY_PAID, _S.PAID, _S.WAIVED}, end=_S.ISSUED, may=keeps_books | is_system),
)
"""The first five are a person's steps; the last five follow from what the ledger says afterwards."""

BUTTONS = ("record_payment", "apply_credit", "remind", "propose_credit_note", "propose_waiver")

_C = Correction.State
correction_flow = Flow(
    step("approve", start=_C.PROPOSED, end=_C.APPROVED, may=may_decide, label=_("Approve")),
    step("decline", start=_C.PROPOSED, end=_C.DECLINED, may=may_decide, label=_("Decline")),
    step("take_back", start=_C.PROPOSED, end=_C.TAKEN_BACK, may=proposed_it & keeps_books, label=_("Take it back")),
)

payment_flow = Flow(
    step("propose_reversal", start=Payment.State.RECORDED, may=may_propose, label=_("Propose to reverse it")),
    step("reverse", start=Payment.State.RECORDED, end=Payment.State.REVERSED, may=keeps_books),
)

period_flow = Flow(
    step("close", start=Period.State.OPEN, end=Period.State.CLOSED, may=works_at_secretariat, label=_("Close the month")),
    step("reopen", start=Period.State.CLOSED, end=Period.State.OPEN, may=is_administrator, label=_("Open it again")),
)

name_deeds(
    {
        "billing.invoice_issued": _("An invoice was issued"),
        "billing.invoice_partly_paid": _("An invoice was paid in part"),
        "billing.invoice_paid": _("An invoice was paid"),
        "billing.invoice_credited": _("An invoice was credited"),
        "billing.invoice_waived": _("What was open on an invoice was waived"),
        "billing.reopened": _("An invoice is open again"),
        "billing.payment_recorded": _("A payment was recorded"),
        "billing.payment_reversed": _("A payment was reversed"),
        "billing.credit_applied": _("Credit was applied to an invoice"),
        "billing.reminder_sent": _("A reminder was sent"),
        "billing.credit_note_proposed": _("A credit note was proposed"),
        "billing.credit_note_approved": _("A credit note was approved"),
        "billing.credit_note_declined": _("A credit note was declined"),
        "billing.credit_note_taken_back": _("The proposal of a credit note was taken back"),
        "billing.waiver_proposed": _("A waiver was proposed"),
        "billing.waiver_approved": _("A waiver was approved"),
        "billing.waiver_declined": _("A waiver was declined"),
        "billing.waiver_taken_back": _("The proposal of a waiver was taken back"),
        "billing.reversal_proposed": _("The reversal of a payment was proposed"),
        "billing.reversal_approved": _("The reversal of a payment was approved"),
        "billing.reversal_declined": _("The reversal of a payment was declined"),
        "billing.reversal_taken_back": _("The proposal to reverse a payment was taken back"),
        "billing.period_closed": _("A month of the books was closed"),
        "billing.period_reopened": _("A month of the books was opened again"),
        "billing.reminder_rule_set": _("A rung of the reminder ladder was set"),
        "billing.reminder_rule_ended": _("A rung of the reminder ladder ended"),
        "billing.bank_details_set": _("Bank details were set"),
        "billing.bank_details_ended": _("Bank details ended"),
    }
)
