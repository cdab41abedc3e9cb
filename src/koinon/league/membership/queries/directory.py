"""Reads of the directory: members on a day, where they are, what they hold, who is who in the league."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse

from koinon.core.places.models import Organization, PopulationFigure
from koinon.core.web.worldmap import Place
from koinon.league.membership.models import Category, OfficeHeld, Standing

MOST_ON_MAP = 1_000


def members_on(day: date) -> QuerySet[Any]:
    """The organizations with a standing on a day, with what a list of members shows of each.

    category, since, since_is_known: of that standing. office: the office held that day, null where
    none. population: the newest figure there is. entered: the first day with the league that a source
    states, null where none does. Built on organizations, so that the first page by name is read from
    the index of names however many members there are.
    """
    own = OuterRef("pk")
    standing = Standing.objects.on(day).filter(organization=own)
    held = OfficeHeld.objects.on(day).filter(organization=own)
    newest = PopulationFigure.objects.filter(organization=own).order_by("-year")
    stated = Standing.objects.filter(organization=own, since_is_known=True, since__lte=day).order_by("since")
    return Organization.objects.filter(Exists(standing)).annotate(
        category=Subquery(standing.values("category")[:1]),
        since=Subquery(standing.values("since")[:1]),
        since_is_known=Subquery(standing.values("since_is_known")[:1]),
        office=Subquery(held.values("office")[:1]),
        population=Subquery(newest.values("inhabitants")[:1]),
        entered=Subquery(stated.values("since")[:1]),
    )


def counts_on(day: date) -> dict[str, int]:
    """How many members stand in each category on a day, and how many seats the Executive Committee has."""
    by_category = Counter(Standing.objects.on(day).values_list("category", flat=True))
    return {
        "excom": OfficeHeld.objects.on(day).count(),
        **{str(category): by_category.get(category, 0) for category in Category.values},
        "all": by_category.total(),
    }


def places_of(members: QuerySet[Any], day: date) -> list[Place]:
    """Where these members are, for the map: at most a thousand, those with a position that a source gives."""
    seats = dict(OfficeHeld.objects.on(day).values_list("organization_id", "office"))
    fields = ("pk", "name", "slug", "latitude", "longitude", "category", "population")
    rows = members.filter(latitude__isnull=False).order_by("name").values(*fields)[:MOST_ON_MAP]
    names = dict(Category.choices)
    return [_place(row, seats, names) for row in rows]


def _place(row: dict[str, Any], seats: dict[int, str], names: dict[str, Any]) -> Place:
    seat = seats.get(row["pk"])
    return Place(
        name=row["name"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        url=reverse("member", args=[row["slug"]]),
        kind="excom" if seat else row["category"],
        note=str(OfficeHeld.Office(seat).label if seat else names[row["category"]]),
        weight=float(row["population"] or 0),
    )


def by_country(members: QuerySet[Any], most: int = 10) -> list[tuple[str, int, int, int]]:
    """(country code, Full, Associate, Friendship) of the countries with most members, first ones first."""
    counted = members.order_by().values("country_id", "category").annotate(count=Count("pk"))
    pairs = Counter({(row["country_id"], row["category"]): row["count"] for row in counted})
    codes: Counter[str] = Counter()
    for (code, _category), count in pairs.items():
        codes[code] += count
    first = sorted(codes, key=lambda code: (-codes[code], code))[:most]
    return [
        (code, pairs[code, Category.FULL], pairs[code, Category.ASSOCIATE], pairs[code, Category.FRIENDSHIP]) for code in first
    ]


def offices_on(day: date) -> list[OfficeHeld]:
    """Who holds which office on a day: the President first, then by rank and name."""
    rank = {office: place for place, office in enumerate(OfficeHeld.Office.values)}
    rows = OfficeHeld.objects.on(day).select_related("organization__country")
    return sorted(rows, key=lambda row: (rank[row.office], row.organization.name))


def terms() -> list[date]:
    """The first days of all terms that the sources tell of, newest first."""
    return list(OfficeHeld.objects.order_by("-starts_on").values_list("starts_on", flat=True).distinct())
