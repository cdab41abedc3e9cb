"""What people fill in about themselves, and what the secretariat fills in about posts."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import today
from koinon.core.people import posts
from koinon.core.people.models import Person
from koinon.core.places.models import Organization
from koinon.core.web.forms import DayField, Form, ModelForm

SCOPES = [("openid", _("who they are")), ("profile", _("name and language")), ("email", _("e-mail address"))]


class SignupForm(forms.Form):
    """What joining asks for beside address and password: the name by which people are addressed."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
    )
    field_order = ("name", "email", "password1", "password2")

    def signup(self, request: HttpRequest, user: Any) -> None:
        user.name = self.cleaned_data["name"]
        user.language = get_language() or user.language
        user.save(update_fields=["name", "language"])


def zones() -> list[tuple[str, str]]:
    return [
        (name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name and not name.startswith("Etc/")
    ]


class ProfileForm(ModelForm):
    """What a person changes about themselves."""

    time_zone = forms.ChoiceField(label=_("time zone"), choices=zones)

    class Meta:
        model = Person
        fields = ("name", "language", "time_zone", "phone", "wants_digest")
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}),
        }


class TokenForm(Form):
    name = forms.CharField(label=_("What is the token for?"), max_length=80)
    writes = forms.BooleanField(label=_("It may change things, not only read"), required=False)
    expires_on = DayField(label=_("Last day it works"), required=False, help_text=_("Empty: until it is revoked."))

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if day is not None and day < today():
            raise ValidationError(_("This day is over."))
        return day


class InviteForm(Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"dir": "ltr"}))
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=lambda: settings.LANGUAGES)


class MandateForm(Form):
    post = forms.ChoiceField(label=_("Post"), choices=lambda: list(posts.known_posts().items()))
    organization = forms.ModelChoiceField(label=_("Organization"), queryset=Organization.objects.order_by("name"))
    starts_on = DayField(label=_("From"), initial=today)
    ends_on = DayField(label=_("Until"), required=False, help_text=_("Empty: without an end."))


class EndForm(Form):
    on = DayField(label=_("Last day"), initial=today)


class ClientForm(Form):
    """Another system that lets people sign in with their account here."""

    name = forms.CharField(label=_("Name of the system"), max_length=100, help_text=_("People see it when they sign in there."))
    redirect_uris = forms.CharField(
        label=_("Addresses to come back to"),
        max_length=2000,
        help_text=_("One a line, https://…"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may learn"), choices=SCOPES, initial=["openid"], widget=forms.CheckboxSelectMultiple
    )
    public = forms.BooleanField(
        label=_("It runs on people's own devices and can keep no secret (PKCE alone protects it)"), required=False
    )

    def clean_redirect_uris(self) -> list[str]:
        addresses = self.cleaned_data["redirect_uris"].split()
        for address in addresses:
            if not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
                raise ValidationError(_("%(address)s does not begin with https://."), params={"address": address})
        return addresses
