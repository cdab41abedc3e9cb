"""Members on a day, and the organizations behind them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from koinon.core.clock import today
from koinon.core.places.models import Alias, Organization, PopulationFigure
from koinon.core.web.api import Day, Line, Window, page_of, responses, windowed
from koinon.league.membership.models import Category, OfficeHeld, Standing
from koinon.league.membership.queries import directory

router = Router(tags=["Members"])


class MemberOut(Schema):
    """A member on the day asked for."""

    slug: str
    name: str
    country: str = Field(description="ISO 3166-1 alpha-2.")
    region: str
    category: Category
    office: OfficeHeld.Office | None = Field(None, description="Office held on that day.")
    since: date = Field(description="First day of the standing, or the first day on which a source shows it.")
    since_is_known: bool = Field(description="Whether a source states the first day.")
    population: int | None = Field(None, description="Newest figure known; null where no source gives one.")
    latitude: float | None = None
    longitude: float | None = None


class PopulationOut(Schema):
    year: int
    inhabitants: int
    source: str


class StandingOut(Schema):
    category: Category
    since: date
    since_is_known: bool
    until: date | None
    until_is_known: bool
    ending: str
    basis: str


class OrganizationOut(Schema):
    """A body under every name it goes by, with its dated figures and its standings."""

    slug: str
    name: str
    aliases: list[str]
    kind: Organization.Kind
    country: str = Field(description="ISO 3166-1 alpha-2.")
    region: str
    website: str
    latitude: float | None
    longitude: float | None
    populations: list[PopulationOut]
    standings: list[StandingOut]


class OrganizationLine(Schema):
    slug: str
    name: str
    kind: Organization.Kind
    country: str
    region: str


SHOWN = tuple("country_id" if name == "country" else name for name in MemberOut.model_fields)


class MembersAsked(Window):
    on: Day | None = Field(None, description="The day, today if left out.")
    category: Category | None = None
    country: str | None = Field(None, pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")


@router.get(
    "/members", auth=None, response=responses(page_of(MemberOut)), summary="Members on a day", url_name="members_on_a_day"
)
def members(request: HttpRequest, asked: Query[MembersAsked]) -> dict[str, Any]:
    """Everyone with a standing on the day, first and last day included, by name."""
    rows = directory.members_on(asked.on or today()).order_by("name", "pk")
    if asked.category:
        rows = rows.filter(category=asked.category)
    if asked.country:
        rows = rows.filter(country_id=asked.country)
    found = windowed(rows.values(*SHOWN), asked)
    return {"count": found["count"], "items": [{**row, "country": row["country_id"]} for row in found["items"]]}


@router.get(
    "/organizations",
    auth=None,
    response=responses(page_of(OrganizationLine)),
    summary="Organizations that are or were members",
    url_name="organizations",
)
def organizations(request: HttpRequest, window: Query[Window], name: Line = "") -> dict[str, Any]:
    """By name; `name` finds any part of it or of another name the organization goes by."""
    rows = Organization.objects.filter(pk__in=Standing.objects.values("organization_id")).order_by("name", "pk")
    for word in name.split()[:8]:
        rows = rows.filter(_named(word))
    found = windowed(rows.values("slug", "name", "kind", "country_id", "region"), window)
    return {"count": found["count"], "items": [{**row, "country": row["country_id"]} for row in found["items"]]}


def _named(word: str) -> Q:
    return Q(name__icontains=word) | Q(pk__in=Alias.objects.filter(name__icontains=word).values("organization_id"))


@router.get(
    "/organizations/{slug}",
    auth=None,
    response=responses(OrganizationOut, 404),
    summary="An organization, its figures and standings",
    url_name="organization",
)
def organization(request: HttpRequest, slug: str) -> dict[str, Any]:
    """404 for organizations that never had a standing."""
    members_ever = Organization.objects.filter(pk__in=Standing.objects.values("organization_id"))
    newest_first = Prefetch("populations", PopulationFigure.objects.order_by("-year"))
    found = get_object_or_404(members_ever.prefetch_related("aliases", newest_first), slug=slug)
    return {
        **{name: getattr(found, name) for name in ("slug", "name", "kind", "region", "website", "latitude", "longitude")},
        "country": found.country_id,
        "aliases": [alias.name for alias in found.aliases.all()],
        "populations": list(found.populations.all()),
        "standings": list(Standing.objects.filter(organization=found).order_by("since")),
    }
