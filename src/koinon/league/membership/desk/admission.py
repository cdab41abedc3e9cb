"""What waits in joining, deciding and leaving: papers to check, votes to cast, corrections to make."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from koinon.core.people.models import Person
from koinon.core.people.rules import works_at_secretariat
from koinon.core.web.modules import Waiting
from koinon.league.membership.models import Application, Decision, Departure
from koinon.league.membership.queries import decisions
from koinon.league.membership.queries.applications import visible_to

STATION = 3


def waiting(person: Person) -> Iterator[Waiting]:
    yield from _to_check(person)
    yield from _to_correct(person)
    yield from _to_vote(person)
    if works_at_secretariat(person):
        yield from _leaving()
        yield from _to_close()


def _to_check(person: Person) -> Iterator[Waiting]:
    """Filed applications, for the secretariat and for the regional office of their region."""
    if not (works_at_secretariat(person) or person.organizations_as("regional_office")):
        return
    rows = visible_to(person).filter(state=Application.State.FILED).exclude(applicant=person).distinct()
    for each in rows.order_by("filed_on", "pk"):
        what = _("Application %(number)s of %(name)s") % {"number": each.number, "name": each.name}
        yield _row(what, _("Applications"), reverse("application", args=[each.number]), _("Check the papers"))


def _to_correct(person: Person) -> Iterator[Waiting]:
    for each in Application.objects.filter(applicant=person, state=Application.State.RETURNED):
        what = _("Application %(number)s of %(name)s") % {"number": each.number, "name": each.name}
        url = reverse("apply_status", args=[each.key])
        yield _row(what, _("Secretariat"), url, _("Correct it"), due_at=_end_of(each.correct_by))


def _to_vote(person: Person) -> Iterator[Waiting]:
    """Open votes in which a seat of this person has not voted."""
    for decision in decisions.waiting_for(person):
        seats = {seat.pk for seat in decisions.seats_of(person, decision)}
        if seats - set(decision.ballots.values_list("seat_id", flat=True)):
            what = _("Vote: end the membership of %(name)s?") if decision.departure_id else _("Vote: admit %(name)s?")
            yield _row(
                what % {"name": decision.organization.name}, _("Executive Committee"), _address(decision), _("Vote"),
                due_at=decision.closes_at,
            )  # fmt: skip


def _leaving() -> Iterator[Waiting]:
    verbs = {Departure.Kind.WITHDRAWAL: _("Confirm the day"), Departure.Kind.TERMINATION: _("Open the vote")}
    for each in Departure.objects.filter(state=Departure.State.ASKED).select_related("standing__organization"):
        what = _("%(kind)s of %(name)s") % {"kind": each.get_kind_display(), "name": each.standing.organization.name}
        yield _row(what, _("Departures"), reverse("departure", args=[each.pk]), verbs[Departure.Kind(each.kind)])


def _to_close() -> Iterator[Waiting]:
    """Votes that no seat can change any more."""
    related = ("rule", "application__organization", "departure__standing__organization")
    for decision in Decision.objects.filter(closed_at__isnull=True).select_related(*related):
        if decisions.verdict_already(decision) is not None:
            what = _("The vote on %(name)s is decided") % {"name": decision.organization.name}
            yield _row(what, _("Executive Committee"), _address(decision), _("Close and count"), due_at=decision.closes_at)


def _address(decision: Decision) -> str:
    if decision.application is not None:
        return reverse("application", args=[decision.application.number])
    return reverse("departure", args=[decision.departure_id])


def _end_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time(18))) if day else None


def _row(what: str, source: str, url: str, verb: str, *, due_at: datetime | None = None) -> Waiting:
    return Waiting(what=what, source=source, url=url, verb=verb, due_at=due_at, station=STATION)
