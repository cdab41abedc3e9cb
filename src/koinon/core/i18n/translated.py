"""Text that people write in several languages: one JSON value per field, a value for each language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import models
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

LONG = 300


class Translated(dict[str, str]):
    """The same words by language code. `str()` gives them in the language in force."""

    def in_language(self, language: str | None = None) -> str:
        """The words in a language (the one in force by default), else the site's, else the first there are."""
        asked = language or get_language() or settings.LANGUAGE_CODE
        for code in (asked, asked.split("-")[0], settings.LANGUAGE_CODE):
            if self.get(code):
                return self[code]
        return next((words for words in self.values() if words), "")

    def __str__(self) -> str:
        return self.in_language()


def translated(value: Any) -> Translated:
    """A mapping as it is, a plain text as the site's own language, nothing as nothing."""
    if isinstance(value, Translated):
        return value
    if not value:
        return Translated()
    if isinstance(value, str):
        return Translated({settings.LANGUAGE_CODE: value})
    if isinstance(value, Mapping) and all(isinstance(part, str) for pair in value.items() for part in pair):
        return Translated(value)
    raise ValidationError(_("This is not a text for each language."))


class _Kept:
    """Turns what is set on a row into a `Translated`, so that rows fresh and read behave alike."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, row: Any, kind: type | None = None) -> Any:
        if row is None:
            return self
        if self.name not in row.__dict__:
            row.refresh_from_db(fields=[self.name])
        return row.__dict__[self.name]

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.name] = translated(value)


class TranslatedField(models.JSONField):
    """A text in each of the site's languages. `max_length` holds for every language."""

    def __init__(self, *args: Any, max_length: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        self.length = max_length
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.length is not None:
            kwargs["max_length"] = self.length
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Kept(self.attname))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Translated:
        return translated(super().from_db_value(value, expression, connection))

    def to_python(self, value: Any) -> Translated:
        return translated(value)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        check_each(translated(value), self.length)

    def value_to_string(self, obj: Any) -> Any:
        return dict(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, form_class=TranslatedFormField, length=self.length, **kwargs)


def check_each(value: Translated, length: int | None) -> None:
    """Raises ValidationError for a language the site does not have, a text too long, or a null character."""
    known = dict(settings.LANGUAGES)
    if unknown := set(value) - set(known):
        raise ValidationError(_("The site has no language %(code)s."), params={"code": sorted(unknown)[0]})
    for words in value.values():
        ProhibitNullCharactersValidator()(words)
        if length is not None:
            MaxLengthValidator(length)(words)


class TranslatedWidget(forms.MultiWidget):
    """One labelled input a language; all stand on the page, so it works without JavaScript."""

    template_name = "web/widgets/translated.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, length: int | None = None) -> None:
        each = forms.TextInput if length is not None and length <= LONG else forms.Textarea
        self.codes = [code for code, _name in settings.LANGUAGES]
        inputs: dict[str, forms.Widget | type[forms.Widget]] = {
            code: each(attrs=_language_attrs(code, length, each is forms.Textarea)) for code in self.codes
        }
        super().__init__(inputs, attrs)

    def decompress(self, value: Any) -> list[str]:
        kept = translated(value)
        return [kept.get(code, "") for code in self.codes]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value if isinstance(value, list) else self.decompress(value), attrs)
        for code, inner in zip(self.codes, context["widget"]["subwidgets"], strict=True):
            info = get_language_info(code)
            inner |= {"language": info["name_local"], "code": code}
            inner["attrs"].pop("required", None)
            if described := (attrs or {}).get("aria-describedby"):
                inner["attrs"]["aria-describedby"] = described
        return context


def _language_attrs(code: str, length: int | None, tall: bool) -> dict[str, Any]:
    attrs: dict[str, Any] = {"lang": code, "dir": "rtl" if get_language_info(code)["bidi"] else "ltr", "class": "form-control"}
    if length is not None:
        attrs["maxlength"] = length
    return attrs | ({"rows": 5} if tall else {})


class TranslatedFormField(forms.Field):
    """The form's side of `TranslatedField`: required means that at least one language is filled in."""

    def __init__(self, *, length: int | None = None, **kwargs: Any) -> None:
        self.length = length
        kwargs.pop("widget", None)
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        super().__init__(widget=TranslatedWidget(length=length), **kwargs)

    def clean(self, value: Any) -> Translated:
        codes = [code for code, _name in settings.LANGUAGES]
        texts = value if isinstance(value, list) else [""] * len(codes)
        kept = Translated({code: text.strip() for code, text in zip(codes, texts, strict=True) if text and text.strip()})
        if self.required and not kept:
            raise ValidationError(self.error_messages["required"], code="required")
        check_each(kept, self.length)
        return kept

    def has_changed(self, initial: Any, data: Any) -> bool:
        return json.dumps(translated(initial), sort_keys=True) != json.dumps(self.clean(data), sort_keys=True)
