"""The countries and territories of ISO 3166-1, by CLDR."""

from __future__ import annotations

from functools import cache

from koinon.core.i18n.names import locale_of

# Territories of CLDR that ISO 3166-1 does not list: parts, groupings, test codes, codes in private use.
NOT_LISTED = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})


@cache
def country_codes() -> tuple[str, ...]:
    """Alpha-2 codes, sorted."""
    territories = map(str, locale_of("en").territories)
    return tuple(sorted(code for code in territories if len(code) == 2 and code.isalpha() and code not in NOT_LISTED))
