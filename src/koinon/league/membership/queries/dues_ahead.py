"""What an applicant would owe if it is admitted, and from when."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koinon.core.clock import today
from koinon.core.refusal import Refusal
from koinon.core.web.listing.cells import number_in
from koinon.league.membership.models import Application
from koinon.league.membership.queries import calculator

OVER = {Application.State.DECLINED, Application.State.RETRACTED}


def facts(application: Application) -> list[dict[str, Any]]:
    """The row of the summary list, with a link to the cell of the chart and why; nothing once it is declined."""
    if application.state in OVER or application.country is None:
        return []
    year = (application.decided_on or today()).year + 1
    try:
        found = calculator.calculate(
            country=application.country,
            population=application.population,
            category=application.category,
            year=year,
            kind=application.kind,
        )
    except Refusal as refusal:
        return [_row(str(refusal), "")]
    query = {"country": application.country_id, "population": application.population or "", "category": application.category}
    url = f"{reverse('fee_calculator')}?{urlencode({**query, 'year': year})}"
    if found.amount is None:
        words = _("from %(year)s; the GDP per head of %(before)s is not known yet")
        return [_row(words % {"year": year, "before": found.rules.income_year}, url)]
    amount = f"{found.chart.row.currency} {number_in(found.amount, get_language() or 'en')}"
    return [_row(_("%(amount)s from %(year)s") % {"amount": amount, "year": year}, url)]


def _row(value: str, url: str) -> dict[str, Any]:
    return {"term": _("Yearly dues if admitted"), "value": value, "url": url}
