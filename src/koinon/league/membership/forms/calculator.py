"""The form of the public fee calculator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koinon.core.i18n.names import countries_by_name
from koinon.core.places.models import Country
from koinon.league.membership.models import Category
from koinon.league.membership.queries import calculator

WHO = [
    ("local_government", _("A local government, as Full Member")),
    ("association", _("An association of local governments, as Friendship Member")),
    ("government_agency", _("A government agency for local e-government, as Friendship Member")),
]


class CalculatorForm(forms.Form):
    kind = forms.ChoiceField(label=_("Who asks"), choices=WHO, widget=forms.RadioSelect, initial="local_government")
    country = forms.ChoiceField(label=_("Country"))
    population = forms.IntegerField(
        label=_("Population"),
        min_value=1,
        max_value=100_000_000,
        required=False,
        help_text=_("Inhabitants. Friendship Members can leave it out."),
    )
    year = forms.TypedChoiceField(label=_("Dues for the year"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = list(Country.objects.values_list("code", flat=True))
        _offer(self.fields["country"], [("", _("Choose a country")), *countries_by_name(codes)])
        _offer(self.fields["year"], [(year, str(year)) for year in reversed(calculator.years())])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == "local_government" and not cleaned.get("population") and "population" not in self.errors:
            self.add_error("population", _("Enter how many people live in your territory."))
        return cleaned

    def answer(self) -> calculator.Calculation:
        """What these answers come to. Raises NoRule, NoChart."""
        asked = self.cleaned_data
        full = asked["kind"] == "local_government"
        return calculator.calculate(
            country=Country.objects.get(pk=asked["country"]),
            population=asked["population"],
            category=Category.FULL if full else Category.FRIENDSHIP,
            kind=asked["kind"],
            year=asked["year"],
        )


def _offer(field: Any, choices: list[tuple[Any, Any]]) -> None:
    field.choices = choices
