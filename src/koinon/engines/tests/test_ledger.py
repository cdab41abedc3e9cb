"""Money in whole minor units: entries that balance, shares that lose nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koinon.engines.ledger import (
    Leg,
    NotAnEntry,
    TooFine,
    Unbalanced,
    allocate,
    balances,
    check,
    difference,
    reverse,
    settle,
    to_major,
    to_minor,
)

amounts = st.integers(-(10**15), 10**15)
legs = st.lists(
    st.builds(Leg, st.sampled_from(["bank", "dues", "members"]), st.sampled_from(["USD", "KRW"]), amounts.filter(bool))
)


def test_an_invoice_of_1600_dollars_balances() -> None:
    entry = [Leg("members", "USD", 160_000), Leg("dues", "USD", -160_000)]
    check(entry)
    assert balances(entry) == {("members", "USD"): 160_000, ("dues", "USD"): -160_000}


def test_currencies_do_not_make_up_for_each_other() -> None:
    with pytest.raises(Unbalanced) as refused:
        check([Leg("bank", "USD", 100), Leg("members", "EUR", -100)])
    assert refused.value.off == {"USD": 100, "EUR": -100}


@pytest.mark.parametrize(
    "entry",
    [[], [Leg("bank", "USD", 5)], [Leg("bank", "USD", 0), Leg("dues", "USD", 0)]],
)
def test_what_moves_nothing_is_no_entry(entry: list[Leg]) -> None:
    with pytest.raises(NotAnEntry):
        check(entry)


@given(legs)
def test_an_entry_and_its_reverse_leave_nothing(entry: list[Leg]) -> None:
    together = entry + reverse(entry)
    assert difference(together) == {}
    assert set(balances(together).values()) <= {0}


@given(legs)
def test_closing_the_difference_balances(entry: list[Leg]) -> None:
    closing = [Leg("rounding", currency, -off) for currency, off in difference(entry).items()]
    assert difference(entry + closing) == {}


@given(st.permutations([Leg("bank", "USD", 5), Leg("members", "USD", -3), Leg("credit", "USD", -2)]))
def test_the_order_of_legs_does_not_matter(entry: list[Leg]) -> None:
    check(entry)
    assert difference(entry) == {}


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (5, [1, 2, 2], [1, 2, 2]),
        (7, [0, 1], [0, 7]),
        (0, [3, 4], [0, 0]),
        (1, [49, 51], [0, 1]),
    ],
)
def test_sharing_out(amount: int, weights: list[int], shares: list[int]) -> None:
    assert allocate(amount, weights) == shares


@given(amounts, st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_sharing_out_loses_nothing_and_stays_near(amount: int, weights: list[int]) -> None:
    shares = allocate(amount, weights)
    assert sum(shares) == amount
    total = sum(weights)
    assert all(abs(share * total - amount * weight) < total for share, weight in zip(shares, weights, strict=True))


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_without_a_weight_nothing_can_be_shared(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(5, weights)


@pytest.mark.parametrize(
    ("amount", "debts", "parts", "left"),
    [
        (100, [60, 60], (60, 40), 0),
        (150, [60, 60], (60, 60), 30),
        (0, [60], (0,), 0),
        (50, [], (), 50),
    ],
)
def test_the_oldest_debt_is_paid_first(amount: int, debts: list[int], parts: tuple[int, ...], left: int) -> None:
    found = settle(amount, debts)
    assert (found.parts, found.left) == (parts, left)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), max_size=10))
def test_settling_loses_nothing(amount: int, debts: list[int]) -> None:
    found = settle(amount, debts)
    assert sum(found.parts) + found.left == amount
    assert all(0 <= part <= due for part, due in zip(found.parts, debts, strict=True))
    assert found.left == 0 or list(found.parts) == debts


@pytest.mark.parametrize(("amount", "debts"), [(-1, [5]), (5, [-1])])
def test_neither_payment_nor_debt_is_negative(amount: int, debts: list[int]) -> None:
    with pytest.raises(ValueError, match="below zero"):
        settle(amount, debts)


@pytest.mark.parametrize(
    ("major", "exponent", "minor"),
    [
        ("12.30", 2, 1230),
        ("1600", 2, 160_000),
        ("5000", 0, 5000),
        ("1.234", 3, 1234),
        ("-0.05", 2, -5),
        ("1E+3", 2, 100_000),
    ],
)
def test_minor_units(major: str, exponent: int, minor: int) -> None:
    assert to_minor(Decimal(major), exponent) == minor
    assert to_major(minor, exponent) == Decimal(major)


@pytest.mark.parametrize(("major", "exponent"), [("0.005", 2), ("0.5", 0), ("NaN", 2), ("sNaN", 2), ("Infinity", 2)])
def test_nothing_is_rounded(major: str, exponent: int) -> None:
    with pytest.raises(TooFine):
        to_minor(Decimal(major), exponent)


@given(amounts, st.integers(0, 4))
def test_there_and_back(minor: int, exponent: int) -> None:
    major = to_major(minor, exponent)
    assert to_minor(major, exponent) == minor
    assert -int(major.as_tuple().exponent) == exponent
