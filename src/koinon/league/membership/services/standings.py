"""How an organization comes to a standing, and how it loses it.

These are the only deeds that write standings. Who may ask for them is asked by the deed that uses
them (filing, admission, departure); `enter`, for imports, asks itself. Each locks the organization
first, so that two at once cannot both find it free.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from koinon.core.flow.flow import lock
from koinon.core.news import announce
from koinon.core.people.models import Person
from koinon.core.places.models import Organization
from koinon.core.refusal import NotAllowed
from koinon.core.web.when import day_words
from koinon.league.membership.actors import Actor, note
from koinon.league.membership.models import Application, Category, Standing
from koinon.league.membership.news import CityAdmitted, MemberLeft
from koinon.league.membership.rules import may_enter_standings
from koinon.league.membership.services.admission_refusals import (
    AlreadyMember,
    EndsBeforeItBegins,
    NotAMember,
    NotAnAssociate,
    Overlaps,
)

ONE_DAY = timedelta(days=1)
LEAVING = (Standing.Ending.WITHDRAWN, Standing.Ending.TERMINATED, Standing.Ending.UNSTATED)


def open_standing(organization: Organization) -> Standing | None:
    """The standing without a last day, if there is one."""
    return Standing.objects.filter(organization=organization, until__isnull=True).first()


@transaction.atomic
def become_associate(
    organization: Organization, *, by: Actor, on: date, application: Application | None = None, basis: str = ""
) -> Standing:
    """A local government that files its application is Associate Member from that day (statute; brochure of 2016).

    An Associate Member that files stays one: sources list Associates whose application is not known.
    """
    lock(organization)
    current = open_standing(organization)
    if current is not None and current.category == Category.ASSOCIATE:
        return current
    return _begin(organization, Category.ASSOCIATE, by=by, on=_free_day(organization, on), application=application, basis=basis)


@transaction.atomic
def become_full(
    organization: Organization, *, by: Actor, on: date, application: Application | None = None, basis: str = ""
) -> Standing:
    """An Associate Member that is admitted is Full Member from that day; its last day as Associate is the day before.

    A standing lasts at least a day: whoever is admitted on its first day as Associate is Full from the next.
    """
    lock(organization)
    current = open_standing(organization)
    if current is None or current.category != Category.ASSOCIATE:
        raise NotAnAssociate(name=organization.name)
    first = max(on, current.since + ONE_DAY)
    _finish(current, by=by, on=first - ONE_DAY, ending=Standing.Ending.ADMITTED)
    standing = _begin(organization, Category.FULL, by=by, on=first, application=application, basis=basis)
    announce(CityAdmitted(organization_id=organization.pk, category=Category.FULL, on=first))
    return standing


@transaction.atomic
def become_friend(
    organization: Organization, *, by: Actor, on: date, application: Application | None = None, basis: str = ""
) -> Standing:
    """A Friendship applicant that is confirmed is Friendship Member from that day; it had no standing before."""
    lock(organization)
    first = _free_day(organization, on)
    standing = _begin(organization, Category.FRIENDSHIP, by=by, on=first, application=application, basis=basis)
    announce(CityAdmitted(organization_id=organization.pk, category=Category.FRIENDSHIP, on=first))
    return standing


@transaction.atomic
def leave(organization: Organization, *, by: Actor, on: date, ending: str, basis: str = "") -> Standing:
    """The open standing ends; `on` is its last day and may lie ahead."""
    lock(organization)
    current = open_standing(organization)
    if current is None:
        raise NotAMember(name=organization.name)
    if basis:
        current.basis = basis
    _finish(current, by=by, on=on, ending=ending)
    if ending in LEAVING:
        announce(MemberLeft(organization_id=organization.pk, how=str(ending), on=on))
    return current


@transaction.atomic
def enter(organization: Organization, category: str, *, by: Person, since: date, **facts: Any) -> Standing:
    """Enter a standing that a source states: the founders of 2010, the rosters, whoever an import brings.

    facts: other fields of `Standing` (until, ending, basis, since_is_known, until_is_known,
    application, brought_by). Raises NotAllowed, AlreadyMember, Overlaps, EndsBeforeItBegins.
    """
    if not may_enter_standings(by):
        raise NotAllowed()
    lock(organization)
    until = facts.get("until")
    if until is not None and until < since:
        raise EndsBeforeItBegins("until", day=day_words(until), first=day_words(since))
    if until is None and open_standing(organization) is not None:
        raise AlreadyMember(name=organization.name)
    return _write(Standing(organization=organization, category=category, since=since, **facts), by, "membership.standing_entered")


def _begin(
    organization: Organization, category: str, *, by: Actor, on: date, application: Application | None, basis: str
) -> Standing:
    if open_standing(organization) is not None:
        raise AlreadyMember(name=organization.name)
    fresh = Standing(
        organization=organization,
        category=category,
        since=on,
        basis=basis,
        application=application,
        brought_by=application.brought_by if application else None,
    )
    return _write(fresh, by, f"membership.became_{category}")


def _write(standing: Standing, by: Actor, deed: str) -> Standing:
    others = Standing.objects.filter(organization=standing.organization)
    later = others.filter(Q(until__isnull=True) | Q(until__gte=standing.since))
    if standing.until is not None:
        later = later.filter(since__lte=standing.until)
    if later.exists():
        raise Overlaps("since", name=standing.organization.name)
    standing.save(force_insert=True)
    note(by, deed, standing, details={"category": str(standing.category), "since": standing.since.isoformat()})
    return standing


def _finish(standing: Standing, *, by: Actor, on: date, ending: str) -> None:
    if on < standing.since:
        raise EndsBeforeItBegins("last_day", day=day_words(on), first=day_words(standing.since))
    standing.until, standing.ending = on, ending
    standing.save(update_fields=["until", "ending", "basis"])
    note(by, "membership.standing_ended", standing, details={"ending": str(ending), "until": on.isoformat()})


def _free_day(organization: Organization, on: date) -> date:
    """The day itself, or the next one where the standing before ended on this very day."""
    ends_today = Standing.objects.filter(organization=organization, until=on).exists()
    return on + ONE_DAY if ends_today else on
