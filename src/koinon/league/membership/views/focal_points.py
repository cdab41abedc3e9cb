"""Focal points: the list with last confirmed on, the yearly campaign, the call list, the link in the mail."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from koinon.core.clock import today
from koinon.core.people.models import Mandate
from koinon.core.people.services import note_use
from koinon.core.places.models import Organization, Region
from koinon.core.refusal import NotAllowed
from koinon.core.web.forms import attempt, attempt_with
from koinon.core.web.guards import SignedIn, only
from koinon.core.web.limits import limited
from koinon.core.web.listing import Column, Empty, Listing, YesOrNo, link_to, list_page
from koinon.core.web.page import page
from koinon.league.membership.forms.focal_points import CallForm, CampaignForm, FocalPointForm
from koinon.league.membership.models import Call, Campaign, Confirmation
from koinon.league.membership.queries.reach import focal_points_in_reach, members_in_reach
from koinon.league.membership.rules import FOCAL_POINT, may_ask_focal_points, may_name_focal_points, may_see_focal_points
from koinon.league.membership.services import focal_points as services

STATION = 3


def _stale() -> Q:
    return Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=services.stale_since(today()))


class FocalPointFilter(django_filters.FilterSet):
    stale = YesOrNo(label=gettext_lazy("Not confirmed for a year"), method="by_freshness")
    region = django_filters.ChoiceFilter(label=gettext_lazy("Region"), field_name="organization__region", choices=Region.choices)

    class Meta:
        model = Mandate
        fields = ()

    def by_freshness(self, rows: QuerySet[Mandate], name: str, value: bool) -> QuerySet[Mandate]:
        return rows.filter(_stale()) if value else rows.exclude(_stale())


def _fresh(row: dict[str, Any]) -> bool:
    confirmed: date | None = row["confirmed_on"]
    return confirmed is not None and confirmed >= services.stale_since(today())


LIST = Listing(
    name="membership.focal_points",
    title=gettext_lazy("Focal points"),
    caption=gettext_lazy("Who speaks for each member, and when that was last confirmed"),
    columns=(
        Column(
            "member",
            gettext_lazy("Member"),
            "organization__name",
            sort="organization__name",
            link=link_to("call_member", slug="organization__slug"),
        ),
        Column("person", gettext_lazy("Focal point"), "person__name", sort="person__name"),
        Column("email", gettext_lazy("E-mail address"), "person__email"),
        Column("phone", gettext_lazy("Telephone"), "person__phone"),
        Column("confirmed_on", gettext_lazy("Last confirmed on"), "confirmed_on", kind="date", sort="confirmed_on"),
        Column(
            "fresh",
            gettext_lazy("State"),
            "confirmed_on",
            kind="mark",
            show=lambda row: _("Current") if _fresh(row) else _("Stale"),
            mark_on=_fresh,
        ),
        Column("region", gettext_lazy("Region"), "organization__region", choices=Region, only_exported=True),
    ),
    filters=FocalPointFilter,
    words=("organization__name", "person__name", "person__email"),
    words_label=gettext_lazy("Member or person"),
    order="confirmed_on",
    empty=Empty(
        gettext_lazy("No focal point is named"), gettext_lazy("Members name them when they apply, or on their own page.")
    ),
)


@only(may_see_focal_points)
def focal_points(request: SignedIn) -> HttpResponseBase:
    rows = focal_points_in_reach(request.user)
    campaign = Campaign.objects.first()
    context = {
        "station": STATION,
        "campaign": campaign,
        "answers": _answers(campaign) if campaign else {},
        "without": members_in_reach(request.user)
        .exclude(pk__in=focal_points_in_reach(request.user).values("organization_id"))
        .order_by("name"),
        "may_ask": may_ask_focal_points(request.user),
    }
    return list_page(request, LIST, rows, template="membership/focal/list.html", context=context)


def _answers(campaign: Campaign) -> dict[str, int]:
    given = list(campaign.confirmations.values_list("answer", flat=True))
    answers = Confirmation.Answer
    return {
        "asked": len(given),
        "confirmed": given.count(answers.CONFIRMED),
        "changed": given.count(answers.CHANGED),
        "waiting": given.count(answers.NONE),
    }


@only(may_ask_focal_points)
def open_campaign(request: SignedIn) -> HttpResponse:
    form = CampaignForm(request.POST or None, initial={"year": today().year})
    done = attempt_with(form, services.open_campaign, by=request.user)
    if done is None:
        return page(request, "membership/focal/campaign.html", {"form": form}, status=422 if form.is_bound else 200)
    count = done.confirmations.count()
    told = ngettext("%(count)s focal point is asked by mail.", "%(count)s focal points are asked by mail.", count)
    messages.success(request, told % {"count": count})
    return redirect("focal_points")


@limited("confirm_focal_point", "30/m", by="ip")
def confirm_focal_point(request: HttpRequest, key: str) -> HttpResponse:
    """The link in the mail: one button to confirm, or a form to name who it is now."""
    asked = Confirmation.objects.select_related("mandate__person", "mandate__organization")
    confirmation = get_object_or_404(asked, key=key)
    form = FocalPointForm(request.POST if "hand_over" in request.POST else None)
    if "confirm" in request.POST:
        services.confirm(confirmation)
        return redirect("confirm_focal_point", key=key)
    if attempt(form, lambda: services.hand_over(confirmation, **form.cleaned_data)) is not None:
        return redirect("confirm_focal_point", key=key)
    context = {"form": form, "confirmation": confirmation, "mandate": confirmation.mandate}
    return page(request, "membership/focal/confirm.html", context, status=422 if form.is_bound else 200)


@only(may_see_focal_points)
def call_list(request: SignedIn) -> HttpResponse:
    """Whom to call: members without a current focal point, those never called first."""
    current = focal_points_in_reach(request.user).exclude(_stale()).values("organization_id")
    waiting = members_in_reach(request.user).exclude(pk__in=current).select_related("country").order_by("name")
    last = {call.organization_id: call for call in Call.objects.filter(organization__in=waiting).order_by("called_at")}
    known: dict[int, list[Mandate]] = {}
    for mandate in focal_points_in_reach(request.user).select_related("person"):
        known.setdefault(mandate.organization_id, []).append(mandate)
    rows: list[dict[str, Any]] = [
        {"member": each, "call": last.get(each.pk), "known": known.get(each.pk, [])} for each in waiting
    ]
    rows.sort(key=lambda row: row["call"].called_at.timestamp() if row["call"] else 0.0)
    return page(request, "membership/focal/calls.html", {"rows": rows, "station": STATION})


@login_required
def call_member(request: SignedIn, slug: str) -> HttpResponse:
    """One member's focal points, telephone numbers and calls, and the form for the next call."""
    organization = get_object_or_404(members_in_reach(request.user), slug=slug)
    mandates = Mandate.objects.in_force_on(today()).of_post(FOCAL_POINT).filter(organization=organization, ends_on=None)
    for mandate in mandates.select_related("person"):
        note_use(mandate.person, by=request.user, purpose="Calling the focal point of a member")
    form = CallForm(request.POST or None, mandates=mandates.select_related("person"), initial={"mandate": mandates.first()})
    if attempt_with(form, services.note_call, organization, by=request.user) is not None:
        messages.success(request, _("The call is noted."))
        return redirect("call_list")
    calls = Call.objects.filter(organization=organization).select_related("called_by", "mandate__person")
    context = {"organization": organization, "mandates": mandates.select_related("person"), "calls": calls, "form": form}
    return page(request, "membership/focal/call.html", context, status=422 if form.is_bound else 200)


@login_required
def name_focal_point(request: SignedIn, slug: str) -> HttpResponse:
    organization = get_object_or_404(Organization, slug=slug)
    if not may_name_focal_points(request.user, organization):
        raise NotAllowed()
    form = FocalPointForm(request.POST or None)
    done = attempt_with(form, services.name_focal_point, organization, by=request.user)
    if done is None:
        context = {"form": form, "organization": organization}
        return page(request, "membership/focal/name.html", context, status=422 if form.is_bound else 200)
    messages.success(request, _("%(person)s is a focal point now.") % {"person": done.person})
    return redirect("our_membership", slug=slug)


@login_required
@require_POST
def end_focal_point(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    mandate = get_object_or_404(Mandate.objects.select_related("organization", "person"), pk=pk, organization__slug=slug)
    services.end_focal_point(mandate, by=request.user)
    messages.success(request, _("%(person)s is no longer a focal point from tomorrow.") % {"person": mandate.person})
    return redirect("our_membership", slug=slug)
