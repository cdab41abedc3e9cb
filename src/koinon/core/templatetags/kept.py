"""`{% kept %}`: a part of the page that is the same for many requests is drawn once a minute by each worker.

    {% kept "foot" LANGUAGE_CODE theme %} … {% endkept %}

Name everything that the part depends on; what is not named must not change it. Drawing the frame of
a page costs more than its list of fifty rows, so this is where a page's time is saved.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

KEPT_FOR = 60.0
MOST = 2_000
PLACE = "\ue000csrf\ue000"
_parts: dict[tuple[Any, ...], tuple[float, str]] = {}


class KeptNode(template.Node):
    def __init__(self, inside: NodeList, name: str, keys: list[FilterExpression]) -> None:
        self.inside, self.name, self.keys = inside, name, keys

    def render(self, context: Context) -> SafeString:
        key = (self.name, settings.ROOT_URLCONF, *(str(each.resolve(context)) for each in self.keys))
        kept = _parts.get(key)
        if kept is None or kept[0] < monotonic():
            kept = (monotonic() + KEPT_FOR, self.drawn(context))
            if len(_parts) >= MOST:
                _parts.clear()
            _parts[key] = kept
        drawn = kept[1]
        if PLACE in drawn:
            drawn = drawn.replace(PLACE, str(context["csrf_token"]))
        return mark_safe(drawn)  # noqa: S308 - drawn by Django's own template engine

    def drawn(self, context: Context) -> str:
        """The part, with a place left for the token that protects its forms: that differs in every answer."""
        drawn = str(self.inside.render(context))
        if "csrfmiddlewaretoken" in drawn:
            drawn = drawn.replace(str(context["csrf_token"]), PLACE)
        return drawn


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """{% kept "name" key … %}…{% endkept %}"""
    _tag, name, *keys = token.split_contents()
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(inside, name.strip("\"'"), [parser.compile_filter(each) for each in keys])


def forget_all() -> None:
    """For tests that change what no key names."""
    _parts.clear()
