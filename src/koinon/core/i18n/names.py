"""Names of countries and languages by CLDR, and names of any script in Latin letters."""

from __future__ import annotations

import unicodedata
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError
from django.utils.translation import get_language


@cache
def locale_of(language: str) -> Locale:
    """The CLDR locale of a Django language code; English where CLDR has none."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def current_locale() -> Locale:
    return locale_of(get_language() or "en")


# CLDR's English name is political in form for one territory the league lists by another.
LEAGUE_NAMES = {"en": {"HK": "Hong Kong SAR", "KR": "Republic of Korea", "VN": "Viet Nam"}}


@cache
def _country_name(code: str, language: str) -> str:
    own = LEAGUE_NAMES.get(language, {}).get(code)
    return own or locale_of(language).territories.get(code) or code


def country_name(code: str) -> str:
    """The country's name in the language in force; the code itself when CLDR knows none."""
    return _country_name(code, (get_language() or "en").split("-")[0])


def countries_by_name(codes: list[str]) -> list[tuple[str, str]]:
    """(code, name) pairs sorted by name in the language in force."""
    return sorted(((code, country_name(code)) for code in codes), key=lambda pair: _sorting(pair[1]))


def _sorting(name: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each)).casefold()


def romanized(name: str) -> str:
    """Accents dropped and letters of other scripts named by Unicode, enough for an address on the site."""
    return "".join(_latin(each) for each in unicodedata.normalize("NFKD", name))


def _latin(letter: str) -> str:
    if letter.isascii():
        return letter
    if unicodedata.combining(letter):
        return ""
    name = unicodedata.name(letter, "")
    for marker in ("LETTER ", "SYLLABLE "):
        if marker in name:
            return name.split(marker, 1)[1].split(" WITH ")[0].replace(" ", "").lower()
    return "-" if not letter.isalnum() else f"u{ord(letter):x}"
