"""Who applies, whether the league knows them already, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from koinon.core.people.models import Person
from koinon.core.people.rules import is_administrator, works_at_secretariat
from koinon.core.places.models import Alias, Organization
from koinon.engines.spelling import find
from koinon.league.membership.models import Application, Category, RegionalAssignment, Standing
from koinon.league.membership.models.applications import OPEN

REGIONAL_OFFICE_POST = "regional_office"
EXCOM_POST = "excom"
HEAD_POST = "head"
FOCAL_POINT_POST = "focal_point"
AT_MOST = 5


@dataclass(frozen=True)
class Candidate:
    """An organization that an applicant may mean, under the spelling that came closest, and what it is to the league."""

    organization: Organization
    spelt: str
    standing: Standing | None
    has_applied: bool

    @property
    def is_taken(self) -> bool:
        """Whether nobody can apply for it any more: it is admitted, or its application is open."""
        return self.has_applied or (self.standing is not None and self.standing.category != Category.ASSOCIATE)


def candidates(name: str, country_code: str, *, besides: int | None = None) -> list[Candidate]:
    """The organizations of a country that a name may mean, likeliest first (`engines.spelling`).

    besides: id of the application that asks; its own organization's open application does not count.
    """
    matches = find(name, _names_in(country_code))[:AT_MOST]
    ids = [match.key for match in matches]
    organizations = Organization.objects.in_bulk(ids)
    standings = {each.organization_id: each for each in Standing.objects.filter(organization_id__in=ids, until__isnull=True)}
    open_ones = Application.objects.filter(organization_id__in=ids, state__in=OPEN).values_list("pk", "organization_id")
    applied = {organization for application, organization in open_ones if application != besides}
    return [Candidate(organizations[match.key], match.name, standings.get(match.key), match.key in applied) for match in matches]


def _names_in(country_code: str) -> Iterator[tuple[int, str]]:
    """Id and each name of the organizations of a country, but the league's own."""
    there = Organization.objects.filter(country_id=country_code, runs_the_league=False)
    yield from there.values_list("pk", "name")
    aliases = Alias.objects.filter(organization__country_id=country_code, organization__runs_the_league=False)
    yield from aliases.values_list("organization_id", "name")


def is_local_government(application: Application) -> bool:
    return application.kind == Organization.Kind.LOCAL_GOVERNMENT


def missing_answers(application: Application) -> list[tuple[str, Any]]:
    """(step, what is missing) for everything that filing asks for."""
    asked: list[tuple[str, str, Any]] = [
        ("name", "name", _("name of the organization")),
        ("name", "country", _("country")),
        ("kind", "kind", _("kind of organization")),
        ("head", "head_name", _("name of the head")),
        ("head", "head_title", _("title of the head")),
        ("address", "address", _("postal address")),
    ]
    if is_local_government(application):
        asked += [
            ("population", "population", _("population")),
            ("population", "population_year", _("year of the population figure")),
            ("population", "population_source", _("source of the population figure")),
        ]
    asked += [("reason", "reason", _("reason"))]
    missing = [(step, words) for step, field, words in asked if not getattr(application, field)]
    if not application.contacts.exists():
        missing.append(("contacts", _("focal points")))
    if application.signed_form_id is None:
        missing.append(("form", _("signed form")))
    return missing


def visible_to(person: Person) -> QuerySet[Application]:
    """Applications once filed: all for the secretariat, administrators and EXCOM; else those of one's region,
    of the organizations that one speaks for, and one's own.
    """
    rows = Application.objects.exclude(number__isnull=True)
    if works_at_secretariat(person) or is_administrator(person) or person.holds(EXCOM_POST):
        return rows
    hosts = person.organizations_as(REGIONAL_OFFICE_POST)
    served = RegionalAssignment.objects.filter(
        until__isnull=True, office__closed_on__isnull=True, office__host_id__in=hosts
    ).values("organization_id")
    spoken_for = person.organizations_as(HEAD_POST, FOCAL_POINT_POST)
    return rows.filter(Q(organization_id__in=served) | Q(organization_id__in=spoken_for) | Q(applicant=person))
