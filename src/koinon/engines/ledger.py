"""Ledger: sums of money in whole minor units, so that nothing is ever rounded away.

A *leg* moves an amount into (positive, debit) or out of (negative, credit) an account in one
currency; the legs of a journal entry sum to zero in every currency. Amounts are integers of the
currency's minor unit (cents); how many decimals that unit has (ISO 4217 exponent) is passed in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


class Unbalanced(ValueError):
    """Raised when legs do not sum to zero; `off` holds what is too much in each currency."""

    def __init__(self, off: Mapping[str, int]) -> None:
        super().__init__(f"the legs do not sum to zero: {dict(off)}")
        self.off = dict(off)


class NotAnEntry(ValueError):
    """Raised for legs that move nothing: fewer than two, or one of zero."""


class TooFine(ValueError):
    """Raised when an amount has more decimals than its currency."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One line of an entry: minor units into (positive) or out of (negative) an account."""

    account: str
    currency: str
    amount: int


def difference(legs: Iterable[Leg]) -> dict[str, int]:
    """What the legs are off by, in each currency that is off; empty where they balance."""
    sums: defaultdict[str, int] = defaultdict(int)
    for leg in legs:
        sums[leg.currency] += leg.amount
    return {currency: amount for currency, amount in sums.items() if amount}


def check(legs: Sequence[Leg]) -> None:
    """Raise unless the legs are an entry: two or more, none of zero, summing to zero."""
    if len(legs) < 2 or any(leg.amount == 0 for leg in legs):
        raise NotAnEntry("an entry has two legs or more, and none of zero")
    off = difference(legs)
    if off:
        raise Unbalanced(off)


def reverse(legs: Iterable[Leg]) -> list[Leg]:
    """The legs that undo these."""
    return [Leg(leg.account, leg.currency, -leg.amount) for leg in legs]


def balances(legs: Iterable[Leg]) -> dict[tuple[str, str], int]:
    """The balance of each (account, currency) after these legs, zeros included."""
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for leg in legs:
        sums[leg.account, leg.currency] += leg.amount
    return dict(sums)


def allocate(amount: int, weights: Sequence[int]) -> list[int]:
    """Share minor units out by whole weights, losing none (largest remainder, Hamilton 1792).

    Ties go to the earlier weight. A negative amount is shared like its opposite. Raises ValueError
    without a positive weight.
    """
    if amount < 0:
        return [-share for share in allocate(-amount, weights)]
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must be zero or more, with one above zero")
    shares = [amount * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(amount * weights[place] % total))
    for place in by_remainder[: amount - sum(shares)]:
        shares[place] += 1
    return shares


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a payment meets open amounts: what goes to each, and what is left over."""

    parts: tuple[int, ...]
    left: int


def settle(amount: int, open_amounts: Sequence[int]) -> Settlement:
    """Pay open amounts in the order given (oldest first) until the money ends; the rest is left over."""
    if amount < 0 or any(due < 0 for due in open_amounts):
        raise ValueError("neither a payment nor a debt can be below zero")
    parts = []
    for due in open_amounts:
        part = min(due, amount)
        parts.append(part)
        amount -= part
    return Settlement(tuple(parts), amount)


def to_minor(amount: Decimal, exponent: int) -> int:
    """`Decimal("12.30")` with exponent 2 is 1230. Raises TooFine rather than round."""
    scaled = amount.scaleb(exponent) if amount.is_finite() else amount
    if not amount.is_finite() or scaled != scaled.to_integral_value():
        raise TooFine(f"{amount} has more than {exponent} decimals")
    return int(scaled)


def to_major(amount: int, exponent: int) -> Decimal:
    """1230 with exponent 2 is `Decimal("12.30")`, with as many decimals as the currency has."""
    return Decimal((int(amount < 0), tuple(int(digit) for digit in str(abs(amount))), -exponent))
