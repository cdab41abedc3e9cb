"""Credit notes, waivers and reversals: proposed on the paper they correct, decided by a second person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from koinon.commons.billing import services
from koinon.commons.billing.forms import AnswerForm, CorrectionForm
from koinon.commons.billing.listings import CORRECTIONS
from koinon.commons.billing.models import Correction, Invoice
from koinon.commons.billing.money import money
from koinon.commons.billing.rules import correction_flow, invoice_flow, keeps_books
from koinon.commons.billing.services.corrections import most_to_credit, most_to_waive
from koinon.commons.billing.views.access import deeds_about, for_bookkeepers, seen_by
from koinon.core.refusal import NotAllowed, NotThere
from koinon.core.web.forms import attempt_with
from koinon.core.web.guards import SignedIn
from koinon.core.web.listing import list_page
from koinon.core.web.page import page


@for_bookkeepers
def corrections(request: SignedIn) -> HttpResponseBase:
    rows = Correction.objects.annotate(
        debtor=Coalesce(F("invoice__debtor_name"), F("payment__payer__name")),
        currency_code=Coalesce(F("invoice__currency"), F("payment__currency")),
    )
    return list_page(request, CORRECTIONS, rows, template="billing/corrections.html")


@login_required
def correction(request: SignedIn, pk: int) -> HttpResponse:
    """One correction. A debtor's people see it once it is approved."""
    rows = Correction.objects.select_related("invoice", "payment", "proposed_by", "decided_by")
    found = seen_by(request.user, get_object_or_404(rows, pk=pk))
    books = keeps_books(request.user)
    if not books and found.state != Correction.State.APPROVED:
        raise NotThere()
    context = {
        "correction": found,
        "keeps_books": books,
        "facts": _facts(found, with_names=books),
        "steps": {step.name: step for step in correction_flow.open_steps(request.user, found)},
        "form": AnswerForm(),
        "deeds": deeds_about(found),
    }
    return page(request, "billing/correction.html", context)


def _facts(found: Correction, *, with_names: bool) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        (_("Kind"), found.get_kind_display()),
        (_("Amount"), money(found.amount, found.currency)),
        (_("Reason"), found.reason),
    ]
    if with_names:
        facts.append((_("Proposed by"), found.proposed_by))
    if with_names and found.decided_by:
        facts.append((_("Decided by"), found.decided_by))
    return [*facts, (_("Answer"), found.answer)] if found.answer else facts


@for_bookkeepers
def propose_credit_note(request: SignedIn, pk: int) -> HttpResponse:
    words = (_("Propose a credit note"), _("A credit note takes back what should not have been billed."))
    return _propose(request, pk, "propose_credit_note", services.propose_credit_note, most_to_credit, words)


@for_bookkeepers
def propose_waiver(request: SignedIn, pk: int) -> HttpResponse:
    words = (_("Propose a waiver"), _("A waiver gives up what is owed. The debtor need not pay it any more."))
    return _propose(request, pk, "propose_waiver", services.propose_waiver, most_to_waive, words)


def _propose(
    request: SignedIn,
    pk: int,
    step: str,
    deed: Callable[..., Correction],
    most: Callable[[Invoice], int],
    words: tuple[str, str],
) -> HttpResponse:
    found = get_object_or_404(Invoice, pk=pk)
    if not invoice_flow.steps[step].may(request.user, found):
        raise NotAllowed()
    form = CorrectionForm(request.POST or None, currency=found.currency, most=max(most(found), 0))
    done = attempt_with(form, deed, found, by=request.user)
    if done is None:
        context = {
            "form": form,
            "heading": words[0],
            "lead": words[1],
            "verb": _("Send the proposal to a second person"),
            "invoice": found,
        }
        return page(request, "billing/form.html", context, status=422 if form.is_bound else 200)
    messages.success(request, _("The proposal waits for a second person."))
    return redirect(done)


@require_POST
@for_bookkeepers
def approve(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, services.approve, _("It is approved and stands in the books."))


@require_POST
@for_bookkeepers
def decline(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, services.decline, _("It is declined. The books stay as they are."))


def _decide(request: SignedIn, pk: int, deed: Callable[..., Correction], told: str) -> HttpResponse:
    found = get_object_or_404(Correction, pk=pk)
    form = AnswerForm(request.POST)
    if attempt_with(form, deed, found, by=request.user) is None:
        context = {"form": form, "heading": str(found), "verb": _("Decline"), "correction": found}
        return page(request, "billing/form.html", context, status=422)
    messages.success(request, told)
    return redirect(found)


@require_POST
@for_bookkeepers
def take_back(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Correction, pk=pk)
    services.take_back(found, by=request.user)
    messages.success(request, _("The proposal is taken back."))
    return redirect(found)
