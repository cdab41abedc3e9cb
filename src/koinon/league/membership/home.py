"""What membership shows on the league's home: the network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from koinon.core.clock import today
from koinon.core.web.modules import Panel
from koinon.core.web.worldmap import network_map
from koinon.league.membership.queries import directory

KEPT_FOR = 60


def panels(request: HttpRequest) -> Iterator[Panel]:
    """The network today: seconds old at most, since the map is the same for everyone who reads one language."""
    key = f"membership.network.{get_language()}"
    context = cache.get(key)
    if context is None:
        context = _network()
        cache.set(key, context, KEPT_FOR)
    if context["counts"]["all"]:
        yield Panel("membership/directory/home_network.html", context, order=10)


def _network() -> dict[str, Any]:
    day = today()
    members = directory.members_on(day)
    without = members.filter(latitude__isnull=True).count()
    note = ngettext(
        "%(number)s member without a known position is on the list only.",
        "%(number)s members without a known position are on the list only.",
        without,
    )
    return {
        "plan": network_map(directory.places_of(members, day), title=_("Where the members of the league are")),
        "counts": directory.counts_on(day),
        "day": day,
        "without_position": note % {"number": without} if without else "",
    }
