"""The books: trial balance, accounts, entries, months."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from koinon.commons.billing import queries, services
from koinon.commons.billing.forms import DayForm, ReasonForm
from koinon.commons.billing.listings import ACCOUNT
from koinon.commons.billing.models import Account, Entry, Period
from koinon.commons.billing.money import figure
from koinon.commons.billing.rules import period_flow
from koinon.commons.billing.views.access import deeds_about, for_bookkeepers
from koinon.core.clock import today
from koinon.core.refusal import NotAllowed
from koinon.core.web.forms import attempt_with
from koinon.core.web.guards import SignedIn
from koinon.core.web.listing import list_page
from koinon.core.web.page import page
from koinon.core.web.when import day_words, month_words


@for_bookkeepers
def trial_balance(request: SignedIn) -> HttpResponse:
    """All accounts up to a day; debits and credits must be equal."""
    form = DayForm(request.GET if "on" in request.GET else None, initial={"on": today()})
    day: date = form.cleaned_data["on"] if form.is_valid() else today()
    tables = [
        {
            "currency": table.currency,
            "balances": table.balances,
            "debit": figure(table.debit, table.currency),
            "credit": figure(table.credit, table.currency),
            "rows": [
                {
                    "account": row.account,
                    "debit": figure(row.debit, table.currency),
                    "credit": figure(row.credit, table.currency),
                    "balance": figure(row.balance, table.currency),
                }
                for row in table.rows
            ],
        }
        for table in queries.trial_balance(day)
    ]
    return page(request, "billing/trial_balance.html", {"tables": tables, "form": form, "day": day})


@for_bookkeepers
def account(request: SignedIn, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Account, pk=pk)
    context = {"account": found}
    return list_page(request, ACCOUNT, queries.running_legs(found), template="billing/account.html", context=context)


@for_bookkeepers
def entry(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Entry.objects.select_related("made_by", "period"), pk=pk)
    legs = found.legs.select_related("account", "organization", "invoice")
    rows = [
        {
            "leg": leg,
            "debit": figure(leg.amount, leg.account.currency) if leg.amount > 0 else "",
            "credit": figure(-leg.amount, leg.account.currency) if leg.amount < 0 else "",
        }
        for leg in legs
    ]
    facts = [
        (_("Kind"), found.get_kind_display()),
        (_("Day"), day_words(found.posted_on)),
        (_("Posted by"), found.made_by),
    ]
    context = {"entry": found, "rows": rows, "facts": facts, "paper_url": queries.address_of(found)}
    return page(request, "billing/entry.html", context)


@for_bookkeepers
def periods(request: SignedIn) -> HttpResponse:
    """The months of the books, newest first, with what may be done to each."""
    months: list[dict[str, Any]] = [
        {"period": period, "steps": [step.name for step in period_flow.open_steps(request.user, period)]} for period in _months()
    ]
    to_close = next((month for month in reversed(months) if month["period"].state == Period.State.OPEN), None)
    to_open = next((month for month in months if month["period"].state == Period.State.CLOSED), None)
    context = {"months": months, "to_close": to_close, "to_open": to_open, "today": today()}
    return page(request, "billing/periods.html", context)


def _months() -> QuerySet[Period]:
    return Period.objects.select_related("closed_by").annotate(count=Count("entries")).order_by("-starts_on")


@require_POST
@for_bookkeepers
def close_period(request: SignedIn, pk: int) -> HttpResponse:
    found = services.close_period(get_object_or_404(Period, pk=pk), by=request.user)
    messages.success(request, _("The books of %(month)s are closed.") % {"month": _month(found)})
    return redirect("billing_periods")


@for_bookkeepers
def reopen_period(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Period, pk=pk)
    if not period_flow.steps["reopen"].may(request.user, found):
        raise NotAllowed()
    form = ReasonForm(request.POST or None)
    done = attempt_with(form, services.reopen_period, found, by=request.user)
    if done is None:
        context = {
            "form": form,
            "heading": _("Open %(month)s again") % {"month": _month(found)},
            "verb": _("Open the month again"),
            "way_to": "billing_periods",
            "deeds": deeds_about(found),
        }
        return page(request, "billing/form.html", context, status=422 if form.is_bound else 200)
    messages.success(request, _("The books of %(month)s are open again.") % {"month": _month(done)})
    return redirect("billing_periods")


def _month(period: Period) -> str:
    return month_words(period.starts_on)
