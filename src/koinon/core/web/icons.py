"""Chosen Bootstrap Icons, drawn into the page as SVG. An icon never stands without words."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

MIRRORED = frozenset({"back", "forward", "next", "previous", "undo", "external", "sign-in", "sign-out", "send", "list"})
"""Icons that show a direction of reading, and turn with it."""


@cache
def drawings() -> dict[str, str]:
    """Our word for each icon, and its drawing on a field of 16 by 16."""
    found: dict[str, str] = json.loads((Path(__file__).parent / "icons.json").read_text(encoding="utf-8"))
    return found


@cache
def icon_svg(name: str, label: str = "") -> SafeString:
    """An icon as SVG: hidden from screen readers beside words, or named by `label` where it stands for them.

    Raises KeyError for a name that is not among the chosen ones.
    """
    css = "icon icon-mirrors" if name in MIRRORED else "icon"
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(f'<svg class="{css}" viewBox="0 0 16 16" {spoken}>{drawings()[name]}</svg>')  # noqa: S308 (our own drawings)
