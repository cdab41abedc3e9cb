"""Pages of the yearly run: the list of runs, one run with its members, one member's assessment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from koinon.commons.billing import public as billing
from koinon.core.clock import today
from koinon.core.places.models import Country, Organization
from koinon.core.record import entries_about
from koinon.core.refusal import NotThere
from koinon.core.web.forms import attempt, attempt_with
from koinon.core.web.guards import SignedIn, only
from koinon.core.web.listing import list_page
from koinon.core.web.page import page
from koinon.league.membership.forms.dues import IncomeForm, IssueForm, PopulationForm, YearForm
from koinon.league.membership.models import Assessment, DuesRun
from koinon.league.membership.queries import runs
from koinon.league.membership.queries.charts import picture
from koinon.league.membership.rules import dues_flow, may_run_dues, may_see_dues, speaks_for_it
from koinon.league.membership.services import dues, figures
from koinon.league.membership.services.explanation import number, sentences
from koinon.league.membership.views.dues_list import listing_of
from koinon.league.membership.views.sent import sent


@only(may_see_dues)
def dues_runs(request: SignedIn) -> HttpResponse:
    """All years, and the way to preview another."""
    form = YearForm(sent(request)[0], initial={"year": runs.year_to_preview()})
    if request.method == "POST":
        run = attempt(form, lambda: dues.preview(form.cleaned_data["year"], by=request.user))
        if run is not None:
            return redirect(run)
    context = {"runs": runs.summaries(), "form": form, "may_run": may_run_dues(request.user)}
    return page(request, "membership/dues/runs.html", context, status=422 if form.errors else 200)


@only(may_see_dues)
def dues_run(request: SignedIn, year: int) -> HttpResponseBase:
    """One year: what it comes to, how it differs from the year before, and every member's assessment."""
    run = _run(year)
    return list_page(
        request,
        listing_of(year),
        runs.with_the_year_before(run),
        template="membership/dues/run.html",
        context=_about(request, run),
        lead=_("Standing on 1 January %(year)s") % {"year": year},
    )


@only(may_see_dues)
def dues_progress(request: SignedIn, year: int) -> HttpResponse:
    """How far the issuing is; the page of the run asks for it again and again."""
    if not getattr(request, "htmx", False):
        return redirect("dues_run", year)
    return page(request, "membership/dues/parts/progress.html", _about(request, _run(year)))


def _run(year: int) -> DuesRun:
    return get_object_or_404(DuesRun.objects.select_related("rule", "issued_by"), year=year)


def _about(request: SignedIn, run: DuesRun) -> dict[str, Any]:
    told = runs.summary(run)
    return {
        "run": run,
        "told": told,
        "figures": [
            {"value": number(told.members), "label": _("members assessed")},
            {"value": number(told.owing), "label": _("owe dues")},
            {"value": number(told.total), "label": _("%(currency)s in all") % {"currency": told.currency}},
            {
                "value": number(told.missing),
                "label": _("wait for a figure"),
                "url": reverse("missing_figures", args=[run.year]) if told.missing else "",
            },
        ],
        "differences": runs.differences(run),
        "steps": [step.name for step in dues_flow.open_steps(request.user, run)],
        "topic": dues.topic(run),
    }


@require_POST
@only(may_run_dues)
def assess_again(request: SignedIn, year: int) -> HttpResponse:
    run = dues.assess_again(_run(year), by=request.user)
    messages.success(request, _("Assessed again with the figures known today."))
    return redirect(run)


@only(may_run_dues)
def issue_dues(request: SignedIn, year: int) -> HttpResponse:
    """The question before the invoices are written: how many, how much, and which day stands on them."""
    run = _run(year)
    form = IssueForm(sent(request)[0], initial={"on": today()})
    done = attempt_with(form, dues.issue, run, by=request.user) if request.method == "POST" else None
    if done is not None:
        messages.success(request, _("The invoices are being written. You can leave this page."))
        return redirect(done)
    context = {"form": form, "run": run, "told": runs.summary(run)}
    return page(request, "membership/dues/issue.html", context, status=422 if form.errors else 200)


@only(may_see_dues)
def missing_figures(request: SignedIn, year: int) -> HttpResponse:
    """The figures that no source gives yet, each with the way to state it."""
    run = _run(year)
    return page(request, "membership/dues/missing.html", {"run": run, "missing": runs.missing(run)} | _may(request))


def _may(request: SignedIn) -> dict[str, Any]:
    return {"may_run": may_run_dues(request.user)}


def assessment(request: SignedIn, year: int, slug: str) -> HttpResponse:
    """Why a member owes what it owes: for the secretariat, and for those who speak for the member."""
    row = Assessment.objects.select_related("run", "organization__country", "cell__chart").filter(
        run__year=year, organization__slug=slug
    )
    found = get_object_or_404(row)
    if not (may_see_dues(request.user) or (speaks_for_it(request.user, found) and found.invoice_id)):
        raise NotThere()
    context = {
        "row": found,
        "sentences": sentences(found),
        "amount": number(found.amount),
        "picture": picture(found.cell.chart, found.cell) if found.cell else None,
        "invoice": billing.invoices_by_id([found.invoice_id]).get(found.invoice_id) if found.invoice_id else None,
        "entries": entries_about(found.run) if may_see_dues(request.user) else [],
        "is_missing": found.result in Assessment.MISSING,
    } | _may(request)
    return page(request, "membership/dues/assessment.html", context)


@only(may_run_dues)
def state_population(request: SignedIn, slug: str) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.select_related("country"), slug=slug)
    form = PopulationForm(sent(request)[0], initial={"year": today().year - 1})
    deed = figures.state_population
    figure = attempt_with(form, deed, organization, by=request.user) if request.method == "POST" else None
    return _stated(request, form, figure, organization.name, _("Population"))


@only(may_run_dues)
def state_income(request: SignedIn, code: str) -> HttpResponse:
    country = get_object_or_404(Country, pk=code.upper())
    form = IncomeForm(sent(request)[0], initial={"year": request.GET.get("year", "")})
    figure = attempt_with(form, figures.state_income, country, by=request.user) if request.method == "POST" else None
    return _stated(request, form, figure, country.name, _("GDP per head"))


def _stated(request: SignedIn, form: Any, figure: Any, about: str, what: str) -> HttpResponse:
    if figure is not None:
        messages.success(request, _("The figure is stated. Assess the run again to use it."))
        latest = DuesRun.objects.order_by("-year").first()
        return redirect("missing_figures", latest.year) if latest else redirect("dues_runs")
    context = {"form": form, "about": about, "what": what}
    return page(request, "membership/dues/figure.html", context, status=422 if form.errors else 200)
