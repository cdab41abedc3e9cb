"""What is filled in when a member leaves."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from koinon.core.web.forms import DayField, Form


class WithdrawalForm(Form):
    reason = forms.CharField(
        label=_("Why do you leave?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The secretariat reads this. It is not published."),
    )  # fmt: skip
    last_day = DayField(
        label=_("Last day of membership you would like"), required=False,
        help_text=_("The secretariat confirms the day. Leave it empty if it does not matter to you."),
    )  # fmt: skip


class TerminationForm(Form):
    reason = forms.CharField(
        label=_("Why should the membership end?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The member reads this at once, and the Executive Committee before it votes."),
    )  # fmt: skip


class LastDayForm(Form):
    last_day = DayField(label=_("Last day of membership"))
