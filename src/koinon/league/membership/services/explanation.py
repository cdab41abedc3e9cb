"""Why a member owes what it owes, in sentences of the reader's language, from the facts that were kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from koinon.core.i18n.names import current_locale
from koinon.league.membership.models import Assessment

Facts = Mapping[str, Any]
R = Assessment.Result


def sentences(row: Assessment) -> list[str]:
    """The reasons, most important first."""
    facts: Facts = row.explanation
    said = {
        R.DUE: _due,
        R.EXEMPT: _exempt,
        R.NOT_YET: _not_yet,
        R.NONE_OWED: _none_owed,
        R.NO_POPULATION: _no_population,
        R.NO_INCOME: _no_income,
        R.NO_CHART: _no_chart,
    }[R(row.result)](facts)
    return [each for each in said if each]


def number(value: int) -> str:
    """A whole number as the reader's language groups it."""
    return str(format_decimal(value, locale=current_locale()))


def band(ends: list[int | None]) -> str:
    """`1,000 to 1,999`, or `20,000 and more`."""
    low, high = ends
    if high is None:
        return _("%(low)s and more") % {"low": number(low or 0)}
    return _("%(low)s to %(high)s") % {"low": number(low or 0), "high": number(high)}


def _due(facts: Facts) -> list[str]:
    return [
        _standing(facts),
        _population(facts),
        _income(facts),
        _cell(facts),
        _("This cell is doubtful as printed and is kept as it stands.") if facts.get("cell_doubt") else "",
    ]


def _standing(facts: Facts) -> str:
    words = _("A member on %(day)s; dues since %(year)s.")
    return words % {"day": _day(facts["standing_on"]), "year": facts["first_year"]}


def _exempt(facts: Facts) -> list[str]:
    count, least = facts["brought_in"], facts["exempt_at"]
    words = ngettext(
        "%(count)s new member city came through its help in the year before; %(least)s exempt it.",
        "%(count)s new member cities came through its help in the year before; %(least)s exempt it.",
        count,
    )
    return [words % {"count": number(count), "least": number(least)}]


def _not_yet(facts: Facts) -> list[str]:
    return [_("A member since %(since)s; dues begin in %(year)s.") % {"since": _day(facts["since"]), "year": facts["first_year"]}]


def _none_owed(facts: Facts) -> list[str]:
    return [_("An Associate Member on %(day)s. Associate Members owe no dues.") % {"day": _day(facts["standing_on"])}]


def _no_population(facts: Facts) -> list[str]:
    return [_("No source gives its population. State a figure with its source, then assess again."), _income(facts)]


def _no_income(facts: Facts) -> list[str]:
    words = _(
        "The GDP per head of its country for %(year)s is not known. It is never guessed: "
        "state it with its source, then assess again."
    )
    return [words % {"year": facts["income_year"]}, _population(facts)]


def _no_chart(facts: Facts) -> list[str]:
    return [_("No fee chart in force on %(day)s covers this kind of member.") % {"day": _day(facts["standing_on"])}]


def _population(facts: Facts) -> str:
    if not facts.get("by_population") or facts.get("population") is None:
        return ""
    words = _("Population %(number)s in %(year)s. Source: %(source)s.")
    if facts["population_year"] > date.fromisoformat(facts["standing_on"]).year:
        words = _("Population %(number)s, of the later year %(year)s because no earlier figure is known. Source: %(source)s.")
    return words % {
        "number": number(facts["population"]),
        "year": facts["population_year"],
        "source": facts["population_source"],
    }


def _income(facts: Facts) -> str:
    if facts.get("income") is None:
        return ""
    words = _("GDP per head %(number)s international dollars in %(year)s. Source: %(source)s.")
    return words % {"number": number(facts["income"]), "year": facts["income_year"], "source": facts["income_source"]}


def _cell(facts: Facts) -> str:
    rows = band(facts["cell_income"])
    if not facts.get("by_population"):
        return _("Cell of the chart: GDP per head %(row)s.") % {"row": rows}
    return _("Cell of the chart: GDP per head %(row)s, population %(column)s thousand.") % {
        "row": rows,
        "column": band(facts["cell_population"]),
    }


def _day(iso: str) -> str:
    return str(format_date(date.fromisoformat(iso), "long", locale=current_locale()))
