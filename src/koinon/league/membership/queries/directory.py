"""Reads of the directory: members on a day, where they are, what they hold, who is who in the league."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from koinon.core.places.models import PopulationFigure
from koinon.core.web.worldmap import Place
from koinon.league.membership.models import Category, OfficeHeld, Standing

MOST_ON_MAP = 1_000


def members_on(day: date) -> QuerySet[Standing]:
    """The standings in force on a day, with what a list of members shows of each organization.

    office: the office held that day, none where null. population: the newest figure there is.
    entered: the first day with the league that a source states, null where none does.
    """
    held = OfficeHeld.objects.on(day).filter(organization=OuterRef("organization")).values("office")[:1]
    newest = PopulationFigure.objects.filter(organization=OuterRef("organization")).order_by("-year")
    stated = Standing.objects.filter(organization=OuterRef("organization"), since_is_known=True, since__lte=day)
    return Standing.objects.on(day).annotate(
        office=Subquery(held),
        population=Subquery(newest.values("inhabitants")[:1]),
        entered=Subquery(stated.order_by("since").values("since")[:1]),
    )


def counts_on(day: date) -> dict[str, int]:
    """How many members stand in each category on a day, and how many seats the Executive Committee has."""
    by_category = Counter(Standing.objects.on(day).values_list("category", flat=True))
    return {
        "excom": OfficeHeld.objects.on(day).count(),
        **{str(category): by_category.get(category, 0) for category in Category.values},
        "all": by_category.total(),
    }


def places_of(standings: QuerySet[Standing], day: date) -> list[Place]:
    """Where these members are, for the map: at most a thousand, those with a position that a source gives."""
    seats = dict(OfficeHeld.objects.on(day).values_list("organization_id", "office"))
    rows = standings.filter(organization__latitude__isnull=False).values(
        "organization_id",
        "organization__name",
        "organization__slug",
        "organization__latitude",
        "organization__longitude",
        "category",
        "population",
    )
    names = dict(Category.choices)
    return [_place(row, seats, names) for row in rows.order_by("organization__name")[:MOST_ON_MAP]]


def _place(row: dict[str, Any], seats: dict[int, str], names: dict[str, Any]) -> Place:
    seat = row["organization_id"] in seats
    return Place(
        name=row["organization__name"],
        latitude=float(row["organization__latitude"]),
        longitude=float(row["organization__longitude"]),
        url=reverse("member", args=[row["organization__slug"]]),
        kind="excom" if seat else row["category"],
        note=str(OfficeHeld.Office(seats[row["organization_id"]]).label if seat else names[row["category"]]),
        weight=float(row["population"] or 0),
    )


def by_country(standings: QuerySet[Standing], most: int = 10) -> list[tuple[str, int, int, int]]:
    """(country code, Full, Associate, Friendship) of the countries with most members, first ones first."""
    pairs = Counter(standings.order_by().values_list("organization__country_id", "category"))
    codes = Counter(code for code, _category in pairs.elements())
    return [
        (
            code,
            *(pairs.get((code, category), 0) for category in (Category.FULL, Category.ASSOCIATE, Category.FRIENDSHIP)),
        )
        for code, _count in sorted(codes.items(), key=lambda item: (-item[1], item[0]))[:most]
    ]


def offices_on(day: date) -> list[OfficeHeld]:
    """Who holds which office on a day: the President first, then by rank and name."""
    rank = {office: place for place, office in enumerate(OfficeHeld.Office.values)}
    rows = OfficeHeld.objects.on(day).select_related("organization__country")
    return sorted(rows, key=lambda row: (rank[row.office], row.organization.name))


def terms() -> list[date]:
    """The first days of all terms that the sources tell of, newest first."""
    return list(OfficeHeld.objects.order_by("-starts_on").values_list("starts_on", flat=True).distinct())
