"""Who is told what about applications, votes and departures. Messages carry plain values only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils import translation

from koinon.core.files import link_for
from koinon.core.files.models import StoredFile
from koinon.core.notify import Address, notify
from koinon.core.people.models import Person, holders_of
from koinon.core.people.posts import SECRETARIAT
from koinon.core.places.models import Organization
from koinon.league.membership.models import Application, Category, Decision, Departure, RegionalAssignment
from koinon.league.membership.rules import EXCOM, FOCAL_POINT, HEAD, REGIONAL_OFFICE
from koinon.league.membership.services.drafts import mailbox, private_link

LETTER_LINK_MINUTES = 90 * 24 * 60


def people_of(organization: Organization) -> list[Person]:
    """The head and the focal points of a member."""
    return holders_of(HEAD, [organization.pk]) + holders_of(FOCAL_POINT, [organization.pk])


def regional_staff(organization: Organization) -> list[Person]:
    served = RegionalAssignment.objects.filter(organization=organization, until__isnull=True)
    hosts = list(served.values_list("office__host_id", flat=True))
    return holders_of(REGIONAL_OFFICE, hosts) if hosts else []


def filed(application: Application, *, again: bool) -> None:
    """The applicant reads that it has been filed; the secretariat and the regional office that it waits for them."""
    facts = _facts(application)
    associate = application.category == Category.FULL
    notify(
        mailbox(application), "membership/mail/filed", about=application,
        **facts, link=private_link(application), again=again, associate=associate,
    )  # fmt: skip
    _tell_staff(application, "membership/mail/to_check", **facts, link=_page(application), again=again)


def returned(application: Application) -> None:
    notify(
        mailbox(application), "membership/mail/returned", about=application, **_facts(application),
        link=private_link(application), reason=application.returned_because, correct_by=application.correct_by,
    )  # fmt: skip


def vote_opened(decision: Decision, seats: Iterable[Organization]) -> None:
    """Everybody who holds a seat is asked to vote."""
    for person in _once(holders_of(EXCOM, [seat.pk for seat in seats])):
        notify(
            person, "membership/mail/vote_opened", about=decision, organization=decision.organization.name,
            is_termination=decision.departure_id is not None, closes_at=decision.closes_at, link=_page(decision.subject),
        )  # fmt: skip


def vote_put_back(decision: Decision) -> None:
    """Too few seats voted: the secretariat decides what next."""
    for person in holders_of(SECRETARIAT):
        notify(
            person, "membership/mail/vote_put_back", about=decision,
            organization=decision.organization.name, link=_page(decision.subject),
        )  # fmt: skip


def withdrawal_asked(departure: Departure) -> None:
    organization = departure.standing.organization
    for person in _once([*holders_of(SECRETARIAT), *regional_staff(organization)]):
        notify(
            person, "membership/mail/withdrawal_asked", about=departure,
            organization=organization.name, reason=departure.reason, link=_page(departure),
        )  # fmt: skip


def termination_proposed(departure: Departure) -> None:
    """The member reads at once that it is about to lose its membership, and why."""
    organization = departure.standing.organization
    for person in _once(people_of(organization)):
        notify(
            person, "membership/mail/termination_proposed", about=departure,
            organization=organization.name, reason=departure.reason, link=_page(departure),
        )  # fmt: skip


def kept(departure: Departure) -> None:
    organization = departure.standing.organization
    for person in _once([*people_of(organization), *holders_of(SECRETARIAT)]):
        notify(person, "membership/mail/kept", about=departure, organization=organization.name, link=_page(departure))


def letter(thing: Application | Departure, kind: str, stored: StoredFile) -> None:
    """The letter goes to the applicant, the head and the focal points, each in their own language."""
    organization = thing.organization if isinstance(thing, Application) else thing.standing.organization
    assert organization is not None
    link = link_for(stored, minutes=LETTER_LINK_MINUTES)
    for reader in _readers(thing, organization):
        with translation.override(reader.language):
            category = str(Category(_category(thing)).label)
        notify(
            reader, f"membership/mail/{kind}", about=thing, organization=organization.name,
            category=category, letter=link, profile=reverse("members"),
        )  # fmt: skip


def _readers(thing: Application | Departure, organization: Organization) -> Iterator[Person | Address]:
    readers: list[Person | Address] = list(people_of(organization))
    if isinstance(thing, Application):
        readers.append(mailbox(thing))
        readers += [Address(each.email, each.name, thing.language) for each in thing.contacts.all()]
        if thing.head_email:
            readers.append(Address(thing.head_email, thing.head_name, thing.language))
    return _once(readers)


def _once(readers: Iterable[Any]) -> Iterator[Any]:
    """Each mailbox once, however many posts stand behind it."""
    seen: set[str] = set()
    for reader in readers:
        if reader.email.casefold() not in seen:
            seen.add(reader.email.casefold())
            yield reader


def _tell_staff(application: Application, template: str, **facts: Any) -> None:
    assert application.organization is not None
    for person in _once([*holders_of(SECRETARIAT), *regional_staff(application.organization)]):
        notify(person, template, about=application, **facts)


def _facts(application: Application) -> dict[str, Any]:
    return {"organization": application.name, "number": application.number}


def _category(thing: Application | Departure) -> str:
    return str(thing.category if isinstance(thing, Application) else thing.standing.category)


def _page(thing: Application | Departure) -> str:
    if isinstance(thing, Application):
        return reverse("application", kwargs={"number": thing.number})
    return reverse("departure", kwargs={"pk": thing.pk})
