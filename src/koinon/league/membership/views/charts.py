"""Putting new versions of charts and rules in force."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from koinon.core.web.forms import attempt, attempt_with
from koinon.core.web.guards import SignedIn, only
from koinon.core.web.page import page
from koinon.league.membership.forms.charts import ChartForm, DecisionRuleForm, DuesRuleForm, EligibilityForm
from koinon.league.membership.models import FeeChart
from koinon.league.membership.rules import may_manage_charts
from koinon.league.membership.services import charts
from koinon.league.membership.views.sent import sent


@only(may_manage_charts)
def new_chart(request: SignedIn) -> HttpResponse:
    form = ChartForm(*sent(request))

    def deed() -> FeeChart:
        asked = {name: value for name, value in form.cleaned_data.items() if name != "file"}
        return charts.put_chart_in_force(chart=form.chart(), by=request.user, **asked)

    chart = attempt(form, deed) if request.method == "POST" else None
    if chart is not None:
        messages.success(request, _("The chart is in force from its day on."))
        return redirect(chart)
    return _asked(request, form, gettext_lazy("New version of a fee chart"))


@require_POST
@only(may_manage_charts)
def take_chart_back(request: SignedIn, pk: int) -> HttpResponse:
    charts.take_chart_back(get_object_or_404(FeeChart, pk=pk), by=request.user)
    messages.success(request, _("The version is taken back."))
    return redirect("dues")


@only(may_manage_charts)
def new_dues_rule(request: SignedIn) -> HttpResponse:
    return _rule(request, DuesRuleForm, charts.put_dues_rule_in_force, gettext_lazy("New version of the dues rule"))


@only(may_manage_charts)
def new_decision_rule(request: SignedIn) -> HttpResponse:
    return _rule(request, DecisionRuleForm, charts.put_decision_rule_in_force, gettext_lazy("New version of a decision rule"))


@only(may_manage_charts)
def new_eligibility(request: SignedIn) -> HttpResponse:
    heading = gettext_lazy("New version of a rule of eligibility")
    return _rule(request, EligibilityForm, charts.put_eligibility_in_force, heading)


def _rule(request: SignedIn, form_class: Any, deed: Callable[..., Any], heading: Promise) -> HttpResponse:
    form = form_class(sent(request)[0])
    done = attempt_with(form, deed, by=request.user) if request.method == "POST" else None
    if done is not None:
        messages.success(request, _("The rule is in force from its day on."))
        return redirect("dues")
    return _asked(request, form, heading)


def _asked(request: SignedIn, form: Any, heading: Promise) -> HttpResponse:
    context = {"form": form, "heading": heading}
    return page(request, "membership/dues/new_version.html", context, status=422 if form.errors else 200)
