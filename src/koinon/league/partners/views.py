"""The register of partners: for everyone to read, for the secretariat to keep."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koinon.core.clock import today
from koinon.core.files import keep
from koinon.core.i18n.names import country_name
from koinon.core.i18n.translated import translated
from koinon.core.places.models import Organization
from koinon.core.refusal import NotAllowed
from koinon.core.web.forms import attempt, attempt_with
from koinon.core.web.guards import SignedIn, only
from koinon.core.web.listing import Column, Empty, Listing, link_to, list_page
from koinon.core.web.page import page
from koinon.core.web.when import day_words, month_words
from koinon.league.partners import services
from koinon.league.partners.files import DOCUMENT
from koinon.league.partners.forms import ActivityForm, EndForm, MemorandumForm, RegisterForm
from koinon.league.partners.models import Memorandum
from koinon.league.partners.queries import deeds_about
from koinon.league.partners.rules import may_register, memorandum_flow

STATION = 3


class MemorandumFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=Memorandum.State.choices)
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=Memorandum.Kind.choices)
    partner_kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Partner is"), field_name="partner__kind", choices=Organization.Kind.choices
    )

    class Meta:
        model = Memorandum
        fields = ()


def _signed(row: dict[str, Any]) -> str:
    known = row["signed_on_precision"] == Memorandum.Precision.DAY
    return day_words(row["signed_on"]) if known else month_words(row["signed_on"])


LIST = Listing(
    name="partners.memoranda",
    title=gettext_lazy("Partners"),
    caption=gettext_lazy("Agreements of the league with its partners"),
    columns=(
        Column(
            "partner",
            gettext_lazy("Partner"),
            "partner__name",
            sort="partner__name",
            link=link_to("memorandum", pk="pk"),
        ),
        Column(
            "country",
            gettext_lazy("Country"),
            "partner__country_id",
            show=lambda row: country_name(row["partner__country_id"]),
        ),
        Column("kind", gettext_lazy("Kind"), "kind", choices=Memorandum.Kind, sort="kind"),
        Column(
            "signed_on",
            gettext_lazy("Signed"),
            ("signed_on", "signed_on_precision"),
            show=_signed,
            sort="signed_on",
            export=lambda row: row["signed_on"],
        ),
        Column("ends_on", gettext_lazy("Last day"), "ends_on", kind="date", sort="ends_on"),
        Column(
            "state",
            gettext_lazy("State"),
            "state",
            kind="mark",
            choices=Memorandum.State,
            mark_on=lambda row: row["state"] == Memorandum.State.IN_FORCE,
        ),
        Column("scope", gettext_lazy("Scope"), "scope", show=lambda row: str(translated(row["scope"])), only_exported=True),
        Column("source", gettext_lazy("Source"), "source", only_exported=True),
    ),
    filters=MemorandumFilter,
    words=("partner__name", "partner__aliases__name", "scope"),
    words_label=gettext_lazy("Partner or scope"),
    order="signed_on",
    empty=Empty(
        gettext_lazy("No agreement is registered yet"),
        gettext_lazy("The secretariat enters each memorandum once it is signed."),
        reverse_lazy("register_memorandum"),
        gettext_lazy("Register an agreement"),
    ),
)


def partners(request: HttpRequest) -> HttpResponseBase:
    context = {"may_register": may_register(request.user), "station": STATION}
    return list_page(request, LIST, Memorandum.objects.all(), template="partners/list.html", context=context)


def memorandum(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Memorandum.objects.select_related("partner__country", "document", "renews"), pk=pk)
    context = {
        "memorandum": found,
        "activities": found.activities.all(),
        "later": Memorandum.objects.filter(renews=found).first(),
        "steps": memorandum_flow.open_steps(request.user, found) if request.user.is_authenticated else [],
        "deeds": deeds_about(found),
        "due": bool(found.remind_on and found.remind_on <= today() and found.state == Memorandum.State.IN_FORCE),
        "signed": _signed(
            {"signed_on": found.signed_on, "signed_on_precision": found.signed_on_precision},
        ),
        "station": STATION,
    }
    return page(request, "partners/memorandum.html", context)


@only(may_register)
def register_memorandum(request: SignedIn) -> HttpResponse:
    form = RegisterForm(request.POST or None, request.FILES or None)
    done = attempt(form, lambda: services.register(by=request.user, **_facts(form, request)))
    if done is None:
        return _form(request, form, _("Register an agreement"), _("Register the agreement"))
    messages.success(request, _("The agreement with %(partner)s is registered.") % {"partner": done.partner})
    return redirect("memorandum", pk=done.pk)


@only(may_register)
def amend_memorandum(request: SignedIn, pk: int) -> HttpResponse:
    found = _open_to(request, pk, "amend")
    form = MemorandumForm(request.POST or None, request.FILES or None, instance=found)
    done = attempt(form, lambda: services.amend(found, by=request.user, **_facts(form, request)))
    if done is None:
        return _form(request, form, _("Correct the entry"), _("Save the entry"), found)
    messages.success(request, _("The entry is corrected."))
    return redirect("memorandum", pk=pk)


@only(may_register)
def renew_memorandum(request: SignedIn, pk: int) -> HttpResponse:
    found = _open_to(request, pk, "renew")
    initial = {"kind": found.kind, "scope": found.scope}
    form = MemorandumForm(request.POST or None, request.FILES or None, initial=initial)
    done = attempt(form, lambda: services.renew(found, by=request.user, **_facts(form, request)))
    if done is None:
        return _form(request, form, _("Renew the agreement"), _("Register the renewal"), found)
    messages.success(request, _("The renewal is registered."))
    return redirect("memorandum", pk=done.pk)


@only(may_register)
def end_memorandum(request: SignedIn, pk: int) -> HttpResponse:
    found = _open_to(request, pk, "end")
    form = EndForm(request.POST or None)
    if attempt_with(form, services.end, found, by=request.user) is None:
        return _form(request, form, _("End the agreement"), _("End the agreement"), found)
    messages.success(request, _("The agreement has ended."))
    return redirect("memorandum", pk=pk)


@only(may_register)
def add_activity(request: SignedIn, pk: int) -> HttpResponse:
    found = _open_to(request, pk, "add_activity")
    form = ActivityForm(request.POST or None)
    if attempt_with(form, services.add_activity, found, by=request.user) is None:
        return _form(request, form, _("Add a joint activity"), _("Add the activity"), found)
    messages.success(request, _("The activity is added."))
    return redirect("memorandum", pk=pk)


def _open_to(request: SignedIn, pk: int, step: str) -> Memorandum:
    """The row, if this person may take the step; the deed asks again under a lock."""
    found = get_object_or_404(Memorandum.objects.select_related("partner"), pk=pk)
    if not memorandum_flow.steps[step].may(request.user, found):
        raise NotAllowed()
    return found


def _facts(form: Any, request: SignedIn) -> dict[str, Any]:
    """The form's values; an uploaded document is kept first, and an empty field leaves the old one."""
    facts = dict(form.cleaned_data)
    upload = facts.pop("document", None)
    if upload:
        facts["document"] = keep(upload, by=request.user, purpose=DOCUMENT, field="document")
    return facts


def _form(request: HttpRequest, form: Any, heading: str, verb: str, found: Memorandum | None = None) -> HttpResponse:
    context = {"form": form, "heading": heading, "verb": verb, "memorandum": found, "station": STATION}
    return page(request, "partners/form.html", context, status=422 if form.is_bound else 200)
