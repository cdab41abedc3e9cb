"""Form fields in our look: what a field's part needs, and what the error summary lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)
SELECTS = (forms.Select, forms.SelectMultiple)


@dataclass(frozen=True)
class Mistake:
    """A line of the error summary: what to mend, and the id of the field to go to ("" for the whole form)."""

    words: str
    target: str


def kind_of(bound: BoundField) -> str:
    """How a field is drawn: hidden, trap (for programs only), choices, check, group (several inputs under one name) or line."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if "visually-hidden" in widget.attrs.get("class", ""):
        return "trap"
    if isinstance(widget, CHOICES):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "group" if widget.use_fieldset else "line"


def described_by(bound: BoundField) -> str:
    """The ids of the help and the mistakes, in the order in which they are read."""
    parts = [
        f"{bound.auto_id}_help" if bound.help_text else "",
        f"{bound.auto_id}_error" if bound.errors else "",
    ]
    return " ".join(part for part in parts if part)


def attributes(bound: BoundField, size: str = "") -> dict[str, str | bool]:
    """What our look adds to a widget."""
    widget = bound.field.widget
    base = "form-select" if isinstance(widget, SELECTS) else "form-control"
    css = " ".join(part for part in (widget.attrs.get("class", ""), base, size) if part)
    found: dict[str, str | bool] = {"class": css}
    if described := described_by(bound):
        found["aria-describedby"] = described
    if isinstance(widget, forms.Textarea) or getattr(widget, "input_type", "") in {"text", "search"}:
        found["dir"] = widget.attrs.get("dir", "auto")
    return found


def dressed(bound: BoundField, size: str = "") -> dict[str, Any]:
    """What `web/parts/field.html` shows."""
    kind = kind_of(bound)
    plain: dict[str, str | bool] = {"aria-describedby": described_by(bound)} if described_by(bound) else {}
    widget = "" if kind == "choices" else bound.as_widget(attrs=attributes(bound, size) if kind in {"line", "group"} else plain)
    return {"field": bound, "kind": kind, "widget": widget, "id": bound.auto_id, "described_by": described_by(bound)}


def mistakes(form: Any) -> list[Mistake]:
    """Everything to mend in a form, the whole form first, then field by field in their order."""
    whole = [Mistake(str(words), "") for words in form.non_field_errors()]
    return whole + [Mistake(_named(bound, str(words)), target(bound)) for bound in form for words in bound.errors]


def _named(bound: BoundField, words: str) -> str:
    """The mistake with the name of its field, since in the summary it stands alone."""
    return words if not bound.label or bound.is_hidden else f"{bound.label}: {words}"


def target(bound: BoundField) -> str:
    """The id that a link to this field goes to: the first choice of a group, else the field itself."""
    if bound.is_hidden:
        return ""
    return f"{bound.auto_id}_0" if kind_of(bound) in {"choices", "group"} else str(bound.auto_id)
