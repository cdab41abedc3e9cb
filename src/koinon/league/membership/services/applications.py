"""Filing, returning and withdrawing an application."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from koinon.core.clock import today
from koinon.core.flow.flow import lock
from koinon.core.news import announce
from koinon.core.people.models import Person
from koinon.core.places.models import Alias, Country, Organization, PopulationFigure, free_slug
from koinon.engines.spelling import fold
from koinon.league.membership.actors import Actor, note, take
from koinon.league.membership.models import Application, Category, Standing
from koinon.league.membership.models.applications import next_number
from koinon.league.membership.news import ApplicationFiled, ApplicationRetracted
from koinon.league.membership.queries.applications import candidates, missing_answers
from koinon.league.membership.rules import application_flow
from koinon.league.membership.services import decisions, letters, mails, standings
from koinon.league.membership.services.admission_refusals import (
    Incomplete,
    IsItThisOne,
    MailboxNotConfirmed,
    ReturnReason,
    SameName,
)
from koinon.league.membership.services.drafts import category_of, must_be_free
from koinon.league.membership.services.regions import assign_office, region_of


@transaction.atomic
def file(application: Application, *, by: Actor) -> Application:
    """The applicant files. A local government is Associate Member from this day; a Friendship applicant waits.

    The first filing gives the number, finds or makes the organization, and keeps its figures; a later
    one, after a return, keeps all that and carries the corrections over.
    Raises MailboxNotConfirmed, Incomplete, NotEligible, IsItThisOne, AlreadyMember, AlreadyApplied.
    """
    take(application_flow, "file", by, application)
    if application.confirmed_at is None:
        raise MailboxNotConfirmed(email=application.email)
    if missing := missing_answers(application):
        raise Incomplete(missing=", ".join(str(words) for _step, words in missing))
    first = application.number is None
    if first:
        _number(application)
    _keep_figure(application)
    application.returned_because, application.correct_by = "", None
    application.save()
    note(by, "membership.application_filed", application, details={"number": application.number, "again": not first})
    if first:
        _welcome(application, by=by)
    mails.filed(application, again=not first)
    return application


def _number(application: Application) -> None:
    application.category = category_of(application.kind)
    application.organization = _organization_of(application)
    application.filed_on = today()
    application.number = next_number(application.filed_on.year)


def _organization_of(application: Application) -> Organization:
    """The organization that applies, under a lock: of the country while it is being found or made, then of its row."""
    lock(Country.objects.get(pk=application.country_id))
    organization = application.organization or _found_or_made(application)
    lock(organization)
    must_be_free(organization, besides=application.pk)
    if fold(application.name) not in {fold(organization.name), *organization.aliases.values_list("folded", flat=True)}:
        Alias.objects.create(organization=organization, name=application.name)
    return organization


def _found_or_made(application: Application) -> Organization:
    assert application.country_id is not None
    similar = candidates(application.name, application.country_id, besides=application.pk)
    if any(fold(each.spelt) == fold(application.name) for each in similar) and application.is_another:
        raise SameName("name", name=application.name)
    if similar and not application.is_another:
        raise IsItThisOne("name", names=", ".join(each.organization.name for each in similar))
    return Organization.objects.create(
        name=application.name,
        slug=free_slug(application.name),
        kind=application.kind,
        country_id=application.country_id,
        region=region_of(application.country_id),
        website=application.website,
        address=application.address,
    )


def _keep_figure(application: Application) -> None:
    """The population becomes a dated figure with its source. A figure of that year which others state is left alone."""
    figure = application.figure or PopulationFigure(organization=application.organization)
    year = application.population_year
    if application.population is None or year is None:
        return
    same_year = PopulationFigure.objects.filter(organization=application.organization, year=year)
    if same_year.exclude(pk=figure.pk).exists():
        return
    figure.year, figure.inhabitants = year, application.population
    figure.source = application.population_source
    figure.save()
    application.figure = figure


def _welcome(application: Application, *, by: Actor) -> None:
    organization, day = application.organization, application.filed_on
    assert organization is not None
    assert day is not None
    if application.category == Category.FULL:
        basis = f"Application {application.number}"
        standings.become_associate(organization, by=by, on=day, application=application, basis=basis)
    assign_office(organization, on=day)
    announce(ApplicationFiled(application_id=application.pk, organization_id=organization.pk, on=day))


@transaction.atomic
def return_(application: Application, *, by: Person, reason: str, correct_by: date | None = None) -> Application:
    """The secretariat, or the regional office that serves the applicant, returns it and says what to correct."""
    application_flow.take("return", by, application)
    if not reason.strip():
        raise ReturnReason("reason")
    application.returned_because, application.correct_by = reason.strip(), correct_by
    application.save()
    note(by, "membership.application_returned", application, details={"reason": application.returned_because})
    mails.returned(application)
    return application


@transaction.atomic
def retract(application: Application, *, by: Actor) -> Application:
    """The applicant withdraws. An open vote is called off; the standing that rested on the application ends today."""
    open_vote = decisions.held_open(application)
    take(application_flow, "retract", by, application)
    application.decided_on = today() if application.number else None
    application.save()
    organization = application.organization
    if application.number is None or organization is None:
        return application
    lock(organization)
    note(by, "membership.application_retracted", application)
    if open_vote is not None:
        decisions.call_off(open_vote, by=by)
    current = standings.open_standing(organization)
    if current is not None and current.category == Category.ASSOCIATE:
        standings.leave(organization, by=by, on=max(today(), current.since), ending=Standing.Ending.RETRACTED)
    announce(ApplicationRetracted(application_id=application.pk, organization_id=organization.pk, on=today()))
    letters.ask_for(application, letters.Kind.RETRACTED)
    return application
