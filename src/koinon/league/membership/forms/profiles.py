"""What a member writes about itself."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from koinon.core.files.forms import UploadField
from koinon.core.i18n.translated import TranslatedFormField
from koinon.core.web.forms import Form
from koinon.league.membership.files.profiles import PICTURE

LONG, SHORT = 4000, 300


class ProfileForm(Form):
    """Every text in as many languages as the member likes."""

    about = TranslatedFormField(length=LONG, label=_("About us"), required=False)
    good_practices = TranslatedFormField(length=LONG, label=_("What we are good at"), required=False)
    picture = UploadField(purpose=PICTURE, label=_("Picture"), required=False, help_text=_("JPEG or PNG, up to 10 MB."))
    picture_text = TranslatedFormField(length=SHORT, label=_("What the picture shows"), required=False)


class ReturnProfileForm(Form):
    because = forms.CharField(label=_("What has to be corrected"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
