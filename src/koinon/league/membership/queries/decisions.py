"""What a vote looks like: its seats, who has voted, how it stands and what that means under its rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from koinon.core.clock import today
from koinon.core.people.models import Person
from koinon.core.places.models import Organization
from koinon.engines.rules import Choice, Outcome, Tally, Verdict, evaluate, settled
from koinon.league.membership.models import Ballot, Body, Decision, DecisionRule, OfficeHeld, Standing

EXCOM_POST = "excom"


@dataclass(frozen=True)
class Seat:
    """A seat in a vote: whose it is and, once it has voted, its ballot."""

    organization: Organization
    ballot: Ballot | None


def seat_organizations(day: date, *, without: int | None = None) -> list[Organization]:
    """The Full Members that hold a seat on the Executive Committee on a day, by name."""
    held = OfficeHeld.objects.on(day).values("organization_id")
    voting = Standing.objects.on(day).with_vote().values("organization_id")
    seats = Organization.objects.filter(pk__in=held).filter(pk__in=voting).order_by("name")
    return [seat for seat in seats if seat.pk != without]


def seats_entitled(decision: Decision) -> list[Organization]:
    """The seats that may vote: those filled on the day the vote opened, without the organization concerned."""
    return seat_organizations(timezone.localdate(decision.opened_at), without=decision.organization_id)


def seats_of(person: Person, decision: Decision) -> list[Organization]:
    """The seats of this vote whose mandate a person holds today."""
    if decision.rule.body != Body.EXCOM:
        return []
    held = set(person.organizations_as(EXCOM_POST, on=today()))
    return [seat for seat in seats_entitled(decision) if seat.pk in held] if held else []


def seats_with_ballots(decision: Decision) -> list[Seat]:
    ballots = {ballot.seat_id: ballot for ballot in decision.ballots.select_related("seat", "cast_by")}
    return [Seat(organization, ballots.get(organization.pk)) for organization in seats_entitled(decision)]


def tally_of(decision: Decision) -> Tally:
    """The votes as they stand."""
    choices = [Choice(choice) for choice in decision.ballots.values_list("choice", flat=True)]
    return Tally.of(choices, entitled=decision.seats or 0)


def verdict_already(decision: Decision) -> Verdict | None:
    """The verdict that the seats outstanding can no longer change; None while they can."""
    return settled(decision.rule.arithmetic, tally_of(decision))


def outcome_of(decision: Decision) -> Outcome:
    """What the votes as they stand mean under the decision's own rule."""
    return evaluate(decision.rule.arithmetic, tally_of(decision))


def quorum_of(decision: Decision) -> int:
    """How many seats have to vote."""
    return decision.rule.quorum.of(decision.seats or 0)


def rule_in_force(matter: str, day: date) -> DecisionRule | None:
    try:
        return DecisionRule.objects.in_force(matter, day)
    except DecisionRule.DoesNotExist:
        return None


def waiting_for(person: Person) -> QuerySet[Decision]:
    """Open votes in which a person's seats have not voted, the first to close first."""
    held = person.organizations_as(EXCOM_POST)
    if not held:
        return Decision.objects.none()
    open_now = Decision.objects.filter(closed_at__isnull=True, rule__body=Body.EXCOM)
    related = open_now.select_related("rule", "application__organization", "departure__standing__organization")
    return related.order_by("closes_at")
