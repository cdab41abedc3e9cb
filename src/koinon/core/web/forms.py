"""Forms: refusals beside their fields, days as days, a trap for programs, and steps of one thing a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ModelError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koinon.core.refusal import Refusal, TooOften

R = TypeVar("R")


def attempt(form: forms.BaseForm, deed: Callable[..., R], *args: Any, **kwargs: Any) -> R | None:
    """Check the form, then do the deed; what it refuses stands beside the field, or at the top.

    Returns the deed's answer, None when the form is not right or the deed refused (then
    `form.errors` says why, and `form.refusal` holds the refusal). 403, 404, 409 and 429 are not about
    the form: they are raised on, and become their own page.
    """
    if not form.is_valid():
        return None
    try:
        return deed(*args, **kwargs)
    except Refusal as refusal:
        if refusal.status not in {413, 422}:
            raise
        form.refusal = refusal  # type: ignore[attr-defined]
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    except ModelError as error:
        _add(form, error)
    return None


def attempt_with(form: forms.BaseForm, deed: Callable[..., R], *args: Any, **kwargs: Any) -> R | None:
    """`attempt`, with the form's cleaned values as the deed's keyword arguments."""
    if not form.is_valid():
        return None
    return attempt(form, deed, *args, **form.cleaned_data, **kwargs)


def _add(form: forms.BaseForm, error: ModelError) -> None:
    """A model's complaint, beside the fields the form has and at the top otherwise."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for field, messages in by_field.items():
        for message in messages:
            form.add_error(field if field in form.fields else None, message)


class DayInput(forms.DateInput):
    """A day, by the browser's own calendar; written 2016-03-31 where it has none."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "medium", **(attrs or {})}, format="%Y-%m-%d")


class DayField(forms.DateField):
    widget = DayInput


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "medium", **(attrs or {})}, format="%Y-%m-%dT%H:%M")


class Form(forms.Form):
    """A form in which days are picked from a calendar and the first mistake is named in the summary."""

    use_required_attribute = False


class ModelForm(forms.ModelForm):
    """The same for a model's fields: days by the calendar."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateField) and not isinstance(field.widget, DayInput):
                field.widget = DayInput()


class LooksLikeAProgram(TooOften):
    """Raised when a public form was filled in where people see nothing."""

    says = gettext_lazy("This looks like a program. If you are a person, leave the hidden field empty and send it again.")


class PublicForm(Form):
    """A form that anyone may send. A field that people do not see catches programs that fill in everything.

    The field is empty and hidden from people and from screen readers by its container; nothing is
    asked of people, and no third party is involved.
    """

    website_address = forms.CharField(
        required=False,
        label=gettext_lazy("Leave this empty"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "tabindex": "-1", "class": "visually-hidden", "aria-hidden": "true"}
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.pop("website_address", ""):
            raise LooksLikeAProgram()
        return cleaned


@dataclass(frozen=True)
class Step:
    """One page of a long form: its key in the address, its name on the progress line, its form."""

    key: str
    label: str | Promise
    form: type[forms.BaseForm]


class Steps:
    """A long form, one thing a page, ending on a page where all answers are checked.

    The answers live with whoever keeps them (a draft row): `answers` maps a step's key to its data.
    """

    def __init__(self, *steps: Step) -> None:
        self.steps = steps
        self.by_key = {step.key: step for step in steps}

    def get(self, key: str) -> Step | None:
        return self.by_key.get(key)

    def after(self, key: str) -> Step | None:
        place = [step.key for step in self.steps].index(key)
        return self.steps[place + 1] if place + 1 < len(self.steps) else None

    def before(self, key: str) -> Step | None:
        place = [step.key for step in self.steps].index(key)
        return self.steps[place - 1] if place else None

    def first_open(self, answers: Mapping[str, Any]) -> Step | None:
        """The first step without an answer; None when all are answered."""
        return next((step for step in self.steps if step.key not in answers), None)

    def line(self, here: str, answers: Mapping[str, Any], address: Callable[[str], str]) -> list[dict[str, Any]]:
        """What `{% progress_line %}` shows; answered steps can be gone back to."""
        return [
            {
                "label": str(step.label),
                "state": "here" if step.key == here else "done" if step.key in answers else "ahead",
                "url": address(step.key) if step.key in answers and step.key != here else "",
            }
            for step in self.steps
        ]


def answers_of(form: forms.BaseForm, change_url: str = "") -> list[dict[str, str]]:
    """A form's values in words, for `{% summary_list %}` on the page where answers are checked."""
    values = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
    return [
        {"term": str(bound.label), "value": spoken(bound.field, values.get(bound.name)), "change_url": change_url}
        for bound in form
        if not bound.is_hidden and bound.name != "website_address"
    ]


def spoken(field: forms.Field, value: Any) -> str:
    """A form value in words."""
    if value in (None, "", [], {}):
        return _("Not given")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices: Any = field.choices
        names = {str(key): str(name) for key, name in choices if not isinstance(name, (list, tuple))}
        many = value if isinstance(value, (list, tuple, set)) else [value]
        return ", ".join(names.get(str(each), str(each)) for each in many)
    if isinstance(value, date):
        from koinon.core.web.when import day_words

        return day_words(value)
    return str(value)
