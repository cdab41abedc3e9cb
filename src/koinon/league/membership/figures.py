"""The figures that membership offers to home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koinon.core.clock import today
from koinon.core.web.listing.cells import number_in
from koinon.core.web.modules import Fact
from koinon.core.web.when import short_day
from koinon.league.membership.models import Standing
from koinon.league.membership.queries import directory


def figures() -> Iterator[Fact]:
    day = today()
    counts = directory.counts_on(day)
    if not counts["all"]:
        return
    language = get_language() or "en"
    countries = Standing.objects.on(day).order_by().values("organization__country_id").distinct().count()
    on = short_day(day)
    yield Fact(number_in(counts["all"], language), _("members, %(day)s") % {"day": on}, reverse("members"))
    yield Fact(number_in(countries, language), _("countries and territories, %(day)s") % {"day": on}, reverse("members"))
    yield Fact(
        number_in(counts["full"], language),
        _("Full Members, with a vote, %(day)s") % {"day": on},
        reverse("members") + "?category=full",
    )
