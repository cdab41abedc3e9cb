"""{% load live %}: elements that ask again when what they show has changed."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from koinon.core.web.live import token_for

register = template.Library()


@register.simple_tag
def live_topic(topic: str) -> SafeString:
    """Attributes for an element with `hx-get` and `hx-trigger="live"`: `<div {% live_topic "votes:12" %} …>`."""
    return format_html('data-live-topic="{}" data-live-token="{}"', topic, token_for(topic))
