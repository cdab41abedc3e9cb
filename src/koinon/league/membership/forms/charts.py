"""Forms that put new versions of charts and rules in force."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koinon.core.web.forms import DayField
from koinon.engines.dues import BadChart, Chart, charts_from
from koinon.league.membership.importing.reading import read_table
from koinon.league.membership.models import DecisionRule, DuesRule, Eligibility, FeeChart
from koinon.league.membership.services.dues_refusals import ChartNotReadable

COLUMNS = ("population_from", "population_to", "income_from", "income_to", "amount")
LARGEST = 2_147_483_647


class SourceField(forms.CharField):
    """Where a rule comes from."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Source"),
            max_length=300,
            help_text=gettext_lazy("The decision that adopted it, with its day."),
            **kwargs,
        )


class ChartForm(forms.Form):
    category = forms.ChoiceField(label=gettext_lazy("Applies to"), choices=FeeChart.CATEGORIES)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of member"), choices=FeeChart.KINDS)
    valid_from = DayField(label=gettext_lazy("In force from"))
    currency = forms.RegexField(r"^[A-Z]{3}\Z", label=gettext_lazy("Currency"), initial="USD")
    source = SourceField()
    file = forms.FileField(
        label=gettext_lazy("Chart, CSV or XLSX"),
        help_text=gettext_lazy(
            "Columns population_from, population_to (thousands), income_from, income_to, amount; "
            "flag and note where a cell is doubtful. An empty end is open."
        ),
    )

    def chart(self) -> Chart:
        """The uploaded chart. Raises ChartNotReadable, or what the reading of tables refuses."""
        table = read_table(self.cleaned_data["file"].read())
        lacking = [column for column in COLUMNS if column not in table.columns]
        if lacking:
            raise ChartNotReadable("file", why=_("the column %(column)s is missing.") % {"column": lacking[0]})
        rows = [{name: row[name] for name in (*COLUMNS, "flag", "note")} | {"category": "", "kind": ""} for row in table.rows]
        try:
            chart = charts_from(rows)["", ""]
        except (BadChart, KeyError) as why:
            raise ChartNotReadable("file", why=str(why)) from why
        if any(cell.amount > LARGEST for _band, cells in chart.rows() for cell in cells):
            raise ChartNotReadable("file", why=_("an amount is too large."))
        return chart


LIMITS = {
    "quorum_numerator": (0, 1000),
    "quorum_denominator": (1, 1000),
    "threshold_numerator": (0, 1000),
    "threshold_denominator": (1, 1000),
    "voting_days": (1, 366),
    "first_year_after": (0, 10),
    "income_years_before": (0, 10),
    "exempt_at_new_members": (1, 1000),
    "payment_days": (1, 1000),
}
"""Within which a rule makes sense: databases would take numbers that no calendar can bear."""


class VersionForm(forms.ModelForm):
    """A rule to be put in force; what has to be chosen says so instead of showing dashes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, most) in LIMITS.items():
            if name in self.fields:
                self.fields[name].validators += [MinValueValidator(least), MaxValueValidator(most)]
        for field in self.fields.values():
            choices = list(getattr(field, "choices", ()))
            if choices and choices[0][0] == "":
                field.choices = [("", gettext_lazy("Choose")), *choices[1:]]  # type: ignore[attr-defined]


class EligibilityForm(VersionForm):
    valid_from = DayField(label=gettext_lazy("In force from"))
    source = SourceField()

    class Meta:
        model = Eligibility
        fields = ("kind", "category", "valid_from", "source")


class DecisionRuleForm(VersionForm):
    valid_from = DayField(label=gettext_lazy("In force from"))
    source = SourceField()

    class Meta:
        model = DecisionRule
        fields = (
            "matter",
            "body",
            "valid_from",
            "quorum_numerator",
            "quorum_denominator",
            "quorum_is_strict",
            "base",
            "threshold_numerator",
            "threshold_denominator",
            "threshold_is_strict",
            "tie",
            "voting_days",
            "source",
        )


class DuesRuleForm(VersionForm):
    valid_from = DayField(label=gettext_lazy("In force from"))
    source = SourceField()

    class Meta:
        model = DuesRule
        fields = ("valid_from", "first_year_after", "income_years_before", "exempt_at_new_members", "payment_days", "source")
