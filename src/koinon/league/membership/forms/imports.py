"""The form with which a file is handed in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import today
from koinon.core.web.forms import DayField
from koinon.league.membership.services.imports import FORMS

HOLDS = [("", _("Tell it from the columns")), *((key, each.label) for key, each in FORMS.items())]


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("CSV or XLSX file"), help_text=_("At most 10 MB and 20,000 rows. Nothing changes before you confirm.")
    )
    form = forms.ChoiceField(label=_("What it holds"), required=False, choices=HOLDS)
    true_on = DayField(
        label=_("The list was true on"), required=False, help_text=_("For members whose first day the file does not give.")
    )
    source = forms.CharField(
        label=_("Source of the figures"),
        required=False,
        max_length=200,
        help_text=_("For figures whose source the file does not name."),
    )

    def clean_true_on(self) -> object:
        day = self.cleaned_data["true_on"]
        if day and day > today():
            raise forms.ValidationError(_("This day lies in the future."))
        return day
