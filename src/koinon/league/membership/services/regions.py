"""Regional offices: which one serves whom, and how one is opened and closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import today
from koinon.core.flow.flow import lock
from koinon.core.people.models import Person
from koinon.core.places.models import Organization
from koinon.core.record import record
from koinon.core.refusal import NotAllowed, Refusal
from koinon.league.membership.models import RegionalAssignment, RegionalOffice, Standing
from koinon.league.membership.rules import may_keep_regional_offices


def region_of(country_code: str) -> str:
    """The region in which the league counts most organizations of a country; empty where it knows none."""
    known = Organization.objects.filter(country_id=country_code).exclude(region="")
    return known.values_list("region", flat=True).annotate(count=Count("pk")).order_by("-count", "region").first() or ""


def assign_office(organization: Organization, *, on: date) -> RegionalAssignment | None:
    """The regional office whose host lies in the region serves it from that day; none where there is none."""
    if not organization.region or RegionalAssignment.objects.filter(organization=organization, until__isnull=True).exists():
        return None
    office = RegionalOffice.objects.filter(host__region=organization.region, closed_on__isnull=True).first()
    if office is None:
        return None
    return RegionalAssignment.objects.create(office=office, organization=organization, since=on)


class OpenSince(Refusal):
    says = _("%(host)s hosts a regional office already.")


class StillServes(Refusal):
    says = _("The office still serves members (%(count)s). Give them to another office first.")


class Closed(Refusal):
    says = _("This office is closed.")


class NotAMemberHost(Refusal):
    says = _("Only a member of the league hosts a regional office.")


@transaction.atomic
def open_office(host: Organization, *, by: Person, name: Any, opened_on: date | None, source: str = "") -> RegionalOffice:
    """A member hosts a regional office (approved by EXCOM; terms of reference of 2014)."""
    if not may_keep_regional_offices(by):
        raise NotAllowed()
    lock(host)
    if RegionalOffice.objects.filter(host=host, closed_on__isnull=True).exists():
        raise OpenSince("host", host=host.name)
    if not Standing.objects.on(today()).filter(organization=host).exists():
        raise NotAMemberHost("host")
    office = RegionalOffice.objects.create(host=host, name=name, opened_on=opened_on, source=source)
    record(by, "membership.regional_office_opened", office)
    return office


@transaction.atomic
def close_office(office: RegionalOffice, *, by: Person, on: date) -> RegionalOffice:
    """An office that serves no member any more is closed."""
    if not may_keep_regional_offices(by):
        raise NotAllowed()
    lock(office)
    if office.closed_on is not None:
        raise Closed()
    serves = RegionalAssignment.objects.filter(office=office, until__isnull=True).count()
    if serves:
        raise StillServes(count=serves)
    office.closed_on = on
    office.save(update_fields=["closed_on"])
    record(by, "membership.regional_office_closed", office)
    return office


@transaction.atomic
def give_to_office(organization: Organization, office: RegionalOffice | None, *, by: Person, on: date) -> None:
    """From this day another office serves the member, or the secretariat itself (None)."""
    if not may_keep_regional_offices(by):
        raise NotAllowed()
    lock(organization)
    if office is not None and office.closed_on is not None:
        raise Closed("office")
    current = RegionalAssignment.objects.filter(organization=organization, until__isnull=True).first()
    if current is not None and current.office_id == getattr(office, "pk", None):
        return
    if current is not None:
        current.until = max(on - timedelta(days=1), current.since)
        current.save(update_fields=["until"])
        record(by, "membership.regional_service_ended", current)
    if office is not None:
        fresh = RegionalAssignment.objects.create(organization=organization, office=office, since=on)
        record(by, "membership.regional_service_begun", fresh)
