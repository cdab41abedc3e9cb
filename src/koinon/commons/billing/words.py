"""Words that a paper carries in every language of the site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from koinon.core.i18n.translated import Translated, translated

Words: TypeAlias = str | Promise | Mapping[str, str] | Callable[[], str]


def in_all_languages(words: Words) -> Translated:
    """The words by language code. Lazy text and functions are said once in each interface language."""
    if isinstance(words, str | Mapping):
        return translated(words)
    by_language = Translated()
    for code, _name in settings.LANGUAGES:
        with override(code):
            by_language[code] = words() if callable(words) else str(words)
    return by_language
