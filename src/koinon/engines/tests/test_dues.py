"""The fee chart of 2014: every printed cell, its edges, and what a chart must be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koinon.engines.dues import (
    Assessment,
    BadChart,
    Band,
    Cell,
    Chart,
    Reason,
    assess,
    charts_from,
    exempt,
    first_year_of_dues,
    income_year,
)

AMOUNTS = """
 400  400  500  500  600  600  700   700
 500  500  600  600  700  700  800   800
 500  750 1000 1250 1500 1750 2000  2250
 700 1000 1300 1600 1900 2200 2500  3000
1500 2000 2500 3000 3500 4000 4500  5000
2000 2500 3000 3500 4000 4500 5000  5500
3500 4000 4500 5000 5500 6000 6500  7000
4500 5000 5500 6000 6500 7000 7500  8000
6000 6500 7000 7500 8000 8500 8500 10000
"""

COLUMNS = [Band(0, 299), Band(300, 599), Band(600, 999), Band(1000, 1999), Band(2000, 3999), Band(4000, 6999)]
COLUMNS += [Band(7000, 9999), Band(10_000)]
ROWS = [Band(0, 999), Band(1000, 1999), Band(2000, 3999), Band(4000, 5999), Band(6000, 7999), Band(8000, 9999)]
ROWS += [Band(10_000, 14_999), Band(15_000, 19_999), Band(20_000)]
PRINTED = [[int(amount) for amount in line.split()] for line in AMOUNTS.strip().splitlines()]
FULL = Chart(
    Cell(column, row, amount)
    for row, line in zip(ROWS, PRINTED, strict=True)
    for column, amount in zip(COLUMNS, line, strict=True)
)
EVERYONE = Band(0)
FRIENDSHIP = Chart(
    [
        Cell(EVERYONE, Band(0, 9_999), 1000),
        Cell(EVERYONE, Band(10_000, 19_999), 3000),
        Cell(EVERYONE, Band(20_000), 5000),
    ]
)

populations = st.integers(0, 40_000_000)
incomes = st.integers(0, 150_000)


def test_the_chart_is_printed_row_by_row() -> None:
    assert [[cell.amount for cell in row] for _, row in FULL.rows()] == PRINTED
    assert (len(FULL), FULL.populations, FULL.incomes) == (72, tuple(COLUMNS), tuple(ROWS))


@pytest.mark.parametrize(
    ("income", "amount"),
    [(0, 1000), (9_999, 1000), (10_000, 3000), (19_999, 3000), (20_000, 5000), (150_000, 5000)],
)
def test_the_friendship_chart(income: int, amount: int) -> None:
    assert FRIENDSHIP.due(population=0, income=income) == amount
    assert len(FRIENDSHIP) == 3


@pytest.mark.parametrize(
    ("population", "income", "amount"),
    [
        (299_000, 5_000, 700),
        (299_999, 5_000, 700),
        (300_000, 5_000, 1000),
        (599_999, 5_000, 1000),
        (600_000, 5_000, 1300),
        (999_999, 5_000, 1300),
        (1_000_000, 5_000, 1600),
        (1_999_999, 5_000, 1600),
        (2_000_000, 5_000, 1900),
        (3_999_999, 5_000, 1900),
        (4_000_000, 5_000, 2200),
        (6_999_999, 5_000, 2200),
        (7_000_000, 5_000, 2500),
        (9_999_999, 5_000, 2500),
        (10_000_000, 5_000, 3000),
        (500_000, 999, 400),
        (500_000, 1_000, 500),
        (500_000, 1_999, 500),
        (500_000, 2_000, 750),
        (500_000, 3_999, 750),
        (500_000, 4_000, 1000),
        (500_000, 5_999, 1000),
        (500_000, 6_000, 2000),
        (500_000, 7_999, 2000),
        (500_000, 8_000, 2500),
        (500_000, 9_999, 2500),
        (500_000, 10_000, 4000),
        (500_000, 14_999, 4000),
        (500_000, 15_000, 5000),
        (500_000, 19_999, 5000),
        (500_000, 20_000, 6500),
        (0, 0, 400),
        (40_000_000, 150_000, 10_000),
    ],
)
def test_the_edges_of_the_bands(population: int, income: int, amount: int) -> None:
    assert FULL.due(population=population, income=income) == amount


@given(population=populations, income=incomes, more=st.integers(0, 1_000_000))
def test_growing_never_makes_dues_smaller(population: int, income: int, more: int) -> None:
    assert FULL.due(population=population + more, income=income) >= FULL.due(population=population, income=income)


@given(population=populations, income=incomes, more=st.integers(0, 50_000))
def test_getting_richer_never_makes_dues_smaller(population: int, income: int, more: int) -> None:
    assert FULL.due(population=population, income=income + more) >= FULL.due(population=population, income=income)


@given(population=populations, income=incomes)
def test_a_cell_holds_what_was_asked(population: int, income: int) -> None:
    cell = FULL.cell(population=population, income=income)
    assert population // 1000 in cell.population
    assert income in cell.income


@given(st.permutations([cell for _, row in FULL.rows() for cell in row]))
def test_the_order_of_cells_does_not_matter(cells: list[Cell]) -> None:
    assert Chart(cells) == FULL
    assert hash(Chart(cells)) == hash(FULL)


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [Cell(EVERYONE, Band(1), 1)],
        [Cell(EVERYONE, Band(0, 9), 1)],
        [Cell(EVERYONE, Band(0, 9), 1), Cell(EVERYONE, Band(11), 1)],
        [Cell(EVERYONE, Band(0, 9), 1), Cell(EVERYONE, Band(9), 1)],
        [Cell(EVERYONE, Band(0), 1), Cell(EVERYONE, Band(5), 1)],
        [Cell(EVERYONE, EVERYONE, 1), Cell(EVERYONE, EVERYONE, 2)],
        [Cell(Band(0, 9), Band(0, 9), 1), Cell(Band(10), Band(10), 1)],
    ],
)
def test_a_chart_with_a_gap_or_an_overlap_is_refused(cells: list[Cell]) -> None:
    with pytest.raises(BadChart):
        Chart(cells)


@pytest.mark.parametrize(("low", "high"), [(-1, 5), (5, 4)])
def test_a_band_runs_upwards_from_zero(low: int, high: int) -> None:
    with pytest.raises(BadChart):
        Band(low, high)


def test_an_amount_is_never_negative() -> None:
    with pytest.raises(BadChart):
        Cell(EVERYONE, EVERYONE, -1)


def test_below_zero_there_is_no_cell() -> None:
    with pytest.raises(ValueError, match="below zero"):
        FULL.due(population=5, income=-1)


ROW = {
    "category": "full", "kind": "local_government", "population_from": "0", "population_to": "",
    "income_from": "0", "income_to": "", "amount": "100", "flag": "", "note": "",
}  # fmt: skip


def test_charts_are_read_from_rows_of_text() -> None:
    rows = [ROW | {"population_to": "299", "flag": "suspect", "note": "odd"}, ROW | {"population_from": "300"}]
    chart = charts_from(rows)["full", "local_government"]
    assert chart.cell(population=299_999, income=0) == Cell(Band(0, 299), Band(0), 100, suspect=True, note="odd")
    assert chart.cell(population=300_000, income=0) == Cell(Band(300), Band(0), 100)


@pytest.mark.parametrize("change", [{"amount": "many"}, {"flag": "odd"}, {"population_from": ""}])
def test_a_bad_row_is_told_with_its_number(change: dict[str, str]) -> None:
    with pytest.raises(BadChart, match="row 1"):
        charts_from([ROW | change])


def test_the_first_year_and_the_year_of_the_income() -> None:
    assert first_year_of_dues(2014) == 2015
    assert income_year(2015) == 2014


@pytest.mark.parametrize(("brought_in", "free"), [(0, False), (4, False), (5, True), (6, True)])
def test_five_new_cities_exempt_a_friendship_member(brought_in: int, free: bool) -> None:
    assert exempt(brought_in=brought_in) is free


def assessed(**changes: int | None) -> Assessment:
    facts: dict[str, int | None] = {"admitted_in": 2014, "population": 1_088_000, "income": 5_500, "brought_in": None}
    facts |= changes
    year = facts.pop("year", 2015)
    assert year is not None
    return assess(
        FULL, year=year, admitted_in=facts["admitted_in"], population=facts["population"],
        income=facts["income"], brought_in=facts["brought_in"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "reason", "amount"),
    [
        ({}, Reason.DUE, 1600),
        ({"admitted_in": None}, Reason.NOT_ADMITTED, 0),
        ({"year": 2013}, Reason.NOT_ADMITTED, 0),
        ({"year": 2014}, Reason.FIRST_YEAR, 0),
        ({"year": 2016}, Reason.DUE, 1600),
        ({"brought_in": 4}, Reason.DUE, 1600),
        ({"brought_in": 5}, Reason.EXEMPT, 0),
        ({"income": None}, Reason.INCOME_MISSING, None),
        ({"population": None}, Reason.POPULATION_MISSING, None),
    ],
)
def test_what_a_member_owes_and_why(changes: dict[str, int | None], reason: Reason, amount: int | None) -> None:
    found = assessed(**changes)
    assert (found.reason, found.amount) == (reason, amount)
    assert found.complete is (amount is not None)
    assert (found.cell is not None) is (reason is Reason.DUE)


def test_a_friendship_member_needs_no_population() -> None:
    found = assess(FRIENDSHIP, year=2016, admitted_in=2015, population=None, income=12_000, brought_in=0)
    assert (found.reason, found.amount) == (Reason.DUE, 3000)
