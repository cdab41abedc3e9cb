"""Payments: the list, one payment with its receipt, recording, proposing to reverse."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from koinon.commons.billing import services
from koinon.commons.billing.forms import InvoicePaymentForm, PaymentForm, ReasonForm
from koinon.commons.billing.listings import PAYMENTS
from koinon.commons.billing.models import Invoice, Leg, Payment
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.money import figure, money
from koinon.commons.billing.rules import invoice_flow, keeps_books, may_record_payments, payment_flow
from koinon.commons.billing.views.access import deeds_about, for_bookkeepers, seen_by
from koinon.core.refusal import NotAllowed
from koinon.core.web.forms import attempt, attempt_with
from koinon.core.web.guards import SignedIn
from koinon.core.web.listing import list_page
from koinon.core.web.page import page


@for_bookkeepers
def payments(request: SignedIn) -> HttpResponseBase:
    context = {"may_record": may_record_payments(request.user)}
    return list_page(request, PAYMENTS, Payment.objects.all(), template="billing/payments.html", context=context)


@login_required
def payment(request: SignedIn, pk: int) -> HttpResponse:
    rows = Payment.objects.select_related("payer", "receipt", "entry")
    found = seen_by(request.user, get_object_or_404(rows, pk=pk))
    corrections = list(found.corrections.all())
    context = {
        "payment": found,
        "keeps_books": keeps_books(request.user),
        "facts": _facts(found),
        "parts": _parts(found),
        "corrections": corrections,
        "may_reverse": not any(each.state in ("proposed", "approved") for each in corrections)
        and payment_flow.may("propose_reversal", request.user, found),
        "deeds": deeds_about(found, *corrections),
    }
    return page(request, "billing/payment.html", context)


def _facts(found: Payment) -> list[tuple[str, Any]]:
    facts = [
        (_("Payer"), found.payer),
        (_("Amount"), money(found.amount, found.currency)),
        (_("Bank reference"), found.bank_reference),
        (_("Receipt"), found.receipt.number),
    ]
    return [*facts, (_("Note"), found.note)] if found.note else facts


def _parts(found: Payment) -> list[dict[str, Any]]:
    """Where the money went: each invoice it paid, and what became credit."""
    legs = Leg.objects.filter(entry=found.entry).exclude(account__code=Book.BANK).select_related("invoice", "account")
    return [{"invoice": leg.invoice, "amount": figure(-leg.amount, found.currency)} for leg in legs]


@for_bookkeepers
def new_payment(request: SignedIn) -> HttpResponse:
    """A transfer of some payer: it pays what is open, oldest first."""
    if not may_record_payments(request.user):
        raise NotAllowed()
    form = PaymentForm(request.POST or None)
    done = attempt(form, lambda: _record(form.cleaned_data, request))
    return _answer(request, form, done)


@for_bookkeepers
def pay_invoice(request: SignedIn, pk: int) -> HttpResponse:
    """A transfer for one invoice."""
    found = get_object_or_404(Invoice, pk=pk)
    if not invoice_flow.steps["record_payment"].may(request.user, found):
        raise NotAllowed()
    form = InvoicePaymentForm(request.POST or None, invoice=found)
    facts = {"payer_id": found.debtor_id, "currency": found.currency, "invoice_ids": [found.pk], "by": request.user}
    done = attempt_with(form, services.record_payment, **facts)
    return _answer(request, form, done, invoice=found)


def _record(facts: dict[str, Any], request: SignedIn) -> Payment:
    payer = facts.pop("payer")
    return services.record_payment(payer_id=payer.pk, by=request.user, **facts)


def _answer(request: SignedIn, form: Any, done: Payment | None, invoice: Invoice | None = None) -> HttpResponse:
    if done is None:
        context = {
            "form": form,
            "heading": _("Record a payment"),
            "verb": _("Record the payment"),
            "invoice": invoice,
            "way_to": "billing_payments",
        }
        return page(request, "billing/form.html", context, status=422 if form.is_bound else 200)
    told = {"amount": money(done.amount, done.currency), "number": done.receipt.number}
    messages.success(request, _("The payment of %(amount)s is recorded with receipt %(number)s.") % told)
    return redirect(done)


@for_bookkeepers
def propose_reversal(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Payment, pk=pk)
    if not payment_flow.steps["propose_reversal"].may(request.user, found):
        raise NotAllowed()
    form = ReasonForm(request.POST or None)
    done = attempt_with(form, services.propose_reversal, found, by=request.user)
    if done is None:
        context = {
            "form": form,
            "heading": _("Propose to reverse this payment"),
            "verb": _("Send the proposal to a second person"),
            "lead": _("Invoices that it paid are open again once a second person has approved."),
            "payment": found,
        }
        return page(request, "billing/form.html", context, status=422 if form.is_bound else 200)
    messages.success(request, _("The proposal waits for a second person."))
    return redirect(done)
