"""What follows from a decision: admitted, declined, terminated, kept, or put back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from allauth.account.models import EmailAddress
from django.db import transaction

from koinon.core.news import announce
from koinon.core.people.models import Mandate, Person, system_person
from koinon.core.people.services import invite, place
from koinon.core.record import record
from koinon.league.membership.models import Application, Category, Decision, Departure, Standing
from koinon.league.membership.news import ApplicationDeclined
from koinon.league.membership.rules import FOCAL_POINT, HEAD, application_flow, departure_flow
from koinon.league.membership.services import letters, mails, standings

Effect = Callable[[Decision, date, Person], None]


def take_effect(decision: Decision, *, on: date, by: Person) -> None:
    """Do what the outcome means. The steps are the system's: nobody admits or declines by hand."""
    about = "application" if decision.application_id else "departure"
    EFFECTS[about, str(decision.outcome)](decision, on, by)


@transaction.atomic
def admit(decision: Decision, on: date, by: Person) -> None:
    """The applicant becomes Full Member, or Friendship Member; nothing is invoiced: dues begin the year after."""
    application = _taken("admit", decision.application, on)
    record(by, "membership.application_admitted", application, details={"decision": decision.pk})
    organization = application.organization
    assert organization is not None
    become = standings.become_full if application.category == Category.FULL else standings.become_friend
    become(organization, by=by, on=on, application=application, basis=f"Application {application.number}")
    organization.address, organization.website = application.address, application.website or organization.website
    organization.save(update_fields=["address", "website"])
    name_people(application, on=on)
    letters.ask_for(application, letters.Kind.ADMITTED)


@transaction.atomic
def decline(decision: Decision, on: date, by: Person) -> None:
    """The applicant is not admitted; an Associate's standing, which rested on the application, ends."""
    application = _taken("decline", decision.application, on)
    record(by, "membership.application_declined", application, details={"decision": decision.pk})
    organization = application.organization
    assert organization is not None
    current = standings.open_standing(organization)
    if current is not None and current.category == Category.ASSOCIATE:
        standings.leave(organization, by=by, on=max(on, current.since), ending=Standing.Ending.DECLINED)
    announce(ApplicationDeclined(application_id=application.pk, organization_id=organization.pk, on=on))
    letters.ask_for(application, letters.Kind.DECLINED)


def _taken(step: str, application: Application | None, on: date) -> Application:
    assert application is not None
    application_flow.take(step, system_person(), application)
    application.decided_on = on
    application.save()
    return application


@transaction.atomic
def put_back(decision: Decision, on: date, by: Person) -> None:
    """Too few seats voted: the secretariat may open the vote anew."""
    subject = decision.subject
    flow = application_flow if isinstance(subject, Application) else departure_flow
    flow.take("come_back", system_person(), subject)
    subject.save()
    record(by, "membership.vote_put_back", subject, details={"decision": decision.pk})
    mails.vote_put_back(decision)


@transaction.atomic
def terminate(decision: Decision, on: date, by: Person) -> None:
    """The membership ends on the day of the decision."""
    departure = _departing("terminate", decision.departure)
    departure.last_day = max(on, departure.standing.since)
    departure.save()
    record(by, "membership.terminated", departure, details={"decision": decision.pk})
    standings.leave(departure.standing.organization, by=by, on=departure.last_day, ending=Standing.Ending.TERMINATED)
    letters.ask_for(departure, letters.Kind.TERMINATED)


@transaction.atomic
def keep(decision: Decision, on: date, by: Person) -> None:
    """The termination was not adopted: the membership goes on."""
    departure = _departing("keep", decision.departure)
    departure.save()
    record(by, "membership.kept", departure, details={"decision": decision.pk})
    mails.kept(departure)


def _departing(step: str, departure: Departure | None) -> Departure:
    assert departure is not None
    departure_flow.take(step, system_person(), departure)
    return departure


def name_people(application: Application, *, on: date) -> None:
    """The focal points become persons with a mandate, confirmed on this day; the head too, where an address is known."""
    named = [(FOCAL_POINT, each.email, each.name) for each in application.contacts.all()]
    if application.head_email:
        named.append((HEAD, application.head_email, application.head_name))
    for post, email, name in named:
        _name(post, email, name, application, on)


def _name(post: str, email: str, name: str, application: Application, on: date) -> None:
    system = system_person()
    person = _known(email) or invite(email, name, by=system, language=application.language)
    held = Mandate.objects.in_force_on(on).filter(person=person, post=post, organization=application.organization).first()
    fresh = Mandate(person=person, post=post, organization=application.organization, starts_on=on)
    mandate = held or place(fresh, by=system)
    mandate.confirmed_on = on
    mandate.save(update_fields=["confirmed_on"])
    record(system, "membership.focal_point_confirmed", mandate)


def _known(email: str) -> Person | None:
    address = EmailAddress.objects.filter(email__iexact=email).select_related("user").first()
    return address.user if address else Person.objects.filter(email=email.casefold()).first()


EFFECTS: dict[tuple[str, str], Effect] = {
    ("application", str(Decision.Outcome.ADOPTED)): admit,
    ("application", str(Decision.Outcome.REJECTED)): decline,
    ("application", str(Decision.Outcome.NOT_QUORATE)): put_back,
    ("departure", str(Decision.Outcome.ADOPTED)): terminate,
    ("departure", str(Decision.Outcome.REJECTED)): keep,
    ("departure", str(Decision.Outcome.NOT_QUORATE)): put_back,
}
