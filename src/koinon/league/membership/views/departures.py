"""Leaving: a member asks to withdraw, the secretariat confirms; or the secretariat proposes, the body decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from koinon.core.clock import today
from koinon.core.people.models import Person
from koinon.core.refusal import NotAllowed, NotThere
from koinon.core.web.forms import attempt_with
from koinon.core.web.guards import only
from koinon.core.web.listing import Column, Empty, Listing, link_to, list_page
from koinon.core.web.page import page
from koinon.league.membership.forms.departing import LastDayForm, TerminationForm, WithdrawalForm
from koinon.league.membership.models import Departure, Standing
from koinon.league.membership.queries import stories
from koinon.league.membership.rules import (
    departure_flow,
    may_ask_to_withdraw,
    may_propose_termination,
    may_see_applications,
    may_see_departure,
)
from koinon.league.membership.services import decisions, departures
from koinon.league.membership.views.decisions import ballot_box, live_box

STATION = 3
LIST = Listing(
    name="membership.departures",
    title=gettext_lazy("Departures"),
    caption=gettext_lazy("Withdrawals and terminations"),
    columns=(
        Column(
            "member", gettext_lazy("Member"), "standing__organization__name",
            sort="standing__organization__name", link=link_to("departure", pk="pk"),
        ),
        Column("kind", gettext_lazy("Kind"), "kind", choices=Departure.Kind),
        Column("asked_on", gettext_lazy("Asked on"), "asked_on", kind="date", sort="asked_on"),
        Column("last_day", gettext_lazy("Last day"), "last_day", kind="date", sort="last_day"),
        Column(
            "state", gettext_lazy("State"), "state", kind="mark", choices=Departure.State,
            mark_on=lambda row: row["state"] in {"asked", "voting"},
        ),
    ),
    order="-asked_on",
    empty=Empty(gettext_lazy("Nobody leaves"), gettext_lazy("A member asks to withdraw on its own page.")),
)  # fmt: skip


@only(may_see_applications)
def listing(request: HttpRequest) -> HttpResponseBase:
    """All withdrawals and terminations."""
    return list_page(request, LIST, Departure.objects.all(), context={"station": STATION})


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One departure: why, where it stands, what has been done, what the reader may do."""
    departure = _found(request, pk)
    person = _person(request)
    decision = stories.open_decision(departure)
    if (box := live_box(request, decision)) is not None:
        return box
    published = stories.published_decision(departure)
    context = {
        "departure": departure,
        "organization": departure.standing.organization,
        "sign": stories.sign_of(departure),
        "facts": _facts(departure),
        "deeds": stories.deeds(departure),
        "vote": ballot_box(decision, person) if decision else None,
        "result": stories.result(published) if published else None,
        "may": [each.name for each in departure_flow.open_steps(person, departure)],
        "station": STATION,
    }
    return page(request, "membership/departure/detail.html", context)


def _facts(departure: Departure) -> list[dict[str, Any]]:
    from koinon.core.web.when import day_words

    standing = departure.standing
    rows = [
        (_("Member"), standing.organization.name),
        (
            _("Standing"),
            _("%(category)s since %(day)s") % {"category": standing.get_category_display(), "day": day_words(standing.since)},
        ),
        (_("Kind"), departure.get_kind_display()),
        (_("Asked by"), str(departure.asked_by)),
        (_("Asked on"), day_words(departure.asked_on)),
        (_("Reason"), departure.reason),
        (_("Last day of membership"), day_words(departure.last_day) if departure.last_day else ""),
    ]
    return [{"term": term, "value": value} for term, value in rows if value]


@login_required
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """The head or a focal point says that the member leaves."""
    standing = _standing(slug)
    if not may_ask_to_withdraw(request.user, standing):
        raise NotAllowed()
    form = WithdrawalForm(request.POST or None)
    departure = attempt_with(form, departures.ask_to_withdraw, standing, by=_person(request))
    if departure is not None:
        messages.success(request, _("The secretariat has been told. It confirms the last day."))
        return redirect("departure", pk=departure.pk)
    return _form_page(request, "withdraw", form, organization=standing.organization, back=reverse("member", args=[slug]))


@login_required
def terminate(request: HttpRequest, slug: str) -> HttpResponse:
    """The secretariat proposes to end a membership."""
    standing = _standing(slug)
    if not may_propose_termination(request.user, standing):
        raise NotAllowed()
    form = TerminationForm(request.POST or None)
    departure = attempt_with(form, departures.propose_termination, standing, by=_person(request))
    if departure is not None:
        messages.success(request, _("Proposed. The member has been told; you can open the vote now."))
        return redirect("departure", pk=departure.pk)
    return _form_page(request, "terminate", form, organization=standing.organization, back=reverse("member", args=[slug]))


@login_required
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The secretariat confirms a withdrawal and its last day."""
    departure = _for_step(request, pk, "accept")
    form = LastDayForm(request.POST or None, initial={"last_day": departure.last_day or today()})
    if attempt_with(form, departures.accept, departure, by=_person(request)):
        messages.success(request, _("Confirmed. The letter is on its way."))
        return redirect("departure", pk=pk)
    return _form_page(request, "accept", form, departure=departure, back=reverse("departure", args=[pk]))


@login_required
@require_POST
def open_vote(request: HttpRequest, pk: int) -> HttpResponse:
    decisions.open_vote_on_departure(_for_step(request, pk, "open_vote"), by=_person(request))
    messages.success(request, _("The vote is open. Every seat has been told."))
    return redirect("departure", pk=pk)


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    departures.take_back(_for_step(request, pk, "take_back"), by=_person(request))
    messages.success(request, _("Taken back. The membership continues."))
    return redirect("departure", pk=pk)


def _visible() -> QuerySet[Departure]:
    return Departure.objects.select_related("standing__organization__country", "asked_by", "letter")


def _found(request: HttpRequest, pk: int) -> Departure:
    departure = get_object_or_404(_visible(), pk=pk)
    if not may_see_departure(request.user, departure):
        raise NotThere()
    return departure


def _for_step(request: HttpRequest, pk: int, step: str) -> Departure:
    departure = _found(request, pk)
    if not departure_flow.steps[step].may(request.user, departure):
        raise NotAllowed()
    return departure


def _standing(slug: str) -> Standing:
    """The open standing of a member."""
    return get_object_or_404(Standing.objects.select_related("organization"), organization__slug=slug, until__isnull=True)


def _form_page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return page(request, f"membership/departure/{template}.html", {"form": form, "station": STATION, **context}, status=status)


def _person(request: HttpRequest) -> Person:
    person = request.user
    assert isinstance(person, Person)
    return person
