"""How a member leaves: it asks to withdraw, or the secretariat proposes to end its membership."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from koinon.core.clock import today
from koinon.core.flow.flow import lock
from koinon.core.people.models import Person
from koinon.core.record import record
from koinon.core.refusal import MovedOn, NotAllowed
from koinon.core.web.when import day_words
from koinon.league.membership.models import Application, Departure, Standing
from koinon.league.membership.models.applications import OPEN
from koinon.league.membership.rules import departure_flow, may_ask_to_withdraw, may_propose_termination
from koinon.league.membership.services import letters, mails, standings
from koinon.league.membership.services.admission_refusals import (
    DepartureOpen,
    EndsBeforeItBegins,
    ReasonMissing,
    TooFarAhead,
    WithdrawTheApplication,
)

LATEST = timedelta(days=366)


@transaction.atomic
def ask_to_withdraw(standing: Standing, *, by: Person, reason: str, last_day: date | None = None) -> Departure:
    """The head or a focal point says that the member leaves; the secretariat confirms the last day."""
    if not may_ask_to_withdraw(by, standing):
        raise NotAllowed()
    departure = _open(Departure.Kind.WITHDRAWAL, standing, by=by, reason=reason, last_day=last_day)
    record(by, "membership.withdrawal_asked", departure)
    mails.withdrawal_asked(departure)
    return departure


@transaction.atomic
def propose_termination(standing: Standing, *, by: Person, reason: str) -> Departure:
    """The secretariat proposes to end a membership; the member reads the reason at once, the body decides."""
    if not may_propose_termination(by, standing):
        raise NotAllowed()
    departure = _open(Departure.Kind.TERMINATION, standing, by=by, reason=reason)
    record(by, "membership.termination_proposed", departure)
    mails.termination_proposed(departure)
    return departure


def _open(kind: str, standing: Standing, *, by: Person, reason: str, last_day: date | None = None) -> Departure:
    lock(standing.organization)
    lock(standing)
    name = standing.organization.name
    if standing.until is not None:
        raise MovedOn()
    if Application.objects.filter(organization_id=standing.organization_id, state__in=OPEN).exists():
        raise WithdrawTheApplication(name=name)
    if standing.departures.filter(state__in=[Departure.State.ASKED, Departure.State.VOTING]).exists():
        raise DepartureOpen(name=name)
    if not reason.strip():
        raise ReasonMissing("reason")
    if last_day is not None:
        _must_be_possible(last_day, standing)
    return Departure.objects.create(
        kind=kind, standing=standing, asked_by=by, asked_on=today(), reason=reason.strip(), last_day=last_day
    )


@transaction.atomic
def accept(departure: Departure, *, by: Person, last_day: date) -> Departure:
    """The secretariat confirms a withdrawal and its last day, which may lie ahead."""
    departure_flow.take("accept", by, departure)
    lock(departure.standing.organization)
    _must_be_possible(last_day, departure.standing)
    departure.last_day = last_day
    departure.save()
    record(by, "membership.withdrawn", departure, details={"last_day": last_day.isoformat()})
    standings.leave(departure.standing.organization, by=by, on=last_day, ending=Standing.Ending.WITHDRAWN)
    letters.ask_for(departure, letters.Kind.WITHDRAWN)
    return departure


@transaction.atomic
def take_back(departure: Departure, *, by: Person) -> Departure:
    """Whoever asked to leave stays after all; the secretariat takes back what it proposed."""
    departure_flow.take("take_back", by, departure)
    departure.save()
    record(by, "membership.departure_taken_back", departure)
    return departure


def _must_be_possible(last_day: date, standing: Standing) -> None:
    if last_day < standing.since:
        raise EndsBeforeItBegins("last_day", day=day_words(last_day), first=day_words(standing.since))
    if last_day > today() + LATEST:
        raise TooFarAhead("last_day")
