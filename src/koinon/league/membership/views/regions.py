"""Regional offices: who serves whom, for everyone to see; opened, closed and assigned by the secretariat."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from koinon.core.clock import today
from koinon.core.places.models import Organization
from koinon.core.web.forms import attempt, attempt_with
from koinon.core.web.guards import SignedIn, only
from koinon.core.web.page import page
from koinon.league.membership.forms.focal_points import CloseOfficeForm, OpenOfficeForm, ServiceForm
from koinon.league.membership.models import RegionalAssignment, RegionalOffice, Standing
from koinon.league.membership.rules import REGIONAL_OFFICE, may_keep_regional_offices
from koinon.league.membership.services import regions

STATION = 3


def regional_offices(request: HttpRequest) -> HttpResponse:
    served = Count("assignments", filter=Q(assignments__until__isnull=True))
    rows = RegionalOffice.objects.select_related("host__country").annotate(serves=served)
    own = set(request.user.organizations_as(REGIONAL_OFFICE)) if request.user.is_authenticated else set()
    context = {
        "station": STATION,
        "offices": [{"row": row, "ours": row.host_id in own} for row in rows],
        "may_keep": may_keep_regional_offices(request.user),
    }
    return page(request, "membership/region/list.html", context)


def regional_office(request: HttpRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(RegionalOffice.objects.select_related("host__country"), pk=pk)
    serving = RegionalAssignment.objects.filter(office=office, until__isnull=True).select_related("organization__country")
    standings = dict(Standing.objects.on(today()).values_list("organization_id", "category"))
    members = [
        {"organization": row.organization, "since": row.since, "category": standings.get(row.organization_id, "")}
        for row in serving.order_by("organization__name")
    ]
    context = {
        "station": STATION,
        "office": office,
        "members": members,
        "may_keep": may_keep_regional_offices(request.user),
        "ours": request.user.is_authenticated and request.user.holds(REGIONAL_OFFICE, office.host_id),
    }
    return page(request, "membership/region/office.html", context)


@only(may_keep_regional_offices)
def open_regional_office(request: SignedIn) -> HttpResponse:
    form = OpenOfficeForm(request.POST or None)
    done = attempt_with(form, regions.open_office, by=request.user)
    if done is None:
        return _form(request, form, _("Open a regional office"), _("Open the office"))
    messages.success(request, _("The regional office is open."))
    return redirect("regional_office", pk=done.pk)


@only(may_keep_regional_offices)
def close_regional_office(request: SignedIn, pk: int) -> HttpResponse:
    office = get_object_or_404(RegionalOffice, pk=pk)
    form = CloseOfficeForm(request.POST or None)
    if attempt_with(form, regions.close_office, office, by=request.user) is None:
        return _form(request, form, _("Close this regional office"), _("Close the office"))
    messages.success(request, _("The regional office is closed."))
    return redirect("regional_offices")


@only(may_keep_regional_offices)
def give_to_office(request: SignedIn, slug: str) -> HttpResponse:
    """Choose which office serves a member."""
    organization = get_object_or_404(Organization, slug=slug)
    current = RegionalAssignment.objects.filter(organization=organization, until__isnull=True).first()
    form = ServiceForm(request.POST or None, initial={"office": current.office_id if current else None})
    done = attempt(form, _give, organization, form, request)
    if done is None:
        heading = _("Who serves %(member)s") % {"member": organization}
        return _form(request, form, heading, _("Save who serves it"))
    messages.success(request, _("Saved."))
    return redirect("our_membership", slug=slug)


def _form(request: HttpRequest, form: object, heading: str, verb: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "verb": verb, "station": STATION}
    bound = bool(getattr(form, "is_bound", False))
    return page(request, "membership/region/form.html", context, status=422 if bound else 200)


def _give(organization: Organization, form: ServiceForm, request: SignedIn) -> bool:
    regions.give_to_office(organization, by=request.user, **form.cleaned_data)
    return True
