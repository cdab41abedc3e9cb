"""Keeping focal points current: named, confirmed once a year, called when they do not answer.

A member keeps its contacts current (duties of members, brochure of March 2016); the secretariat
asks each focal point once a year by mail and calls those who do not answer.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import now, today
from koinon.core.flow.flow import lock
from koinon.core.jobs import job
from koinon.core.notify import notify
from koinon.core.people.models import Mandate, Person, system_person
from koinon.core.people.services import invite, place
from koinon.core.places.models import Organization
from koinon.core.record import record
from koinon.core.refusal import MovedOn, NotAllowed, Refusal
from koinon.league.membership.models import Call, Campaign, Confirmation, Standing
from koinon.league.membership.rules import FOCAL_POINT, may_ask_focal_points, may_name_focal_points

FRESH_FOR = timedelta(days=365)


class CampaignOpen(Refusal):
    says = _("The focal points have been asked for %(year)s already. Call those who did not answer.")


class NobodyToAsk(Refusal):
    says = _("No member has a focal point with an address. Name focal points first.")


class AlreadyFocalPoint(Refusal):
    says = _("%(person)s is the focal point already.")


class NoNameGiven(Refusal):
    says = _("Give the name and the e-mail address of who is the focal point now.")


class LastFocalPoint(Refusal):
    says = _("A member needs at least one focal point. Name another one first.")


class NotTheirs(Refusal):
    says = _("This person is not a focal point of that member.")


@transaction.atomic
def name_focal_point(organization: Organization, *, by: Person, name: str, email: str, phone: str = "") -> Mandate:
    """The member itself, the secretariat or its regional office names a focal point, confirmed from today."""
    if not may_name_focal_points(by, organization):
        raise NotAllowed()
    return _name(organization, by=by, name=name, email=email, phone=phone)


def _name(organization: Organization, *, by: Person, name: str, email: str, phone: str) -> Mandate:
    lock(organization)
    person = Person.objects.filter(email=email.casefold()).first()
    if person is None:
        person = invite(email, name, by=system_person())
    if phone and person.phone != phone:
        person.phone = phone
        person.save(update_fields=["phone"])
    if person.holds(FOCAL_POINT, organization):
        raise AlreadyFocalPoint("email", person=person)
    fresh = Mandate(person=person, post=FOCAL_POINT, organization=organization, starts_on=today(), confirmed_on=today())
    return place(fresh, by=by)


@transaction.atomic
def end_focal_point(mandate: Mandate, *, by: Person) -> Mandate:
    """Somebody is no longer the focal point, from tomorrow. The last one of a member stays until another is named."""
    organization = mandate.organization
    if mandate.post != FOCAL_POINT or not may_name_focal_points(by, organization):
        raise NotAllowed()
    lock(organization)
    if not _others(mandate):
        raise LastFocalPoint()
    return _end(mandate, by)


def _others(mandate: Mandate) -> bool:
    held = Mandate.objects.in_force_on(today()).of_post(FOCAL_POINT).filter(organization=mandate.organization, ends_on=None)
    return held.exclude(pk=mandate.pk).exists()


def _end(mandate: Mandate, by: Person) -> Mandate:
    lock(mandate)
    if mandate.ends_on is not None:
        raise MovedOn()
    mandate.ends_on = max(today(), mandate.starts_on)
    mandate.save(update_fields=["ends_on"])
    mandate.person.forget_mandates()
    record(by, "membership.focal_point_ended", mandate)
    return mandate


@transaction.atomic
def open_campaign(year: int, *, by: Person) -> Campaign:
    """Ask every focal point of every member, once a year, whether it still is one."""
    if not may_ask_focal_points(by):
        raise NotAllowed()
    if Campaign.objects.filter(year=year).exists():
        raise CampaignOpen("year", year=year)
    members = Standing.objects.on(today()).values("organization_id")
    asked = Mandate.objects.in_force_on(today()).of_post(FOCAL_POINT)
    mandates = list(asked.filter(organization__in=members, person__is_active=True))
    if not mandates:
        raise NobodyToAsk()
    campaign = Campaign.objects.create(year=year, opened_on=today(), opened_by=by)
    made = Confirmation.objects.bulk_create([Confirmation(campaign=campaign, mandate=mandate) for mandate in mandates])
    record(by, "membership.campaign_opened", campaign, details={"asked": len(made)})
    for confirmation in made:
        ask_focal_point.enqueue(confirmation.pk)
    return campaign


@job()
def ask_focal_point(confirmation_id: int) -> None:
    """Write to one focal point. Asked twice by a job that was broken off, it is written to once."""
    with transaction.atomic():
        asked = Confirmation.objects.select_for_update(of=("self",)).select_related("mandate__person", "mandate__organization")
        confirmation = asked.get(pk=confirmation_id)
        if confirmation.asked_at is not None:
            return
        confirmation.asked_at = now()
        confirmation.save(update_fields=["asked_at"])
        notify(
            confirmation.mandate.person,
            "membership/mail/still_focal_point",
            about=confirmation,
            organization=confirmation.mandate.organization.name,
            link=reverse("confirm_focal_point", args=[confirmation.key]),
        )


@transaction.atomic
def confirm(confirmation: Confirmation) -> Confirmation:
    """The focal point confirms by the link in the mail. A second click changes nothing."""
    lock(confirmation)
    if confirmation.answer == Confirmation.Answer.CONFIRMED:
        return confirmation
    _answer(confirmation, Confirmation.Answer.CONFIRMED)
    _confirmed(confirmation.mandate, by=confirmation.mandate.person)
    return confirmation


@transaction.atomic
def hand_over(confirmation: Confirmation, *, name: str, email: str, phone: str = "") -> Confirmation:
    """The focal point names by the link who has taken its place; its own mandate ends, the secretariat is told."""
    lock(confirmation)
    if confirmation.answer:
        raise MovedOn()
    if not (name and email):
        raise NoNameGiven("email")
    mandate = confirmation.mandate
    _name(mandate.organization, by=mandate.person, name=name, email=email, phone=phone)
    _end(mandate, mandate.person)
    _answer(confirmation, Confirmation.Answer.CHANGED)
    return confirmation


def _answer(confirmation: Confirmation, answer: str) -> None:
    confirmation.answer, confirmation.answered_at = answer, now()
    confirmation.save(update_fields=["answer", "answered_at"])


def _confirmed(mandate: Mandate, *, by: Person) -> None:
    mandate.confirmed_on = today()
    mandate.save(update_fields=["confirmed_on"])
    record(by, "membership.focal_point_confirmed", mandate)


@transaction.atomic
def note_call(
    organization: Organization,
    *,
    by: Person,
    result: str,
    mandate: Mandate | None = None,
    note: str = "",
    name: str = "",
    email: str = "",
    phone: str = "",
) -> Call:
    """What a telephone call to a member brought: confirmed, somebody else, or not reached."""
    if not may_name_focal_points(by, organization):
        raise NotAllowed()
    if mandate is not None and (mandate.organization_id != organization.pk or mandate.post != FOCAL_POINT):
        raise NotTheirs("mandate")
    call = Call.objects.create(
        organization=organization, mandate=mandate, called_by=by, called_at=now(), result=result, note=note
    )
    record(by, "membership.member_called", call)
    if result == Call.Result.REACHED and mandate is not None:
        _confirmed(mandate, by=by)
        _settle(mandate, Confirmation.Answer.CONFIRMED)
    if result == Call.Result.REPLACED:
        _replace(organization, mandate, by=by, name=name, email=email, phone=phone)
    return call


def _replace(organization: Organization, mandate: Mandate | None, *, by: Person, name: str, email: str, phone: str) -> None:
    if not (name and email):
        raise NoNameGiven("email")
    _name(organization, by=by, name=name, email=email, phone=phone)
    if mandate is not None:
        _end(mandate, by)
        _settle(mandate, Confirmation.Answer.CHANGED)


def _settle(mandate: Mandate, answer: str) -> None:
    """A call answers what the mail had asked."""
    for confirmation in Confirmation.objects.select_for_update().filter(mandate=mandate, answer=""):
        _answer(confirmation, answer)


def stale_since(day: date) -> date:
    """Whoever was last confirmed before this day is stale on `day`."""
    return day - FRESH_FOR
