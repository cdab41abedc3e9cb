"""{% load record %}: links from anywhere to an entry of the record."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def proof_link(entry: Any) -> SafeString | str:
    """`Proof 48201`, a link to the entry with its proof. Takes an entry or its number; nothing gives nothing."""
    index = getattr(entry, "index", entry)
    if not isinstance(index, int):
        return ""
    words = _("Proof %(number)s") % {"number": index}
    return format_html('<a class="one-line number" href="{}">{}</a>', reverse("record_entry", args=[index]), words)
