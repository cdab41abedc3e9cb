"""The reminder ladder and the bank details: for reading by those who keep the books, set by an administrator."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from koinon.commons.billing import services
from koinon.commons.billing.forms import BankDetailsForm, LadderForm
from koinon.commons.billing.models import BankDetails, ReminderRule
from koinon.commons.billing.rules import may_set_rules
from koinon.commons.billing.views.access import for_bookkeepers
from koinon.core.clock import today
from koinon.core.refusal import NotAllowed
from koinon.core.web.forms import attempt, attempt_with
from koinon.core.web.guards import SignedIn
from koinon.core.web.page import page


@for_bookkeepers
def setup(request: SignedIn) -> HttpResponse:
    """What is in force today, and what was before."""
    day = today()
    context = {
        "rungs": ReminderRule.objects.all(),
        "details": BankDetails.objects.all(),
        "today": day,
        "may_set": may_set_rules(request.user),
    }
    return page(request, "billing/setup.html", context)


@for_bookkeepers
def set_ladder(request: SignedIn) -> HttpResponse:
    if not may_set_rules(request.user):
        raise NotAllowed()
    form = LadderForm(request.POST or None)
    done = attempt(form, lambda: _set_ladder(form, request))
    if done is None:
        return _form(request, form, _("Set a new reminder ladder"), _("Put the ladder in force"))
    messages.success(request, _("The new ladder is set."))
    return redirect("billing_setup")


def _set_ladder(form: LadderForm, request: SignedIn) -> list[ReminderRule]:
    facts = form.cleaned_data
    rungs = [services.Rung(*rung) for rung in form.rungs()]
    return services.set_ladder(rungs, valid_from=facts["valid_from"], source=facts["source"], by=request.user)


@for_bookkeepers
def set_bank_details(request: SignedIn) -> HttpResponse:
    if not may_set_rules(request.user):
        raise NotAllowed()
    form = BankDetailsForm(request.POST or None)
    if attempt_with(form, services.set_bank_details, by=request.user) is None:
        return _form(request, form, _("Set new bank details"), _("Put the details in force"))
    messages.success(request, _("The new bank details are set."))
    return redirect("billing_setup")


def _form(request: SignedIn, form: LadderForm | BankDetailsForm, heading: str, verb: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "verb": verb, "way_to": "billing_setup"}
    return page(request, "billing/form.html", context, status=422 if form.is_bound else 200)
