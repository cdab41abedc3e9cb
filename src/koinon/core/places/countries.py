"""The list of countries: every ISO 3166-1 code that CLDR names, so that an empty league can be applied to from anywhere."""

from __future__ import annotations

from typing import Any

from koinon.core.i18n.names import locale_of
from koinon.core.places.models import Country

NOT_ISO = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""Codes that CLDR names besides: islands without a code of their own, unions, and stand-ins."""


def codes() -> list[str]:
    named = [str(code) for code in locale_of("en").territories]
    return sorted(code for code in named if len(code) == 2 and code.isalpha() and code not in NOT_ISO)


def enter(**signal: Any) -> None:
    """Enter the countries that are not there yet; called after each migration."""
    if Country.objects.count() < len(codes()):
        Country.objects.bulk_create([Country(code=code) for code in codes()], ignore_conflicts=True)
