"""The public directory: who the members are on any day, and who holds which office."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from koinon.core.clock import today
from koinon.core.i18n.names import countries_by_name, country_name
from koinon.core.places.models import Country, Organization, Region
from koinon.core.web.forms import DayInput
from koinon.core.web.listing import Column, Empty, Listing, link_to, list_page
from koinon.core.web.listing.address import asked_of
from koinon.core.web.listing.cells import number_in
from koinon.core.web.listing.filters import filtered
from koinon.core.web.page import page
from koinon.core.web.when import day_words
from koinon.core.web.worldmap import crop_for, network_map
from koinon.league.membership.models import Category, OfficeHeld, Standing
from koinon.league.membership.queries import directory
from koinon.league.membership.queries.profiles import member_facts

STATION = 3
SHORT = {
    Category.FULL: gettext_lazy("Full"),
    Category.ASSOCIATE: gettext_lazy("Associate"),
    Category.FRIENDSHIP: gettext_lazy("Friendship"),
}


def member_countries() -> list[tuple[str, str]]:
    return countries_by_name(list(Country.objects.values_list("code", flat=True)))


class MemberFilter(django_filters.FilterSet):
    """What the directory can be narrowed by. `on` is read by the view: it chooses the rows themselves."""

    on = django_filters.DateFilter(label=gettext_lazy("On the day"), method="as_it_is", widget=DayInput)
    region = django_filters.ChoiceFilter(label=gettext_lazy("Region"), field_name="organization__region", choices=Region.choices)
    category = django_filters.ChoiceFilter(label=gettext_lazy("Standing"), choices=list(SHORT.items()))
    country = django_filters.ChoiceFilter(
        label=gettext_lazy("Country"), field_name="organization__country_id", choices=member_countries
    )
    office = django_filters.ChoiceFilter(label=gettext_lazy("Office held"), choices=OfficeHeld.Office.choices)

    class Meta:
        model = Standing
        fields = ()

    def as_it_is(self, rows: QuerySet[Standing], name: str, value: date) -> QuerySet[Standing]:
        return rows


def _population(row: dict[str, Any]) -> str:
    return number_in(row["population"], get_language() or "en") if row["population"] else _("no source")


LIST = Listing(
    name="membership.members",
    title=gettext_lazy("Members"),
    caption=gettext_lazy("Members of the league"),
    columns=(
        Column(
            "member",
            gettext_lazy("Member"),
            "organization__name",
            sort="organization__name",
            link=link_to("member", slug="organization__slug"),
        ),
        Column(
            "country",
            gettext_lazy("Country"),
            "organization__country_id",
            show=lambda row: country_name(row["organization__country_id"]),
        ),
        Column(
            "standing",
            gettext_lazy("Standing"),
            "category",
            kind="mark",
            choices=SHORT,
            mark_on=lambda row: row["category"] == Category.FULL,
            sort="category",
        ),
        Column("office", gettext_lazy("Office"), "office", choices=OfficeHeld.Office, sort="office"),
        Column("entered", gettext_lazy("Entered"), "entered", kind="date", sort="entered"),
        Column("population", gettext_lazy("Population"), "population", kind="number", show=_population, sort="population"),
        Column("region", gettext_lazy("Region"), "organization__region", choices=Region, only_exported=True),
        Column("known_by", gettext_lazy("On the rolls by"), "since", kind="date", only_exported=True),
        Column("latitude", gettext_lazy("Latitude"), "organization__latitude", only_exported=True),
        Column("longitude", gettext_lazy("Longitude"), "organization__longitude", only_exported=True),
    ),
    filters=MemberFilter,
    words=("organization__name", "organization__aliases__name"),
    words_label=gettext_lazy("Name, in any spelling"),
    order="member",
    empty=Empty(
        gettext_lazy("No members on this day"),
        gettext_lazy("The league was founded in 2010. Choose a later day."),
    ),
)


def day_asked(request: HttpRequest) -> date:
    """The day of `?on=`, today where there is none or it is no day (the list says so then)."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today()


def members(request: HttpRequest) -> HttpResponse:
    """The list, with the map of what it shows beside it."""
    day = day_asked(request)
    rows = directory.members_on(day)
    context: dict[str, Any] = {"station": STATION, "day": day}
    if not request.GET.get("export"):
        context |= _beside(filtered(LIST, rows, asked_of(request, LIST)).rows, day)
    return list_page(request, LIST, rows, template="membership/directory/members.html", context=context, lead=_lead(day))


def _lead(day: date) -> str:
    if day == today():
        return _("Members today, %(day)s. The list can stand on any day since 2010.") % {"day": day_words(day)}
    return _("Members on %(day)s.") % {"day": day_words(day)}


def _beside(shown: QuerySet[Standing], day: date) -> dict[str, Any]:
    """The map of the rows shown, and their countries."""
    places = directory.places_of(shown, day)
    without = shown.filter(organization__latitude__isnull=True).count()
    countries = [(country_name(code), code, *counts) for code, *counts in directory.by_country(shown)]
    note = ngettext(
        "%(number)s member without a known position is on the list only.",
        "%(number)s members without a known position are on the list only.",
        without,
    )
    return {
        "plan": network_map(places, title=_("Where these members are"), crop=crop_for(places), labels=12) if places else None,
        "without_position": note % {"number": without} if without else "",
        "countries": countries,
    }


def member(request: HttpRequest, slug: str) -> HttpResponse:
    """The public profile of a member, present or former."""
    organization = get_object_or_404(Organization.objects.select_related("country"), slug=slug)
    return page(request, "membership/directory/member.html", {"station": STATION, **member_facts(organization, request.user)})


def offices(request: HttpRequest) -> HttpResponse:
    """Who holds which office on a day."""
    day = day_asked(request)
    held = directory.offices_on(day)
    places = [place for place in directory.places_of(directory.members_on(day), day) if place.kind == "excom"]
    context = {
        "station": STATION,
        "day": day,
        "held": held,
        "terms": directory.terms(),
        "plan": network_map(places, title=_("Where the offices are held"), crop=None, labels=20) if places else None,
        "mistake": request.GET.get("on", day.isoformat()) != day.isoformat(),
    }
    return page(request, "membership/directory/offices.html", context)
