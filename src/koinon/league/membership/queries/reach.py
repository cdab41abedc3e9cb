"""How far a person's view of members reaches: a regional office sees its region's members alone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from koinon.core.clock import today
from koinon.core.people.models import Mandate, Person
from koinon.core.people.rules import is_administrator, works_at_secretariat
from koinon.core.places.models import Organization
from koinon.league.membership.models import RegionalAssignment, Standing
from koinon.league.membership.rules import FOCAL_POINT, REGIONAL_OFFICE


def members_in_reach(person: Person) -> QuerySet[Organization]:
    """Today's members that this person looks after: all for the secretariat, a regional office's own, else none."""
    members = Organization.objects.filter(pk__in=Standing.objects.on(today()).values("organization_id"))
    if works_at_secretariat(person) or is_administrator(person):
        return members
    return members.filter(pk__in=served_by(person))


def served_by(person: Person) -> QuerySet[Any]:
    """Ids of the organizations that the regional offices of this person serve today."""
    hosts = person.organizations_as(REGIONAL_OFFICE)
    serving = RegionalAssignment.objects.filter(office__host_id__in=hosts, office__closed_on__isnull=True, until__isnull=True)
    return serving.values("organization_id")


def focal_points_in_reach(person: Person) -> QuerySet[Mandate]:
    return Mandate.objects.in_force_on(today()).of_post(FOCAL_POINT).filter(organization__in=members_in_reach(person))
