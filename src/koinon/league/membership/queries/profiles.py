"""Everything that a member's public page shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from koinon.core.clock import today
from koinon.core.i18n.names import current_locale
from koinon.core.places.models import Organization
from koinon.core.record.deeds import deed_name
from koinon.core.record.models import Entry
from koinon.core.web.listing.cells import number_in
from koinon.core.web.when import day_words
from koinon.core.web.worldmap import Place, crop_for, network_map
from koinon.league.membership.models import OfficeHeld, Profile, RegionalAssignment, Standing
from koinon.league.membership.rules import looks_after


def member_facts(organization: Organization, reader: Any) -> dict[str, Any]:
    """The context of the page: standing now and before, offices, figures, profile, position, deeds."""
    standings = list(Standing.objects.filter(organization=organization).order_by("-since"))
    now = next((row for row in standings if row.since <= today() and (row.until is None or row.until >= today())), None)
    held = list(OfficeHeld.objects.filter(organization=organization).order_by("-starts_on"))
    return {
        "organization": organization,
        "standing": now,
        "standings": [{"row": row, "span": span_of(row), "is_open": row.until is None} for row in standings],
        "held": held,
        "office": next(
            (row for row in held if row.starts_on <= today() and (row.ends_on is None or row.ends_on >= today())), None
        ),
        "facts": _facts(organization),
        "profile": Profile.objects.filter(organization=organization).select_related("picture").first(),
        "plan": _plan(organization, now, held),
        "deeds": deeds_about_standings(standings),
        "looks_after": looks_after(reader, organization),
    }


def span_of(standing: Standing) -> str:
    """From when until when, in words that say what the sources leave open."""
    first = day_words(standing.since)
    begun = _("since %(day)s") % {"day": first} if standing.since_is_known else _("on the rolls by %(day)s") % {"day": first}
    if standing.until is None:
        return begun
    last = day_words(standing.until)
    ended = _("until %(day)s") % {"day": last} if standing.until_is_known else _("last seen %(day)s") % {"day": last}
    return _("%(begun)s, %(ended)s") % {"begun": begun, "ended": ended}


def _facts(organization: Organization) -> list[tuple[str, str]]:
    population = organization.population_on(date.max)
    served = RegionalAssignment.objects.filter(organization=organization, until__isnull=True).select_related("office").first()
    facts = [
        (_("Country"), organization.country.name),
        (_("Region"), organization.get_region_display()),
        (_("Kind"), organization.get_kind_display()),
        (_("Population"), _population(population)),
        (_("Regional office"), str(served.office) if served else _("Served by the secretariat")),
    ]
    names = ", ".join(organization.aliases.values_list("name", flat=True))
    return facts + ([(_("Also written"), names)] if names else [])


def _population(figure: Any) -> str:
    if figure is None:
        return _("No source gives a figure")
    number = number_in(figure.inhabitants, str(current_locale()))
    return _("%(number)s in %(year)s. Source: %(source)s") % {"number": number, "source": figure.source, "year": figure.year}


def _plan(organization: Organization, standing: Standing | None, held: list[OfficeHeld]) -> Any:
    if organization.latitude is None or organization.longitude is None:
        return None
    seat = any(row.ends_on is None or row.ends_on >= today() for row in held)
    here = Place(
        organization.name,
        float(organization.latitude),
        float(organization.longitude),
        reverse("member", args=[organization.slug]),
        kind="excom" if seat else standing.category if standing else "associate",
    )
    title = _("Where %(name)s is") % {"name": organization.name}
    return network_map([here], title=title, crop=crop_for([here], least=260), labels=1)


def deeds_about_standings(standings: list[Standing]) -> list[dict[str, Any]]:
    """What the record holds of these standings, oldest first, each with its proof."""
    keys = [str(row.pk) for row in standings]
    entries = Entry.objects.filter(kind=Standing._meta.label_lower, thing_id__in=keys).order_by("pk")
    return [
        {
            "at": entry["at"],
            "title": deed_name(entry["deed"]),
            "proof": entry["pk"],
            "proof_url": reverse("record_entry", args=[entry["pk"]]),
        }
        for entry in entries.values("pk", "at", "deed")
    ]
