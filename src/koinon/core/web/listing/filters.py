"""Filters as chips: in force with a way to take them off; the others open a small form."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from html import escape
from time import monotonic
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from koinon.core.web.listing.address import Asked
from koinon.core.web.listing.cells import day_in
from koinon.core.web.listing.shape import Listing
from koinon.core.web.models import SavedView

BUTTONS_UP_TO = 12
INNER_KEPT_FOR = 60.0
_inner: dict[tuple[str, str, str], tuple[float, SafeString]] = {}


@dataclass
class Filtered:
    """A queryset after filters and words, the chips in force, and what could not be understood."""

    rows: QuerySet[Any]
    chips: list[dict[str, str]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    in_force: set[str] = field(default_factory=set)


def filtered(listing: Listing, rows: QuerySet[Any], asked: Asked) -> Filtered:
    found = Filtered(rows)
    if asked.words:
        found.rows = in_words(listing, rows, asked.words)
        found.chips.append({"label": f"“{asked.words}”", "url": asked.url(without="words")})
    if listing.filters:
        _filter(listing, found, asked)
    return found


def in_words(listing: Listing, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Rows in which each of the words stands somewhere."""
    words = words.replace("\0", "")
    if callable(listing.words):
        return listing.words(rows, words)
    for word in words.split()[:8]:
        rows = rows.filter(_any(listing.words, word))
    return rows.distinct() if any("__" in lookup for lookup in listing.words) else rows


def _any(lookups: tuple[str, ...], word: str) -> Q:
    found = Q()
    for lookup in lookups:
        found |= Q(**{f"{lookup}__icontains": word})
    return found


def _filter(listing: Listing, found: Filtered, asked: Asked) -> None:
    """Apply the filters that are asked for; those that cannot be understood are named and left out."""
    given = _given(listing, asked)
    if not given:
        return
    filters: Any = listing.filters
    chosen = filters(data=given, queryset=found.rows)
    chosen.form.full_clean()
    for name in [name for name in chosen.filters if name in chosen.form.errors]:
        label = str(chosen.form.fields[name].label or name)
        found.complaints.append(
            _("The filter “%(label)s” was left out: %(why)s") % {"label": label, "why": " ".join(chosen.form.errors[name])}
        )
        del chosen.filters[name]
    chosen.form._errors = {}
    found.rows = chosen.filter_queryset(found.rows)
    for name, each in chosen.filters.items():
        value = chosen.form.cleaned_data.get(name)
        if value not in (None, "", [], ()) and not (isinstance(value, QuerySet) and not value.exists()):
            found.in_force.add(name)
            words = f"{each.label or name}: {_spoken(chosen.form.fields[name], value)}"
            found.chips.append({"label": words, "url": _url_without(asked, name)})


def _given(listing: Listing, asked: Asked) -> Any:
    from django.http import QueryDict

    filters: Any = listing.filters
    given = QueryDict(mutable=True)
    for name, value in asked.pairs:
        if name in filters.base_filters or name.rpartition("_")[0] in filters.base_filters:
            given.appendlist(name, value.replace("\0", ""))
    return given


def _url_without(asked: Asked, name: str) -> str:
    names = {each for each, _value in asked.pairs if each == name or each.rpartition("_")[0] == name}
    smaller = Asked(**{**asked.__dict__, "pairs": tuple(pair for pair in asked.pairs if pair[0] not in names)})
    return smaller.url()


def _spoken(form_field: forms.Field, value: Any) -> str:
    """The words for a filter's value."""
    if isinstance(value, slice):
        return " – ".join("…" if end is None else _one(form_field, end) for end in (value.start, value.stop))
    if isinstance(value, (list, tuple, set, QuerySet)):
        return ", ".join(_one(form_field, each) for each in value)
    return _one(form_field, value)


def _one(form_field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return day_in(value, get_language() or "en")
    if isinstance(form_field, forms.ChoiceField) and not isinstance(form_field, forms.ModelChoiceField):
        return str(dict(_flat(form_field.choices)).get(str(value), value))
    return str(value)


def _flat(choices: Any) -> list[tuple[str, Any]]:
    flat: list[tuple[str, Any]] = []
    for value, label in choices:
        flat += _flat(label) if isinstance(label, (list, tuple)) else [(str(value), label)]
    return flat


def offered(listing: Listing, asked: Asked, in_force: set[str]) -> list[dict[str, Any]]:
    """The filters not in force: name, label, the parameters to keep, and the inside of the small form."""
    filters: Any = listing.filters
    if not filters:
        return []
    language = get_language() or "en"
    return [
        {"name": name, "label": str(each.label or name), "inner": _inside(listing, name, language)}
        for name, each in filters.base_filters.items()
        if name not in in_force
    ]


def _inside(listing: Listing, name: str, language: str) -> SafeString:
    """The fields of a filter's small form; the same for everyone, so kept for a minute by each worker."""
    key = (listing.name, name, language)
    kept = _inner.get(key)
    if kept and kept[0] > monotonic():
        return kept[1]
    made = _made(listing, name)
    _inner[key] = (monotonic() + INNER_KEPT_FOR, made)
    return made


def _made(listing: Listing, name: str) -> SafeString:
    filters: Any = listing.filters
    unbound = filters(queryset=SavedView.objects.none()).form  # only its form is looked at, so any rows will do
    bound = unbound[name]
    choices = [pair for pair in _flat(getattr(bound.field, "choices", ())) if pair[0]]
    if choices and len(choices) <= BUTTONS_UP_TO and not isinstance(bound.field, forms.MultipleChoiceField):
        return mark_safe("".join(_button(name, *pair) for pair in choices))  # noqa: S308 - _button escapes
    css = "form-select" if isinstance(bound.field.widget, forms.Select) else "form-control"
    widget = bound.as_widget(attrs={"class": css, "id": f"filter-{name}"})
    label = f'<label class="form-label" for="filter-{escape(name)}">{escape(str(bound.label))}</label>'
    apply = escape(pgettext("a filter", "Apply"))
    verb = f'<button class="btn btn-primary space-above" type="submit">{apply}</button>'
    return mark_safe(label + widget + verb)  # noqa: S308 - parts are escaped or rendered by Django


def _button(name: str, value: str, label: Any) -> str:
    return f'<button type="submit" name="{escape(name)}" value="{escape(value)}" dir="auto">{escape(str(label))}</button>'


def clean_date(text: str) -> date:
    """A day of an address, `2016-03-31`. Raises ValidationError."""
    day = forms.DateField().clean(text)
    if day is None:
        raise ValidationError(_("Give a day as 2016-03-31."))
    return day
