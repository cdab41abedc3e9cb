"""The door of this module: the only file that other modules import. Ids, plain values, frozen facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from koinon.core.clock import today
from koinon.league.membership.models import Category, Standing
from koinon.league.membership.news import (
    ApplicationDeclined,
    ApplicationFiled,
    ApplicationRetracted,
    CityAdmitted,
    MemberLeft,
    VoteClosed,
    VoteOpened,
)
from koinon.league.membership.queries.decisions import seat_organizations

__all__ = [
    "ApplicationDeclined",
    "ApplicationFiled",
    "ApplicationRetracted",
    "CityAdmitted",
    "MemberFact",
    "MemberLeft",
    "VoteClosed",
    "VoteOpened",
    "excom_city_ids",
    "is_full_member",
    "is_member",
    "members_on",
    "standing_on",
    "voting_city_ids",
]


@dataclass(frozen=True)
class MemberFact:
    """A member on a day: whose standing, which category, since when (and whether a source states that day)."""

    organization_id: int
    category: str
    since: date
    since_is_known: bool


def members_on(day: date) -> list[MemberFact]:
    """Full, Associate and Friendship Members on a day, in the order of their organizations' names."""
    rows = Standing.objects.on(day).order_by("organization__name", "organization_id")
    return [MemberFact(*row) for row in rows.values_list("organization_id", "category", "since", "since_is_known")]


def standing_on(organization_id: int, day: date | None = None) -> MemberFact | None:
    """What an organization is on a day (today by default); None when it is no member."""
    rows = Standing.objects.on(day or today()).filter(organization_id=organization_id)
    row = rows.values_list("organization_id", "category", "since", "since_is_known").first()
    return MemberFact(*row) if row else None


def is_member(organization_id: int, day: date | None = None) -> bool:
    return standing_on(organization_id, day) is not None


def is_full_member(organization_id: int, day: date | None = None) -> bool:
    """Only Full Members vote in the General Assembly and hold offices."""
    fact = standing_on(organization_id, day)
    return fact is not None and fact.category == Category.FULL


def voting_city_ids(day: date | None = None) -> frozenset[int]:
    """The Full Members on a day."""
    return frozenset(Standing.objects.on(day or today()).with_vote().values_list("organization_id", flat=True))


def excom_city_ids(day: date | None = None) -> frozenset[int]:
    """The members that hold a seat on the Executive Committee on a day."""
    return frozenset(seat.pk for seat in seat_organizations(day or today()))
