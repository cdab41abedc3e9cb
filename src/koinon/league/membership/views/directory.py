"""The public directory: who the members are on any day, and who holds which office."""

from __future__ import annotations

from datetime import date
from time import monotonic
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from koinon.core.clock import today
from koinon.core.i18n.names import countries_by_name, country_name
from koinon.core.places.models import Country, Organization, Region
from koinon.core.record.queries import size as record_size
from koinon.core.web.forms import DayInput
from koinon.core.web.listing import Column, Empty, Listing, link_to, list_page
from koinon.core.web.listing.address import asked_of
from koinon.core.web.listing.cells import number_in
from koinon.core.web.listing.filters import filtered
from koinon.core.web.page import page
from koinon.core.web.when import day_words
from koinon.core.web.worldmap import crop_for, network_map
from koinon.league.membership.models import Category, OfficeHeld
from koinon.league.membership.queries import directory
from koinon.league.membership.queries.profiles import member_facts

STATION = 3
KEPT_FOR = 60.0
MOST_KEPT = 64
_kept: dict[Any, tuple[float, SafeString]] = {}
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
    region = django_filters.ChoiceFilter(label=gettext_lazy("Region"), field_name="region", choices=Region.choices)
    category = django_filters.ChoiceFilter(label=gettext_lazy("Standing"), choices=list(SHORT.items()))
    country = django_filters.ChoiceFilter(label=gettext_lazy("Country"), field_name="country_id", choices=member_countries)
    office = django_filters.ChoiceFilter(label=gettext_lazy("Office held"), choices=OfficeHeld.Office.choices)

    class Meta:
        model = Organization
        fields = ()

    def as_it_is(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
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
            "name",
            sort="name",
            link=link_to("member", slug="slug"),
        ),
        Column(
            "country",
            gettext_lazy("Country"),
            "country_id",
            show=lambda row: country_name(row["country_id"]),
            repeats=True,
        ),
        Column(
            "standing",
            gettext_lazy("Standing"),
            "category",
            kind="mark",
            choices=SHORT,
            mark_on=lambda row: row["category"] == Category.FULL,
            repeats=True,
            sort="category",
        ),
        Column("office", gettext_lazy("Office"), "office", choices=OfficeHeld.Office, sort="office"),
        Column("entered", gettext_lazy("Entered"), "entered", kind="date", sort="entered"),
        Column(
            "population",
            gettext_lazy("Population"),
            "population",
            kind="number",
            show=_population,
            sort="population",
            repeats=True,
        ),
        Column("region", gettext_lazy("Region"), "region", choices=Region, only_exported=True),
        Column("known_by", gettext_lazy("On the rolls by"), "since", kind="date", only_exported=True),
        Column("latitude", gettext_lazy("Latitude"), "latitude", only_exported=True),
        Column("longitude", gettext_lazy("Longitude"), "longitude", only_exported=True),
    ),
    filters=MemberFilter,
    words=("name", "aliases__name"),
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


def members(request: HttpRequest) -> HttpResponseBase:
    """The list, with the map of what it shows beside it."""
    day = day_asked(request)
    context: dict[str, Any] = {"station": STATION, "day": day}
    if not request.GET.get("export"):
        context["beside"] = _beside(request, day)
    return list_page(
        request,
        LIST,
        lambda: directory.members_on(day),
        template="membership/directory/members.html",
        context=context,
        lead=_lead(day),
        same_rows=str(day),
    )


def _lead(day: date) -> str:
    if day == today():
        return _("Members today, %(day)s. The list can stand on any day since 2010.") % {"day": day_words(day)}
    return _("Members on %(day)s.") % {"day": day_words(day)}


def _beside(request: HttpRequest, day: date) -> SafeString:
    """The map of what the list shows, and its countries: kept until a deed is recorded, for a minute at most.

    The same for everyone, and dearer than the list itself where there are many members.
    """
    asked = asked_of(request, LIST)
    key = (day, asked.words, asked.pairs, get_language(), record_size())
    kept = _kept.get(key)
    if kept and kept[0] > monotonic():
        return kept[1]
    shown = filtered(LIST, directory.members_on(day), asked).rows
    made = render_to_string("membership/directory/beside.html", _facts_beside(shown, day))
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[key] = (monotonic() + KEPT_FOR, made)
    return made


def _facts_beside(shown: QuerySet[Any], day: date) -> dict[str, Any]:
    places = directory.places_of(shown, day)
    without = shown.filter(latitude__isnull=True).count()
    note = ngettext(
        "%(number)s member without a known position is on the list only.",
        "%(number)s members without a known position are on the list only.",
        without,
    )
    return {
        "day": day,
        "plan": network_map(places, title=_("Where these members are"), crop=crop_for(places), labels=12) if places else None,
        "without_position": note % {"number": without} if without else "",
        "countries": [(country_name(code), code, *counts) for code, *counts in directory.by_country(shown)],
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
