"""What the secretariat fills in about an agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import today
from koinon.core.files.forms import UploadField
from koinon.core.places.models import Organization
from koinon.core.web.forms import DayField, Form, ModelForm
from koinon.league.partners.files import DOCUMENT
from koinon.league.partners.models import JointActivity, Memorandum


class MemorandumForm(ModelForm):
    """The facts of an agreement. The partner is chosen when it is registered, and stays."""

    document = UploadField(
        purpose=DOCUMENT,
        label=_("Signed document"),
        required=False,
        help_text=_("PDF, up to 10 MB. The public can read it."),
    )

    class Meta:
        model = Memorandum
        fields = ("kind", "signed_on", "signed_on_precision", "ends_on", "remind_on", "scope", "source")
        help_texts = {
            "signed_on_precision": _("If only the month is known, give its first day."),
            "ends_on": _("Leave empty if the agreement has no last day."),
            "remind_on": _("The secretariat finds it on its desk from this day on."),
            "source": _("Where this is stated, for example the annual report 2014."),
        }

    def clean(self) -> dict[str, Any]:
        """The rules of an agreement are the deed's; here only what a field alone can tell."""
        return self.cleaned_data

    def _post_clean(self) -> None:
        """Leave the row alone: the deed builds and checks it, and says what is wrong in a sentence."""


class RegisterForm(MemorandumForm):
    partner = forms.ModelChoiceField(Organization.objects.order_by("name"), label=_("Partner"))
    field_order = ("partner", *MemorandumForm.Meta.fields, "document")


class EndForm(Form):
    on = DayField(label=_("Last day"), initial=today)


class ActivityForm(Form):
    on = DayField(label=_("Date"))
    title = JointActivity._meta.get_field("title").formfield(label=_("What was done"), required=True)
