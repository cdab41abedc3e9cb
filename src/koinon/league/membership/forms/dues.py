"""Forms of the yearly run and of the figures it asks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from koinon.core.web.forms import DayField


class YearForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2010, max_value=2100)


class IssueForm(forms.Form):
    on = DayField(label=_("Day on the invoices"), help_text=_("Invoices are numbered by the year of this day."))


class FigureForm(forms.Form):
    year = forms.IntegerField(label=_("Year of the figure"), min_value=1900, max_value=2100)
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Who states it and where, so that everyone can look it up.")
    )


class PopulationForm(FigureForm):
    inhabitants = forms.IntegerField(label=_("Inhabitants"), min_value=1, max_value=100_000_000)
    field_order = ("inhabitants", "year", "source")


class IncomeForm(FigureForm):
    gdp_per_head = forms.IntegerField(label=_("GDP per head, international dollars (PPP)"), min_value=1, max_value=1_000_000)
    field_order = ("gdp_per_head", "year", "source")
