"""A member's own page, and its profile from the first word to publication."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from koinon.core.clock import today
from koinon.core.files import keep
from koinon.core.people.models import Mandate
from koinon.core.places.models import Organization
from koinon.core.refusal import NotThere
from koinon.core.web.forms import attempt
from koinon.core.web.guards import SignedIn
from koinon.core.web.page import page
from koinon.league.membership.files.profiles import PICTURE
from koinon.league.membership.forms.profiles import ProfileForm, ReturnProfileForm
from koinon.league.membership.models import Departure, ProfileDraft, Standing
from koinon.league.membership.queries.duties import duties_of
from koinon.league.membership.rules import (
    FOCAL_POINT,
    looks_after,
    may_keep_regional_offices,
    may_name_focal_points,
    may_propose_termination,
    profile_flow,
    speaks_for_it,
)
from koinon.league.membership.services import profiles
from koinon.league.membership.services.focal_points import stale_since

STATION = 3


def _looked_after(request: SignedIn, slug: str) -> Organization:
    """The organization, for those who speak for it or look after it; for others it is not there."""
    found = get_object_or_404(Organization.objects.select_related("country"), slug=slug)
    if looks_after(request.user, found):
        return found
    raise NotThere()


@login_required
def our_membership(request: SignedIn, slug: str) -> HttpResponse:
    """What a member keeps current: its focal points, its profile, its dues, and the way out."""
    organization = _looked_after(request, slug)
    held = Mandate.objects.in_force_on(today()).of_post(FOCAL_POINT).filter(organization=organization)
    stale = stale_since(today())
    draft = profiles.open_draft(organization)
    context = {
        "station": STATION,
        "organization": organization,
        "standing": Standing.objects.on(today()).filter(organization=organization).first(),
        "focal_points": [
            {"row": mandate, "stale": mandate.confirmed_on is None or mandate.confirmed_on < stale}
            for mandate in held.select_related("person").order_by("person__name")
        ],
        "duties": duties_of(organization, today()),
        "draft": draft,
        "steps": profile_flow.open_steps(request.user, draft) if draft else [],
        "may_write": speaks_for_it(request.user, organization),
        "may_keep_offices": may_keep_regional_offices(request.user),
        "may_name": may_name_focal_points(request.user, organization),
        "may_terminate": may_propose_termination(request.user),
        "departure": Departure.objects.filter(standing__organization=organization, state__in=["asked", "voting"]).first(),
    }
    return page(request, "membership/profile/ours.html", context)


@login_required
def edit_profile(request: SignedIn, slug: str) -> HttpResponse:
    """Write the profile; saved as a draft, sent when the member says so."""
    organization = _looked_after(request, slug)
    draft = profiles.begin_draft(organization, by=request.user)
    initial = {name: getattr(draft, name) for name in ("about", "good_practices", "picture_text")}
    form = ProfileForm(request.POST or None, request.FILES or None, initial=initial)
    if attempt(form, _save, draft, form, request) is None:
        context = {"form": form, "organization": organization, "draft": draft, "station": STATION}
        return page(request, "membership/profile/edit.html", context, status=422 if form.is_bound else 200)
    if "send" in request.POST:
        messages.success(request, _("Your profile is with the secretariat. You will be told when it is published."))
    else:
        messages.success(request, _("Your draft is saved. Send it when it is ready."))
    return redirect("our_membership", slug=slug)


def _save(draft: ProfileDraft, form: ProfileForm, request: SignedIn) -> ProfileDraft:
    texts: dict[str, Any] = dict(form.cleaned_data)
    upload = texts.pop("picture", None)
    if upload:
        texts["picture"] = keep(upload, by=request.user, purpose=PICTURE, about=draft, field="picture")
    profiles.write(draft, by=request.user, **texts)
    return profiles.propose(draft, by=request.user) if "send" in request.POST else draft


@login_required
def review_profile(request: SignedIn, slug: str) -> HttpResponse:
    """What the member proposes, as the public would see it, with the two answers."""
    organization = _looked_after(request, slug)
    draft = get_object_or_404(
        ProfileDraft.objects.select_related("picture", "written_by"), organization=organization, state=ProfileDraft.State.PROPOSED
    )
    form = ReturnProfileForm(request.POST or None)
    if request.method == "POST" and attempt(form, _send_back, draft, form, request) is not None:
        messages.success(request, _("The draft is back with the member."))
        return redirect("our_membership", slug=slug)
    steps = {step.name for step in profile_flow.open_steps(request.user, draft)}
    context = {"organization": organization, "draft": draft, "form": form, "steps": steps, "station": STATION}
    return page(request, "membership/profile/review.html", context, status=422 if form.is_bound else 200)


def _send_back(draft: ProfileDraft, form: ReturnProfileForm, request: SignedIn) -> ProfileDraft:
    return profiles.send_back(draft, by=request.user, because=form.cleaned_data["because"])


@login_required
@require_POST
def publish_profile(request: SignedIn, slug: str) -> HttpResponse:
    organization = _looked_after(request, slug)
    draft = get_object_or_404(ProfileDraft, organization=organization, state=ProfileDraft.State.PROPOSED)
    profiles.approve(draft, by=request.user)
    messages.success(request, _("The profile is published."))
    return redirect("member", slug=slug)
