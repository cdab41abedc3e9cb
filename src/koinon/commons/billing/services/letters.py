"""Telling a debtor's people what concerns them, each in their own language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import override

from koinon.commons.billing.models import Correction, Invoice, Payment, Reminder
from koinon.commons.billing.money import money
from koinon.commons.billing.rules import DEBTOR_POSTS
from koinon.core.clock import today
from koinon.core.notify import notify
from koinon.core.people.models import Mandate, Person


def contacts_of(debtor_id: int) -> list[Person]:
    """Heads first, then focal points; each person once."""
    held = Mandate.objects.in_force_on(today()).of_post(*DEBTOR_POSTS).filter(organization_id=debtor_id)
    mandates = held.filter(person__is_active=True).select_related("person").order_by("starts_on", "pk")
    by_post = sorted(mandates, key=lambda mandate: DEBTOR_POSTS.index(mandate.post))
    return list({mandate.person_id: mandate.person for mandate in by_post}.values())


def tell(debtor_id: int, template: str, about: Model, facts: Callable[[], dict[str, Any]]) -> None:
    """A message to everyone who speaks for the debtor; `facts` are said in each reader's language.

    A debtor without contacts gets none: the arrears list names it for the telephone.
    """
    for person in contacts_of(debtor_id):
        with override(person.language):
            notify(person, template, about=about, **facts())


def facts_of_invoice(invoice: Invoice) -> dict[str, Any]:
    return {
        "number": invoice.number,
        "subject": str(invoice.subject),
        "debtor": invoice.debtor_name,
        "total": money(invoice.total, invoice.currency),
        "open": money(invoice.left(), invoice.currency),
        "due_on": invoice.due_on,
        "page": invoice.get_absolute_url(),
        "paper": reverse("billing_invoice_pdf", args=[invoice.pk]),
    }


def facts_of_reminder(reminder: Reminder) -> dict[str, Any]:
    return facts_of_invoice(reminder.invoice) | {
        "open": money(reminder.open_amount, reminder.invoice.currency),
        "paper": reverse("billing_reminder_pdf", args=[reminder.pk]),
    }


def facts_of_payment(payment: Payment) -> dict[str, Any]:
    return {
        "number": payment.receipt.number,
        "amount": money(payment.amount, payment.currency),
        "received_on": payment.received_on,
        "bank_reference": payment.bank_reference,
        "page": payment.get_absolute_url(),
        "paper": reverse("billing_receipt_pdf", args=[payment.pk]),
    }


def facts_of_correction(correction: Correction) -> dict[str, Any]:
    return {
        "what": str(correction.get_kind_display()),
        "number": correction.number or "",
        "thing": str(correction.about),
        "amount": money(correction.amount, correction.currency),
        "reason": correction.reason,
        "page": correction.get_absolute_url(),
        "paper": reverse("billing_correction_pdf", args=[correction.pk]),
    }
