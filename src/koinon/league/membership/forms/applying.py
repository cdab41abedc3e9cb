"""The steps of an application, one thing a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import today
from koinon.core.files.forms import UploadField
from koinon.core.i18n.names import countries_by_name
from koinon.core.places.models import Country, Organization
from koinon.core.web.forms import DayField, Form, ModelForm, PublicForm
from koinon.league.membership.models import Application, Category, Contact, Eligibility, Standing
from koinon.league.membership.queries.applications import Candidate
from koinon.league.membership.queries.countries import country_codes
from koinon.league.membership.services.drafts import FORM_PURPOSE, MOST_CONTACTS
from koinon.league.membership.services.given import country_of


def country_choices() -> list[tuple[str, str]]:
    return [("", str(_("Choose a country"))), *countries_by_name(list(country_codes()))]


class EmailForm(PublicForm):
    """Where we write to the applicant."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We mail you a private link. With it you can stop at any step and come back."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )


class ResumeForm(PublicForm):
    email = forms.EmailField(
        label=_("The e-mail address you applied with"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )


class CodeForm(Form):
    code = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label=_("Six digits from our mail"),
        error_messages={"invalid": _("The code has six digits, such as 042917.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short", "dir": "ltr"}),
    )


class NameForm(ModelForm):
    """What the organization is called, and where it is."""

    country = forms.ChoiceField(label=_("Country"), choices=country_choices)

    class Meta:
        model = Application
        fields = ("name", "country")
        labels = {"name": _("Name of the organization")}
        help_texts = {"name": _("As it is written in your letterhead, in any script: City of Meridia, Gazira State, 김포시.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True

    def clean_country(self) -> Country:
        return country_of(self.cleaned_data["country"])


class SameForm(Form):
    """Is it one of those that the league knows?"""

    NONE = "none"
    organization = forms.ChoiceField(label=_("Is it one of these?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, candidates: list[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(each.organization.pk), _described(each)) for each in candidates]
        self.fields["organization"].choices = [*known, (self.NONE, _("No, it is another organization"))]  # type: ignore[attr-defined]

    def chosen(self) -> Organization | None:
        pk = self.cleaned_data["organization"]
        return None if pk == self.NONE else Organization.objects.get(pk=pk)


def _described(candidate: Candidate) -> str:
    """Gazira State (you wrote Gezeera), Associate Member."""
    name = candidate.organization.name
    if candidate.spelt != name:
        name = gettext("%(name)s, also written %(spelt)s") % {"name": name, "spelt": candidate.spelt}
    return f"{name} ({standing_words(candidate.standing)})" if candidate.standing else name


def standing_words(standing: Standing) -> str:
    return str(Category(standing.category).label)


class KindForm(ModelForm):
    """What kind of organization it is; the membership follows from it."""

    kind = forms.ChoiceField(label=_("Kind of organization"), widget=forms.RadioSelect)

    class Meta:
        model = Application
        fields = ("kind",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        memberships = dict(Eligibility.objects.on(today()).values_list("kind", "category"))
        names = KIND_WORDS
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind, _with_membership(names[kind], memberships.get(kind))) for kind in Organization.Kind.values
        ]


KIND_WORDS: Mapping[str, Any] = {
    "local_government": _("Local government: a city, district, county, province or state"),
    "association": _("Regional association of local governments"),
    "government_agency": _("Government body concerned with local e-government"),
    "company": _("Company"),
    "institution": _("University, institute or foundation"),
    "international_body": _("International body"),
}


def _with_membership(name: Any, category: str | None) -> str:
    """The kind, and which membership it leads to."""
    return f"{name} ({Category(category).label})" if category else str(name)


class HeadForm(ModelForm):
    class Meta:
        model = Application
        fields = ("head_name", "head_title", "head_email")
        labels = {
            "head_name": _("Name of the head"),
            "head_title": _("Title of the head"),
            "head_email": _("E-mail address of the head"),
        }
        help_texts = {
            "head_title": _("Mayor, Governor, Secretary General …"),
            "head_email": _("If you give it, we send the letter there too, and the head can sign in once you are admitted."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["head_name"].required = self.fields["head_title"].required = True


class AddressForm(ModelForm):
    class Meta:
        model = Application
        fields = ("address", "website")
        labels = {"address": _("Postal address")}
        widgets = {"address": forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"})}

    website = forms.URLField(
        label=_("Website"), required=False, max_length=300, assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].required = True


class PeopleField(forms.IntegerField):
    """Inhabitants, as people write them: 1284000, 1,284,000, 1 284 000, in any digits."""

    def to_python(self, value: Any) -> int | None:
        grouped = "".join(letter for letter in str(value or "") if letter not in " ,.'’٬\u00a0\u202f")
        return super().to_python(grouped)


class PopulationForm(ModelForm):
    population = PeopleField(
        label=_("Inhabitants"),
        min_value=1,
        max_value=100_000_000,
        help_text=_("Of the territory that you govern, such as 1,284,000."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "dir": "ltr"}),
    )

    class Meta:
        model = Application
        fields = ("population", "population_year", "population_source")
        labels = {
            "population_year": _("Year of the figure"),
            "population_source": _("Where the figure stands"),
        }
        help_texts = {
            "population_source": _(
                "For example: national census 2020; city register, 1 January 2026; statistical yearbook 2025, table 3."
            ),
        }
        widgets = {
            "population_year": forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "dir": "ltr"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True


class ContactForm(ModelForm):
    """One focal point."""

    class Meta:
        model = Contact
        fields = ("name", "title", "email", "phone")
        labels = {"name": _("Name"), "title": _("Title and department"), "email": _("E-mail address"), "phone": _("Telephone")}
        widgets = {
            "email": forms.EmailInput(attrs={"dir": "ltr"}),
            "phone": forms.TextInput(attrs={"dir": "ltr", "type": "tel"}),
        }


ContactSet = forms.formset_factory(ContactForm, extra=0, min_num=1, max_num=MOST_CONTACTS, validate_min=True, validate_max=True)


class ReasonForm(ModelForm):
    brought_by = forms.ModelChoiceField(
        label=_("Did a Friendship Member bring you here?"), queryset=Organization.objects.none(), required=False,
        empty_label=_("No"), help_text=_("It owes no dues next year if at least five new members came through it."),
    )  # fmt: skip

    class Meta:
        model = Application
        fields = ("reason", "brought_by", "language")
        labels = {"reason": _("Why do you want to join?"), "language": _("Language of our letters to you")}
        help_texts = {
            "reason": _(
                "What you hope to learn, and what you can share with other members. Members of the Executive Committee read this."
            )
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        friends = Standing.objects.on(today()).of_category(Category.FRIENDSHIP).values("organization_id")
        self.fields["brought_by"].queryset = Organization.objects.filter(pk__in=friends)  # type: ignore[attr-defined]
        if not self.instance.language:
            self.initial["language"] = get_language()


class SignedForm(Form):
    file = UploadField(purpose=FORM_PURPOSE, label=_("The signed form"), help_text=_("PDF, JPEG or PNG, at most 10 MB."))


class DeclineForm(Form):
    reason = forms.CharField(
        label=_("Your reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Members read it, with your seat's name, once the vote has closed."),
    )  # fmt: skip


class ReturnForm(Form):
    reason = forms.CharField(
        label=_("What has to be corrected?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The applicant reads this by mail and on the page of the application."),
    )  # fmt: skip
    correct_by = DayField(label=_("Correct it until"), required=False)

    def clean_correct_by(self) -> Any:
        day = self.cleaned_data["correct_by"]
        if day is not None and day < today():
            raise forms.ValidationError(_("This day is over."))
        return day


class ChecksForm(Form):
    checks = forms.MultipleChoiceField(
        label=_("I have checked"), choices=Application.Check.choices, widget=forms.CheckboxSelectMultiple
    )
