"""Votes of the Executive Committee: opened, cast, closed and counted under the dated rule.

The full procedure of meetings (agenda, presence, minutes) calls `decide`, which takes a body's minuted
decision; a vote in writing ends in the same outcome.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from koinon.core.clock import deadline, now, today
from koinon.core.flow.flow import lock
from koinon.core.news import announce
from koinon.core.people.models import Person, system_person
from koinon.core.places.models import Organization
from koinon.core.record import record
from koinon.core.refusal import NotAllowed
from koinon.core.web.live import bump
from koinon.core.web.when import day_words, moment_words
from koinon.engines.rules import Verdict
from koinon.league.membership.actors import Actor, note
from koinon.league.membership.models import Application, Ballot, Body, Decision, DecisionRule, Departure, Matter
from koinon.league.membership.news import VoteClosed, VoteOpened
from koinon.league.membership.queries import decisions as queries
from koinon.league.membership.rules import application_flow, decision_flow, departure_flow, may_minute_decisions
from koinon.league.membership.services import mails, outcomes
from koinon.league.membership.services.admission_refusals import (
    GiveAReason,
    NoRuleInForce,
    NoSeats,
    NotChecked,
    NotYetSettled,
    NotYourSeat,
    VoteIsOver,
    WrongBody,
)

VOTE_CLOSES = "membership.vote_closes"
END_OF_OFFICE_HOURS = time(18)
OUTCOMES = {
    Verdict.ADOPTED: Decision.Outcome.ADOPTED,
    Verdict.REJECTED: Decision.Outcome.REJECTED,
    Verdict.NO_QUORUM: Decision.Outcome.NOT_QUORATE,
    Verdict.ADJOURNED: Decision.Outcome.NOT_QUORATE,
}


def topic(decision: Decision) -> str:
    """What the live stream calls a vote."""
    return f"membership.vote:{decision.pk}"


def rule_for(matter: str, day: date, *, body: str) -> DecisionRule:
    """The rule in force on a day, which has to name this body. Raises NoRuleInForce, WrongBody."""
    rule = queries.rule_in_force(matter, day)
    if rule is None:
        raise NoRuleInForce(day=day_words(day))
    if rule.body != body:
        raise WrongBody(day=day_words(day), body=rule.get_body_display(), source=rule.source)
    return rule


@transaction.atomic
def open_vote_on_application(application: Application, *, by: Person, checks: Collection[str]) -> Decision:
    """The secretariat has checked everything and puts the application before the Executive Committee."""
    application_flow.take("open_vote", by, application)
    if set(checks) != set(Application.Check.values):
        raise NotChecked("checks")
    rule = rule_for(Matter.ADMISSION, today(), body=Body.EXCOM)
    application.checks, application.checked_on = sorted(checks), today()
    application.save()
    note(by, "membership.vote_opened", application, details={"rule": rule.pk, "checks": application.checks})
    return _open(Decision(rule=rule, application=application), by=by)


@transaction.atomic
def open_vote_on_departure(departure: Departure, *, by: Person) -> Decision:
    """The secretariat puts a termination that it proposed before the Executive Committee."""
    departure_flow.take("open_vote", by, departure)
    rule = rule_for(Matter.TERMINATION, today(), body=Body.EXCOM)
    departure.save()
    note(by, "membership.vote_opened", departure, details={"rule": rule.pk})
    return _open(Decision(rule=rule, departure=departure), by=by)


def _open(decision: Decision, *, by: Person) -> Decision:
    seats = queries.seat_organizations(today(), without=decision.organization_id)
    if not seats:
        raise NoSeats()
    decision.opened_at, decision.closes_at = now(), _closing(today(), decision.rule.voting_days)
    decision.seats = len(seats)
    decision.save()
    record(by, "membership.decision_opened", decision, details={"seats": [seat.slug for seat in seats]})
    deadline.set(decision, VOTE_CLOSES, decision.closes_at)
    announce(VoteOpened(decision_id=decision.pk, organization_id=decision.organization_id))
    mails.vote_opened(decision, seats)
    return decision


def _closing(day: date, days: int) -> datetime:
    """18:00 in the league's time zone, so many days on."""
    zone = timezone.get_default_timezone()
    return datetime.combine(day + timedelta(days=days), END_OF_OFFICE_HOURS, tzinfo=zone)


@transaction.atomic
def cast(decision: Decision, choice: str, *, by: Person, seat: Organization | None = None, reason: str = "") -> Ballot:
    """The holder of a seat votes, by name; the vote may be changed until closing.

    seat: which seat, for whoever holds several. Raises NotYourSeat, VoteIsOver, GiveAReason.
    """
    try:
        decision_flow.take("vote", by, decision)
    except NotAllowed:
        raise NotYourSeat() from None
    if now() >= decision.closes_at:
        raise VoteIsOver()
    if choice == Ballot.Choice.NO and not reason.strip():
        raise GiveAReason("reason")
    facts = {"cast_by": by, "choice": choice, "reason": reason.strip(), "cast_at": now()}
    ballot, _made = Ballot.objects.update_or_create(decision=decision, seat=_seat(decision, by, seat), defaults=facts)
    record(by, "membership.vote_cast", ballot)
    bump(topic(decision))
    return ballot


def _seat(decision: Decision, by: Person, seat: Organization | None) -> Organization:
    mine = queries.seats_of(by, decision)
    wanted = [each for each in mine if seat is None or each.pk == seat.pk]
    if not wanted:
        raise NotYourSeat()
    return wanted[0]


@transaction.atomic
def close(decision: Decision, *, by: Person) -> Decision:
    """The vote is counted: by its deadline, or earlier by the secretariat once nothing can change it any more.

    The outcome follows from the rule that stood when the vote opened, and takes effect at once.
    """
    decision_flow.take("close", by, decision)
    _hold(decision)
    if now() < decision.closes_at and queries.verdict_already(decision) is None:
        raise NotYetSettled(waiting=queries.tally_of(decision).outstanding, closes=moment_words(decision.closes_at))
    tally, verdict = queries.tally_of(decision), queries.outcome_of(decision).verdict
    decision.yes, decision.no, decision.abstained = tally.yes, tally.no, tally.abstain
    decision.closed_at, decision.outcome = now(), OUTCOMES[verdict]
    decision.save()
    details = {"yes": tally.yes, "no": tally.no, "abstained": tally.abstain, "outcome": str(decision.outcome)}
    record(by, "membership.decision_closed", decision, details=details)
    deadline.cancel(decision, VOTE_CLOSES)
    outcomes.take_effect(decision, on=today(), by=by)
    bump(topic(decision))
    _tell(decision)
    return decision


def _hold(decision: Decision) -> None:
    """Lock what the outcome will change before anything is recorded: always decision, subject, organization."""
    lock(decision.subject)
    lock(decision.organization)


def _tell(decision: Decision) -> None:
    announce(VoteClosed(decision_id=decision.pk, organization_id=decision.organization_id, outcome=str(decision.outcome)))


@transaction.atomic
def decide(application: Application, outcome: str, body: str, *, minuted: str, on: date, by: Person) -> Decision:
    """Enter a body's decision on an application as its minutes state it: for history, and for meetings.

    outcome: adopted or rejected. The body has to be the one that the rule in force on that day names.
    Raises NotAllowed, NoRuleInForce, WrongBody.
    """
    if not may_minute_decisions(by):
        raise NotAllowed()
    if outcome not in {Decision.Outcome.ADOPTED, Decision.Outcome.REJECTED}:
        raise ValueError(f"a minuted decision is adopted or rejected, not {outcome}")
    rule = rule_for(Matter.ADMISSION, on, body=body)
    day = timezone.make_aware(datetime.combine(on, time(12)))
    open_vote = held_open(application)
    lock(application)
    if open_vote is not None:
        call_off(open_vote, by=by)
    decision = Decision(rule=rule, application=application, outcome=outcome, minuted=minuted)
    decision.opened_at = decision.closes_at = decision.closed_at = day
    decision.save()
    record(by, "membership.decision_minuted", decision, details={"body": str(body), "on": on.isoformat(), "minuted": minuted})
    outcomes.take_effect(decision, on=on, by=by)
    _tell(decision)
    return decision


def held_open(application: Application) -> Decision | None:
    """The open vote on an application, locked; a deed that ends both locks it before the application."""
    return application.decisions.filter(closed_at__isnull=True).select_for_update(of=("self",)).first()


def call_off(decision: Decision, *, by: Actor) -> None:
    """An open vote ends without a count."""
    decision.closed_at, decision.outcome = now(), Decision.Outcome.CALLED_OFF
    decision.save()
    note(by, "membership.decision_called_off", decision)
    deadline.cancel(decision, VOTE_CLOSES)
    bump(topic(decision))


def close_when_due(pk: int) -> None:
    """The deadline has come: the product itself closes the vote, unless that has happened."""
    decision = Decision.objects.filter(pk=pk, closed_at__isnull=True).first()
    if decision is not None:
        close(decision, by=system_person())
