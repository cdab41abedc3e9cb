"""Invoices: the list, one invoice with its steps, issuing one by hand, arrears, statements."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from koinon.commons.billing import queries, services
from koinon.commons.billing.forms import InvoiceForm
from koinon.commons.billing.listings import ARREARS, INVOICES
from koinon.commons.billing.models import Entry, Invoice, Leg
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.money import figure, money
from koinon.commons.billing.papers import pay_to
from koinon.commons.billing.rules import (
    BUTTONS,
    DEBTOR_POSTS,
    invoice_flow,
    keeps_books,
    may_issue,
    may_see,
)
from koinon.commons.billing.services.reminders import next_reminder
from koinon.commons.billing.views.access import deeds_about, for_bookkeepers, seen_by
from koinon.core.clock import today
from koinon.core.places.models import Organization
from koinon.core.refusal import NotAllowed, NotThere
from koinon.core.web.forms import attempt
from koinon.core.web.guards import SignedIn
from koinon.core.web.listing import list_page
from koinon.core.web.page import page


@login_required
def invoices(request: SignedIn) -> HttpResponseBase:
    """All invoices for those who keep the books; their own for a debtor's people."""
    books = keeps_books(request.user)
    context = {"keeps_books": books, "may_issue": may_issue(request.user), "own": [] if books else _own(request)}
    return list_page(request, INVOICES, queries.invoices_seen_by(request.user), template="billing/invoices.html", context=context)


def _own(request: SignedIn) -> QuerySet[Organization]:
    return Organization.objects.filter(pk__in=request.user.organizations_as(*DEBTOR_POSTS))


@login_required
def invoice(request: SignedIn, pk: int) -> HttpResponse:
    found = seen_by(request.user, get_object_or_404(Invoice.objects.select_related("debtor"), pk=pk))
    left = found.left()
    corrections = list(found.corrections.select_related("proposed_by", "decided_by"))
    context = {
        "invoice": found,
        "keeps_books": keeps_books(request.user),
        "facts": _facts(found, left),
        "lines": [{"line": line, "amount": figure(line.amount, found.currency)} for line in found.lines.all()],
        "total": figure(found.total, found.currency),
        "movements": _movements(found),
        "corrections": [(each, money(each.amount, found.currency)) for each in corrections],
        "reminders": found.reminders.all(),
        "overdue": found.is_overdue(),
        "pay_to": pay_to(found) if found.is_open else [],
        "steps": _steps(request.user, found),
        "deeds": deeds_about(found, *corrections),
    }
    return page(request, "billing/invoice.html", context)


def _facts(found: Invoice, left: int) -> list[tuple[str, Any]]:
    return [
        (_("Billed to"), found.debtor_name),
        (_("Reference"), found.reference),
        (_("Total"), money(found.total, found.currency)),
        (_("Open"), money(left, found.currency)),
    ]


def _movements(found: Invoice) -> list[dict[str, Any]]:
    """What was posted to the invoice after it was issued, oldest first."""
    legs = Leg.objects.filter(invoice=found).of_book(Book.RECEIVABLE).exclude(entry__kind=Entry.Kind.INVOICE)
    return [
        {
            "on": leg.entry.posted_on,
            "kind": leg.entry.get_kind_display(),
            "paper": leg.entry.paper,
            "url": queries.address_of(leg.entry),
            "amount": figure(leg.amount, found.currency),
        }
        for leg in legs.select_related("entry__recorded_payment", "entry__correction", "entry__issued_invoice").order_by(
            "entry__posted_on", "pk"
        )
    ]


def _steps(person: Any, found: Invoice) -> list[dict[str, str]]:
    """The steps this person may take now; those that would only be refused are left out."""
    useless = set()
    if services.credit_of(found.debtor_id, found.currency) <= 0:
        useless.add("apply_credit")
    if next_reminder(found, today()) is None:
        useless.add("remind")
    return [
        {"name": step.name, "label": str(step.label)}
        for step in invoice_flow.open_steps(person, found)
        if step.name in BUTTONS and step.name not in useless
    ]


@for_bookkeepers
def new_invoice(request: SignedIn) -> HttpResponse:
    """An invoice by hand. The form's own number is its reference, so that sending it twice bills once."""
    if not may_issue(request.user):
        raise NotAllowed()
    form = InvoiceForm(request.POST or None)
    issued = attempt(form, lambda: _issue(form.cleaned_data, request))
    if issued is None:
        context = {"form": form, "heading": _("Issue an invoice"), "verb": _("Issue the invoice")}
        return page(request, "billing/form.html", context, status=422 if form.is_bound else 200)
    messages.success(request, _("Invoice %(number)s is issued.") % {"number": issued.number})
    return redirect(issued)


def _issue(facts: dict[str, Any], request: SignedIn) -> Invoice:
    return services.issue_invoice(
        debtor_id=facts["debtor"].pk,
        lines=[services.LineIn(facts["text"], facts["amount"], account=facts["account"])],
        currency=facts["currency"],
        due_on=facts["due_on"],
        reference=f"form/{facts['form_number']}",
        subject=facts["subject"],
        by=request.user,
    )


@require_POST
@for_bookkeepers
def apply_credit(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Invoice, pk=pk)
    services.apply_credit(found, by=request.user)
    messages.success(request, _("The credit is applied to invoice %(number)s.") % {"number": found.number})
    return redirect(found)


@require_POST
@for_bookkeepers
def remind(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Invoice, pk=pk)
    reminder = services.remind(found, by=request.user)
    told = {"level": reminder.level, "number": found.number}
    messages.success(request, _("Reminder %(level)s of invoice %(number)s is sent.") % told)
    return redirect(found)


@for_bookkeepers
def arrears(request: SignedIn) -> HttpResponseBase:
    """Everything overdue today, with what each debtor owes."""
    day = today()
    sums: dict[str, int] = {}
    for row in queries.arrears(day):
        sums[row.currency] = sums.get(row.currency, 0) + row.amount
    figures = [
        {"value": figure(amount, currency), "label": _("%(currency)s overdue today") % {"currency": currency}}
        for currency, amount in sorted(sums.items())
    ]
    return list_page(request, ARREARS, queries.overdue_on(day), template="billing/arrears.html", context={"figures": figures})


@login_required
def statement(request: SignedIn, slug: str) -> HttpResponse:
    """A debtor's account: every movement with what is owed after it."""
    debtor = Organization.objects.filter(slug=slug).first()
    if debtor is None or not may_see(request.user, debtor):
        raise NotThere()
    statements = [
        {
            "currency": each.currency,
            "balance": money(abs(each.balance), each.currency),
            "in_credit": each.balance < 0,
            "lines": [
                {
                    "line": line,
                    "amount": figure(line.amount, each.currency),
                    "balance": figure(line.balance, each.currency),
                }
                for line in each.lines
            ],
        }
        for each in queries.statements_of(debtor.pk)
    ]
    context = {"debtor": debtor, "statements": statements, "keeps_books": keeps_books(request.user)}
    return page(request, "billing/statement.html", context)
