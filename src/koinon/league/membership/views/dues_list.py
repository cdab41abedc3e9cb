"""The list of a run's assessments."""

from __future__ import annotations

from functools import cache
from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koinon.core.i18n.names import country_name
from koinon.core.places.models import Region
from koinon.core.web.listing import Column, Empty, Listing, link_to
from koinon.league.membership.models import Assessment, Category
from koinon.league.membership.services.explanation import number

R = Assessment.Result
CHANGES = [
    ("more", _("more than the year before")),
    ("less", _("less than the year before")),
    ("new", _("not assessed the year before")),
]


class AssessmentFilter(django_filters.FilterSet):
    result = django_filters.ChoiceFilter(label=_("Result"), choices=R.choices)
    category = django_filters.ChoiceFilter(label=_("Standing"), choices=Category.choices)
    region = django_filters.ChoiceFilter(label=_("Region"), field_name="organization__region", choices=Region.choices)
    change = django_filters.ChoiceFilter(label=_("Difference"), choices=CHANGES, method="changed")

    class Meta:
        model = Assessment
        fields: list[str] = []

    def changed(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == "new":
            return rows.filter(before__isnull=True)
        return rows.filter(amount__gt=F("before")) if value == "more" else rows.filter(amount__lt=F("before"))


def _figure(key: str, label: Promise, fact: str) -> Column:
    """A column of a figure as it was read, empty where it was not."""

    def shown(row: dict[str, Any]) -> str:
        value = row["explanation"].get(fact)
        return "" if value is None else number(value)

    return Column(key, label, "explanation", kind="number", show=shown, export=lambda row: row["explanation"].get(fact))


def _amount(row: dict[str, Any]) -> str:
    return number(row["amount"]) if row["result"] in {R.DUE, R.EXEMPT, R.NOT_YET} else ""


def _difference(row: dict[str, Any]) -> str:
    if row["before"] is None or row["amount"] == row["before"]:
        return ""
    more = row["amount"] - row["before"]
    return f"+{number(more)}" if more > 0 else number(more).replace("-", "−")


@cache
def listing_of(year: int) -> Listing:
    """The list of one year: its links carry the year."""
    columns = (
        Column(
            "member",
            _("Member"),
            ("organization__name", "organization__slug", "run__year"),
            sort="organization__name",
            show=lambda row: row["organization__name"],
            link=link_to("assessment", year="run__year", slug="organization__slug"),
        ),
        Column(
            "country",
            _("Country"),
            "organization__country_id",
            sort="organization__country_id",
            show=lambda row: country_name(row["organization__country_id"]),
        ),
        Column(
            "standing",
            _("Standing"),
            "category",
            kind="mark",
            choices=Category,
            sort="category",
            mark_on=lambda row: row["category"] == "full",
        ),
        Column("result", _("Result"), "result", choices=R, sort="result"),
        _figure("population", _("Population"), "population"),
        _figure("gdp", _("GDP per head"), "income"),
        Column(
            "amount",
            _("Dues"),
            ("amount", "result"),
            kind="number",
            sort="amount",
            show=_amount,
            export=lambda row: row["amount"],
        ),
        Column("currency", _("Currency"), "currency", only_exported=True),
        Column("before", _("Year before"), "before", kind="number", sort="before"),
        Column("difference", _("Difference"), ("amount", "before"), kind="number", show=_difference),
        Column(
            "invoice",
            _("Invoice"),
            ("invoice__number", "invoice_id"),
            sort="invoice__number",
            show=lambda row: row["invoice__number"],
            link=link_to("billing_invoice", pk="invoice_id"),
            css="one-line",
        ),
    )
    return Listing(
        name="membership.assessments",
        title=_("Assessments"),
        columns=columns,
        filters=AssessmentFilter,
        words=("organization__name", "organization__aliases__name"),
        words_label=_("Name, in any spelling"),
        order="member",
        empty=Empty(_("No member matches"), _("Take a filter off to see more.")),
    )
