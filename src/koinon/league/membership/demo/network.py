"""Members, figures, offices and regional offices, as the papers of 2014 to 2016 have them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from koinon.core.people.models import Person
from koinon.core.places.models import Alias, IncomeFigure, Organization, PopulationFigure, free_slug
from koinon.core.record import record
from koinon.engines.spelling import fold
from koinon.league.membership.demo.seeds import INVENTED, day, rows
from koinon.league.membership.importing.forms import with_countries
from koinon.league.membership.models import Category, OfficeHeld, RegionalAssignment, RegionalOffice, Standing
from koinon.league.membership.services import standings

GEONAMES_YEAR = 2026
GEONAMES = "GeoNames (names no year; read in 2026)"
WORLD_BANK = "World Bank NY.GDP.PCAP.PP.CD, rounded to hundreds"
ELECTED = "Elected by the 3rd General Assembly, Chengdu, 3 to 6 November 2014, for 2015 to 2017"
FIRST_TERM = (date(2015, 1, 1), date(2017, 12, 31))
INVENTED_TERM = (date(2026, 1, 1), date(2028, 12, 31))
ROSTER = date(2014, 12, 31)

Members = dict[str, Organization]


def load(by: Person) -> Members:
    members = _organizations()
    _names_and_figures(members)
    _standings(members, by)
    _offices(members, by)
    _regional_offices(members, by)
    return members


def _organizations() -> Members:
    listed = rows("members.csv")
    with_countries([row["country"] for row in listed])
    made = Organization.objects.bulk_create(_organization(row) for row in listed)
    return {organization.name: organization for organization in made}


def _organization(row: dict[str, str]) -> Organization:
    return Organization(
        name=row["name"],
        slug=free_slug(row["name"]),
        kind=row["kind"],
        country_id=row["country"],
        region=row["region"],
        latitude=_degrees(row["latitude"]),
        longitude=_degrees(row["longitude"]),
        located_at=row["located_at"],
    )


def _degrees(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _names_and_figures(members: Members) -> None:
    Alias.objects.bulk_create(
        Alias(organization=members[row["organization"]], name=row["alias"], folded=fold(row["alias"])[:160])
        for row in rows("aliases.csv")
    )
    PopulationFigure.objects.bulk_create(
        PopulationFigure(
            organization=members[row["name"]], year=GEONAMES_YEAR, inhabitants=int(row["population"]), source=GEONAMES
        )
        for row in rows("members.csv")
        if row["population"]
    )
    incomes = rows("gdp.csv")
    with_countries([row["country"] for row in incomes])
    IncomeFigure.objects.bulk_create(
        IncomeFigure(country_id=row["country"], year=int(year), gdp_per_head=int(value), source=WORLD_BANK)
        for row in incomes
        for year, value in row.items()
        if year != "country" and value
    )


def _standings(members: Members, by: Person) -> None:
    for row in rows("members.csv"):
        seen = day(row["seen_on"])
        assert seen is not None, "each member has a day on which a source shows it"
        if row["entered_on"]:
            standings.enter(members[row["name"]], Category.ASSOCIATE, by=by, **_before_admission(row, seen))
        standings.enter(
            members[row["name"]], row["category"], by=by, since=seen, since_is_known=False, basis=row["basis"], **_end(row)
        )


def _before_admission(row: dict[str, str], seen: date) -> dict[str, Any]:
    """An entry date is read as the day of filing, from which a city is Associate until its admission."""
    return {
        "since": day(row["entered_on"]),
        "until": seen - timedelta(days=1),
        "until_is_known": False,
        "ending": Standing.Ending.ADMITTED,
        "basis": row["basis"],
    }


def _end(row: dict[str, str]) -> dict[str, Any]:
    last = day(row["last_seen_on"])
    return {"until": last, "until_is_known": False, "ending": Standing.Ending.UNSTATED} if last else {}


def _offices(members: Members, by: Person) -> None:
    """The 14 seats of 2015 to 2017, and the same 14 again for today, which is invented."""
    for starts_on, ends_on, source in ((*FIRST_TERM, ELECTED), (*INVENTED_TERM, INVENTED)):
        for row in rows("offices.csv"):
            held = OfficeHeld.objects.create(
                organization=members[row["organization"]],
                office=row["office"],
                starts_on=starts_on,
                ends_on=ends_on,
                source=source,
            )
            record(by, "membership.office_entered", held)


def _regional_offices(members: Members, by: Person) -> None:
    served: set[int] = set()
    for row in reversed(rows("regional_offices.csv")):
        office = RegionalOffice.objects.create(
            name={"en": row["name_en"], "ko": row["name_ko"], "ar": row["name_ar"]},
            host=members[row["host"]],
            source=row["source"],
        )
        record(by, "membership.regional_office_entered", office)
        theirs = [member for member in members.values() if member.pk not in served and _is_served(member, row["serves"])]
        served |= {member.pk for member in theirs}
        _assign(office, theirs)


def _is_served(member: Organization, serves: str) -> bool:
    """`serves` names a region, or countries. Offices of countries are entered before those of whole regions."""
    return member.region == serves or member.country_id in serves.split()


def _assign(office: RegionalOffice, members: list[Organization]) -> None:
    """Each present member from the first day a source shows it, at the earliest from the roster of 2014."""
    present = Standing.objects.filter(organization__in=members, until__isnull=True).values_list("organization_id", "since")
    RegionalAssignment.objects.bulk_create(
        RegionalAssignment(office=office, organization_id=pk, since=max(since, ROSTER)) for pk, since in present
    )
