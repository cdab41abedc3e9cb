"""Members with their standing: a roster, or the members that a league brings when it moves in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koinon.core.clock import today
from koinon.core.people.models import Person
from koinon.core.places.models import Alias, Organization, PopulationFigure, Region, free_slug
from koinon.engines.spelling import fold
from koinon.league.membership.importing.forms import CHANGED, COUNTRY, NEW, SAME, Change, Column, Form, Options, with_countries
from koinon.league.membership.importing.problems import Cells
from koinon.league.membership.models import Category, Standing
from koinon.league.membership.services import standings

FILLED_IN = ("region", "website", "address", "latitude", "longitude", "located_at")
"""What an import fills in where the register has nothing; it never overwrites."""

FIRST_DAY = gettext_lazy(
    "First day of this standing, as 2014-06-05. Where it is empty, the day of the list counts and is marked as not stated."
)
KIND = gettext_lazy(
    "local_government, government_agency, association. Without it: local government, or government agency for Friendship Members."
)
GEONAMES = "GeoNames (names no year; read in %(year)s)"


@dataclass(slots=True)
class Member:
    """A row that can be taken. `known` is the organization that stands in the register already."""

    known: Organization | None
    name: str
    country: str
    kind: str
    facts: dict[str, object]
    category: str
    since: date
    since_is_known: bool
    basis: str
    has_standing: bool = False
    aliases: list[str] = field(default_factory=list)
    population: tuple[int, int, str] | None = None


class Members(Form):
    key = "members"
    label = gettext_lazy("Members")
    says = gettext_lazy(
        "A row for each member, with its standing. Organizations that are in the register already are kept as they are; "
        "what is empty there is filled in."
    )
    deed = "membership.members_imported"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(("name",), gettext_lazy("Name of the organization."), required=True),
        Column(COUNTRY, gettext_lazy("ISO 3166 code of two letters."), required=True),
        Column(("category",), gettext_lazy("full, associate or friendship."), required=True),
        Column(("since", "entry_date"), FIRST_DAY),
        Column(("kind",), KIND),
        Column(("region",), gettext_lazy("Africa, America, Asia, Europe, Middle East or Oceania.")),
        Column(("aliases",), gettext_lazy("Other names, parted by |.")),
        Column(("latitude",), gettext_lazy("Degrees north, with a decimal point.")),
        Column(("longitude",), gettext_lazy("Degrees east, with a decimal point.")),
        Column(("located_at",), gettext_lazy("The place that the position was taken from.")),
        Column(("population", "population_geonames"), gettext_lazy("Inhabitants.")),
        Column(("population_year",), gettext_lazy("Year of that figure.")),
        Column(("population_source",), gettext_lazy("Source of that figure.")),
        Column(("website",), gettext_lazy("Address that begins with https://.")),
        Column(("address",), gettext_lazy("Postal address.")),
        Column(("basis", "category_basis"), gettext_lazy("Where the standing is taken from.")),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[tuple[str, str], int] = {}
        self.standing_of = dict(Standing.objects.filter(until__isnull=True).values_list("organization_id", "category"))

    def examine_row(self, cells: Cells, options: Options) -> Change | None:
        name = cells.text("name", most=160, required=True)
        country = self.country_of(cells, *COUNTRY)
        category = cells.one_of(dict(Category.choices), "category", required=True)
        kind = self._kind(cells, category)
        since = self._since(cells, options)
        facts = self._facts(cells)
        population = self._population(cells)
        aliases = [alias.strip()[:160] for alias in cells.text("aliases", most=1000).split("|") if alias.strip()]
        basis = cells.text("basis", "category_basis", most=300)
        known = self._known(cells, name, country, category) if name and country else None
        if not cells.is_fine or since is None:
            return None
        member = Member(known, name, country, kind, facts, category, *since, basis, self._is_member(known), aliases, population)
        return Change(cells.line, self._what(member), f"{name}, {Category(category).label}", member)

    def _kind(self, cells: Cells, category: str) -> str:
        kind = cells.one_of(dict(Organization.Kind.choices), "kind")
        friend = category == Category.FRIENDSHIP
        if not kind:
            return Organization.Kind.GOVERNMENT_AGENCY if friend else Organization.Kind.LOCAL_GOVERNMENT
        if category and friend == (kind == Organization.Kind.LOCAL_GOVERNMENT):
            cells.tell(
                "kind",
                _("This kind of organization cannot have this standing."),
                _("Local governments are Full or Associate Members; associations and agencies are Friendship Members."),
            )
        return kind

    def _since(self, cells: Cells, options: Options) -> tuple[date, bool] | None:
        column = cells.column("since", "entry_date")
        if cells.row[column]:
            day = cells.day("since", "entry_date")
            if day is not None and day > today():
                cells.tell(column, _("This day lies in the future."), _("Give the day on which the standing began."))
            return (day, True) if day else None
        if options.on is None:
            cells.tell(column, _("The first day is not given."), _("Fill it in, or say on which day the list was true."))
            return None
        return options.on, False

    def _facts(self, cells: Cells) -> dict[str, object]:
        latitude, longitude = cells.degrees("latitude", most=90), cells.degrees("longitude", most=180)
        if (latitude is None) != (longitude is None) and cells.is_fine:
            cells.tell("longitude", _("A position has both coordinates."), _("Give both latitude and longitude, or neither."))
        website = cells.text("website", most=300)
        if website and not website.startswith(("https://", "http://")):
            cells.tell("website", _("This is not the address of a website."), _("Begin it with https://."))
        return {
            "region": cells.one_of(dict(Region.choices), "region"),
            "website": website,
            "address": cells.text("address", most=1000),
            "latitude": latitude,
            "longitude": longitude,
            "located_at": cells.text("located_at", most=120),
        }

    def _population(self, cells: Cells) -> tuple[int, int, str] | None:
        inhabitants = cells.whole("population", "population_geonames", least=1, most=100_000_000)
        if inhabitants is None:
            return None
        if cells.column("population", "population_geonames") == "population_geonames":
            return inhabitants, today().year, GEONAMES % {"year": today().year}
        year = cells.whole("population_year", least=1900, most=today().year, required=True)
        source = cells.text("population_source", most=200, required=True)
        return (inhabitants, year, source) if year and source else None

    def _known(self, cells: Cells, name: str, country: str, category: str) -> Organization | None:
        before = self.seen.setdefault((fold(name), country), cells.line)
        if before != cells.line:
            says = _("This member stands in line %(line)s already.") % {"line": before}
            cells.tell("name", says, _("Keep one of the two lines."))
        found = self.register.called(name, country)
        if not found and (alike := self.register.alike(name, country)):
            cells.tell(
                "name",
                _("This may be %(name)s, which is in the register.") % {"name": alike.name},
                _("Write that name, or import this spelling as its other name first."),
            )
        known = found[0] if found else None
        standing = self.standing_of.get(known.pk) if known else None
        if standing and category and standing != category:
            cells.tell(
                "category",
                _("In the register it is %(standing)s.") % {"standing": Category(standing).label},
                _("A standing changes by a decision, not by an import. Write the standing it has, or leave the line out."),
            )
        return known

    def _is_member(self, known: Organization | None) -> bool:
        return known is not None and known.pk in self.standing_of

    def _what(self, member: Member) -> str:
        if member.known is None or not member.has_standing:
            return NEW
        return CHANGED if _gaps(member.known, member.facts) else SAME

    def take(self, changes: Sequence[Change], by: Person) -> None:
        with_countries(change.data.country for change in changes)
        for change in changes:
            self._take(change.data, by)

    def _take(self, member: Member, by: Person) -> None:
        organization = member.known or Organization.objects.create(
            name=member.name, slug=free_slug(member.name), country_id=member.country, kind=member.kind, **member.facts
        )
        if member.known is not None and (gaps := _gaps(organization, member.facts)):
            for name, value in gaps.items():
                setattr(organization, name, value)
            organization.save(update_fields=list(gaps))
        for alias in member.aliases:
            Alias.objects.get_or_create(organization=organization, name=alias)
        if member.population:
            inhabitants, year, source = member.population
            PopulationFigure.objects.get_or_create(
                organization=organization, year=year, defaults={"inhabitants": inhabitants, "source": source}
            )
        if not member.has_standing:
            standings.enter(
                organization,
                member.category,
                by=by,
                since=member.since,
                since_is_known=member.since_is_known,
                basis=member.basis,
            )


def _gaps(organization: Organization, facts: dict[str, object]) -> dict[str, object]:
    """What the row knows and the register does not."""
    if organization.latitude is not None:
        facts = {name: value for name, value in facts.items() if name not in {"latitude", "longitude", "located_at"}}
    return {name: facts[name] for name in FILLED_IN if facts.get(name) not in (None, "") and _is_empty(organization, name)}


def _is_empty(organization: Organization, name: str) -> bool:
    value: str | Decimal | None = getattr(organization, name)
    return value is None or value == ""
