"""What is asked about focal points, profiles and regional offices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import today
from koinon.core.people.models import Mandate
from koinon.core.places.models import Organization
from koinon.core.web.forms import DayField, Form
from koinon.league.membership.models import Call, RegionalOffice, Standing


def chosen_from(form: Form, name: str, rows: QuerySet[Any]) -> None:
    """Offer these rows in a field; forms are made before it is known which rows they are."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class FocalPointForm(Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)


class CampaignForm(Form):
    year = forms.IntegerField(label=_("Year"), min_value=2010, max_value=2100)


class CallForm(Form):
    """A call: which focal point was asked for, what came of it, and who it is now where it is somebody else."""

    mandate = forms.ModelChoiceField(
        Mandate.objects.none(), label=_("Focal point asked for"), required=False, empty_label=_("None is known")
    )
    result = forms.ChoiceField(label=_("Result"), choices=Call.Result.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name of the new focal point"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail address of the new focal point"), required=False)
    phone = forms.CharField(label=_("Telephone of the new focal point"), max_length=40, required=False)
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, mandates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen_from(self, "mandate", mandates)


class OpenOfficeForm(Form):
    host = forms.ModelChoiceField(Organization.objects.none(), label=_("Member that hosts it"))
    name = RegionalOffice._meta.get_field("name").formfield(label=_("Name"), required=True)
    opened_on = DayField(label=_("Opened on"), required=False, help_text=_("Leave empty if no source states the day."))
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Standing.objects.on(today()).values("organization_id")
        chosen_from(self, "host", Organization.objects.filter(pk__in=members).order_by("name"))


class CloseOfficeForm(Form):
    on = DayField(label=_("Last day"), initial=today)


class ServiceForm(Form):
    office = forms.ModelChoiceField(
        RegionalOffice.objects.none(), label=_("Served by"), required=False, empty_label=_("The secretariat itself")
    )
    on = DayField(label=_("From"), initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen_from(self, "office", RegionalOffice.objects.filter(closed_on__isnull=True))
