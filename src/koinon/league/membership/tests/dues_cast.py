"""The cast of the dues tests: a league, its secretariat and administrator, and members with figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from koinon.core.people.models import Mandate, Person
from koinon.core.places.models import Country, IncomeFigure, Organization, PopulationFigure
from koinon.league.membership.models import Assessment, Standing
from koinon.league.membership.queries.dues import assessed, rules_of

LONG_AGO = date(2012, 5, 1)
CENSUS = "Census"
BANK = "World Bank"


def country(code: str, **gdp: int) -> Country:
    """A country; `country("KE", y2015=3700)` states its GDP per head of 2015."""
    row, _made = Country.objects.get_or_create(code=code)
    for year, value in gdp.items():
        IncomeFigure.objects.create(country=row, year=int(year[1:]), gdp_per_head=value, source=BANK)
    return row


def organization(name: str, code: str = "KE", **facts: Any) -> Organization:
    country(code)
    return Organization.objects.create(name=name, country_id=code, slug=name.lower().replace(" ", "-"), **facts)


def member(
    name: str,
    code: str = "KE",
    *,
    category: str = "full",
    since: date = LONG_AGO,
    population: int | None = None,
    census: int = 2010,
    brought_by: Organization | None = None,
    **facts: Any,
) -> Organization:
    if category == "friendship":
        facts = {"kind": "association", **facts}
    made = organization(name, code, **facts)
    Standing.objects.create(organization=made, category=category, since=since, brought_by=brought_by)
    if population is not None:
        PopulationFigure.objects.create(organization=made, year=census, inhabitants=population, source=CENSUS)
    return made


def league() -> Organization:
    return organization("League of Cities", "KR", kind="association", runs_the_league=True)


def person(name: str, post: str = "", at: Organization | None = None) -> Person:
    made = Person.objects.create_user(f"{name}@example.org", "a long password", name=name.title())
    if post and at is not None:
        Mandate.objects.create(person=made, post=post, organization=at, starts_on=LONG_AGO)
    return made


def assess(year: int) -> dict[str, Assessment]:
    """What everyone owes for a year, by name."""
    return {row.organization.name: row for row in assessed(rules_of(year))}
