"""Invoices, spoken in JSON: for those who keep the books, and for the debtor's own people."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from koinon.commons.billing.models import Invoice
from koinon.commons.billing.money import major
from koinon.commons.billing.queries import invoices_seen_by
from koinon.core.clock import today
from koinon.core.web.api import Id, Line, OneOf, Window, page_of, responses, windowed

router = Router(tags=["Billing"])

State = Annotated[str, OneOf(Invoice.State)]


class InvoiceOut(Schema):
    """An invoice. Sums are decimal numbers as text, with as many decimals as the currency has."""

    id: int
    number: str
    reference: str = Field(description="What was billed, once for ever.")
    debtor: str = Field(description="The debtor's address on this site (slug).")
    debtor_name: str
    subject: str
    currency: str = Field(description="ISO 4217.")
    total: str
    open: str = Field(description="What is still to be paid.")
    issued_on: date
    due_on: date
    state: State
    overdue: bool
    url: str


class LineOut(Schema):
    text: str
    detail: str = Field(description="How it was reckoned.")
    amount: str


class InvoiceWithLinesOut(InvoiceOut):
    lines: list[LineOut]


class Filters(Schema):
    debtor: Line = Field("", description="Slug of one debtor.")
    state: State | None = None
    overdue: bool | None = Field(None, description="Only what is overdue today, or only what is not.")


@router.get("/invoices", response=responses(page_of(InvoiceOut)), summary="Invoices, newest first")
def invoices(request: HttpRequest, window: Query[Window], filters: Query[Filters]) -> dict[str, Any]:
    """All invoices for those who keep the books; their own for a debtor's people."""
    found = windowed(_filtered(invoices_seen_by(request.user), filters).order_by("-issued_on", "-pk"), window)
    return {"count": found["count"], "items": [_out(invoice) for invoice in found["items"]]}


def _filtered(rows: QuerySet[Invoice], filters: Filters) -> QuerySet[Invoice]:
    if filters.debtor:
        rows = rows.filter(debtor__slug=filters.debtor)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.overdue is not None:
        overdue = {"state__in": Invoice.OPEN_STATES, "due_on__lt": today()}
        rows = rows.filter(**overdue) if filters.overdue else rows.exclude(**overdue)
    return rows.select_related("debtor")


@router.get("/invoices/{int:pk}", response=responses(InvoiceWithLinesOut, 404), summary="One invoice with its lines")
def invoice(request: HttpRequest, pk: Id) -> dict[str, Any]:
    rows = invoices_seen_by(request.user).select_related("debtor").prefetch_related("lines")
    found = get_object_or_404(rows, pk=pk)
    lines = [
        {"text": str(line.text), "detail": str(line.detail), "amount": str(major(line.amount, found.currency))}
        for line in found.lines.all()
    ]
    return _out(found) | {"lines": lines}


def _out(found: Any) -> dict[str, Any]:
    plain = ("id", "number", "reference", "debtor_name", "currency", "issued_on", "due_on", "state")
    return {name: getattr(found, name) for name in plain} | {
        "debtor": found.debtor.slug,
        "subject": str(found.subject),
        "total": str(major(found.total, found.currency)),
        "open": str(major(found.open_amount, found.currency)),
        "overdue": found.is_overdue(),
        "url": settings.ORIGIN + found.get_absolute_url(),
    }
