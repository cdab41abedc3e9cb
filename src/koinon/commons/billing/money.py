"""Sums of money in words: minor units to text and back, by the currency's ISO 4217 exponent."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_decimal

from koinon.core.i18n.names import current_locale
from koinon.engines.ledger import to_major, to_minor

# ISO 4217, list one: currencies whose minor unit is not the hundredth.
_EXPONENTS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
EXPONENT = {currency: exponent for exponent, listed in _EXPONENTS.items() for currency in listed.split()}


def exponent_of(currency: str) -> int:
    """Decimals of the currency's minor unit (ISO 4217)."""
    return EXPONENT.get(currency, 2)


def major(amount: int, currency: str) -> Decimal:
    """`major(160000, "USD")` is `Decimal("1600.00")`."""
    return to_major(amount, exponent_of(currency))


def minor(amount: Decimal, currency: str) -> int:
    """`minor(Decimal("1600"), "USD")` is 160000. Raises engines.ledger.TooFine rather than round."""
    return to_minor(amount, exponent_of(currency))


def figure(amount: int, currency: str) -> str:
    """`1,600.00`, in the figures of the language in force, with as many decimals as the currency has."""
    decimals = exponent_of(currency)
    pattern = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return format_decimal(major(amount, currency), pattern, locale=current_locale())


def money(amount: int, currency: str) -> str:
    """`USD 1,600.00`: the code stands first in every language, so that one reads the same sum in all."""
    return f"{currency}\u00a0{figure(amount, currency)}"
