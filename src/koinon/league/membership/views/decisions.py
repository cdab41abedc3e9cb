"""Votes: the ballot box on the page of what is decided, and the published decisions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from koinon.core.people.models import Person
from koinon.core.refusal import NotAllowed, NotThere
from koinon.core.web.forms import attempt
from koinon.core.web.guards import only
from koinon.core.web.listing import Column, Empty, Listing, link_to, list_page
from koinon.core.web.page import page
from koinon.league.membership.forms.applying import DeclineForm
from koinon.league.membership.models import Application, Ballot, Body, Decision, Matter
from koinon.league.membership.queries import decisions as queries
from koinon.league.membership.queries import stories
from koinon.league.membership.rules import decision_flow, may_read_decisions
from koinon.league.membership.services import decisions

STATION = 3


def _subject(row: dict[str, Any]) -> str:
    return str(row["application__name"] or row["departure__standing__organization__name"])


LIST = Listing(
    name="membership.decisions",
    title=gettext_lazy("Decisions on members"),
    caption=gettext_lazy("Decisions on admissions and terminations"),
    columns=(
        Column(
            "subject", gettext_lazy("Organization"),
            ("application__name", "departure__standing__organization__name"), show=_subject, link=link_to("decision", pk="pk"),
        ),
        Column("matter", gettext_lazy("Matter"), "rule__matter", choices=Matter),
        Column("body", gettext_lazy("Decided by"), "rule__body", choices=Body),
        Column("closed_at", gettext_lazy("Closed"), "closed_at", kind="date", sort="closed_at"),
        Column("yes", gettext_lazy("In favour"), "yes", kind="number"),
        Column("no", gettext_lazy("Against"), "no", kind="number"),
        Column("abstained", gettext_lazy("Abstained"), "abstained", kind="number"),
        Column(
            "outcome", gettext_lazy("Outcome"), "outcome", kind="mark", choices=Decision.Outcome,
            mark_on=lambda row: row["outcome"] == "adopted",
        ),
    ),
    order="-closed_at",
    empty=Empty(gettext_lazy("No decision has been taken yet"), gettext_lazy("Decisions stand here once their vote has closed.")),
)  # fmt: skip


@only(may_read_decisions)
def listing(request: HttpRequest) -> HttpResponseBase:
    """Decisions that were counted or minuted, with their votes."""
    return list_page(request, LIST, Decision.objects.filter(closed_at__isnull=False), context={"station": STATION})


@only(may_read_decisions)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How each seat voted, published at closing; an open vote stands on the page of what it is about."""
    decision = _found(pk)
    if decision.is_open:
        return redirect(address(decision))
    context = {"result": stories.result(decision), "decision": decision, "station": STATION, "about": _about(request, decision)}
    return page(request, "membership/decision/detail.html", context)


def _about(request: HttpRequest, decision: Decision) -> str:
    """The page of the application or departure, for those who may open it."""
    from koinon.league.membership.queries.applications import visible_to

    person = request.user
    assert isinstance(person, Person)
    if decision.application_id and not visible_to(person).filter(pk=decision.application_id).exists():
        return ""
    return address(decision)


@login_required
@require_POST
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or abstain with one button; declining asks for a reason first."""
    decision, choice = _found(pk), request.POST.get("choice", "")
    if choice not in Ballot.Choice.values:
        raise NotThere()
    if choice == Ballot.Choice.NO:
        return redirect("decision_decline", pk=pk)
    decisions.cast(decision, choice, by=_voter(request), seat=_seat(request, decision))
    messages.success(request, _("Your vote is recorded. You can change it until the vote closes."))
    return redirect(address(decision))


@login_required
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """A vote against, with its reason."""
    decision = _found(pk)
    if not decision_flow.may("vote", _voter(request), decision):
        raise NotAllowed()
    form = DeclineForm(request.POST or None)
    deed = decisions.cast
    if attempt(
        form,
        lambda: deed(
            decision, Ballot.Choice.NO, by=_voter(request), seat=_seat(request, decision), reason=form.cleaned_data["reason"]
        ),
    ):
        messages.success(request, _("Your vote is recorded. You can change it until the vote closes."))
        return redirect(address(decision))
    context = {"form": form, "decision": decision, "station": STATION, "back": address(decision)}
    return page(request, "membership/decision/decline.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The secretariat closes a vote that nothing can change any more."""
    decision = decisions.close(_found(pk), by=_voter(request))
    messages.success(request, _("The vote is counted: %(outcome)s.") % {"outcome": decision.get_outcome_display()})
    return redirect(address(decision))


def live_box(request: HttpRequest, decision: Decision | None) -> HttpResponse | None:
    """What the open page of a vote fetches anew: the box alone, or the order to load again once the vote has closed."""
    htmx: Any = getattr(request, "htmx", None)
    if not htmx or htmx.boosted:
        return None
    if decision is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return page(request, "membership/decision/box.html", {"vote": ballot_box(decision, _voter(request))})


def ballot_box(decision: Decision, person: Person) -> dict[str, Any]:
    """The vote as the person sees it: with their seats, and what they may do."""
    mine = queries.seats_of(person, decision)
    ballots = {each.seat_id: each for each in decision.ballots.filter(seat__in=mine)}
    may_close = decision_flow.may("close", person, decision) and (
        queries.verdict_already(decision) is not None or stories.is_due(decision)
    )
    return {
        **stories.vote(decision, mine=[seat.pk for seat in mine]),
        "topic": decisions.topic(decision),
        "mine": [{"seat": seat, "ballot": ballots.get(seat.pk)} for seat in mine],
        "may_close": may_close,
        "choices": Ballot.Choice,
    }


def address(decision: Decision) -> str:
    """The page of what is decided."""
    if isinstance(decision.subject, Application):
        return reverse("application", args=[decision.subject.number])
    return reverse("departure", args=[decision.subject.pk])


def _found(pk: int) -> Decision:
    related = ("rule", "application__organization", "departure__standing__organization")
    return get_object_or_404(Decision.objects.select_related(*related), pk=pk)


def _seat(request: HttpRequest, decision: Decision) -> Any:
    """The seat named in the form, for whoever holds several."""
    named = request.POST.get("seat", "")
    seats = [seat for seat in queries.seats_of(_voter(request), decision) if str(seat.pk) == named]
    return seats[0] if seats else None


def _voter(request: HttpRequest) -> Person:
    person = request.user
    assert isinstance(person, Person)
    return person
