"""The papers as PDF, for those who keep the books and for the debtor's people."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from koinon.commons.billing import papers
from koinon.commons.billing.models import Correction, Invoice, Payment, Reminder
from koinon.commons.billing.services.invoices import language_of
from koinon.commons.billing.views.access import seen_by
from koinon.core.refusal import NotThere
from koinon.core.web.guards import SignedIn
from koinon.core.web.limits import limited


def _pdf(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@limited("papers", "60/m", by="person")
def invoice_pdf(request: SignedIn, pk: int) -> HttpResponse:
    found = seen_by(request.user, get_object_or_404(Invoice, pk=pk))
    return _pdf(papers.invoice_paper(found), found.number)


@login_required
@limited("papers", "60/m", by="person")
def receipt_pdf(request: SignedIn, pk: int) -> HttpResponse:
    found = seen_by(request.user, get_object_or_404(Payment.objects.select_related("receipt", "payer"), pk=pk))
    return _pdf(papers.receipt_paper(found), found.receipt.number)


@login_required
@limited("papers", "60/m", by="person")
def reminder_pdf(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Reminder.objects.select_related("invoice", "rule"), pk=pk)
    seen_by(request.user, found.invoice)
    return _pdf(papers.reminder_paper(found), f"{found.invoice.number}-{found.level}")


@login_required
@limited("papers", "60/m", by="person")
def correction_pdf(request: SignedIn, pk: int) -> HttpResponse:
    """The paper of an approved correction; before that there is none."""
    rows = Correction.objects.select_related("invoice__debtor", "payment__payer", "entry")
    found = seen_by(request.user, get_object_or_404(rows, pk=pk))
    if found.state != Correction.State.APPROVED:
        raise NotThere()
    return _pdf(papers.correction_paper(found, language_of(found.debtor_id)), str(found.number))
