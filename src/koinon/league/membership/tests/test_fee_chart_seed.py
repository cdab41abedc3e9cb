"""The seed of the fee chart of 2014: the 72 + 6 cells as printed, with what is doubtful flagged."""

import csv
from pathlib import Path

import pytest

from koinon.engines.dues import Band, charts_from

PROJECT = Path(__file__).resolve().parents[5]
SEED = Path(__file__).resolve().parents[1] / "seeds" / "fee_chart_2014.csv"
PRINTED = PROJECT.parent / "shared" / "data" / "fee_schedule.csv"

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

with SEED.open(encoding="utf-8", newline="") as seed:
    CHARTS = charts_from(csv.DictReader(seed))
FULL = CHARTS["full", "local_government"]


def test_the_seed_has_one_chart_for_each_kind_of_member():
    assert {key: len(chart) for key, chart in CHARTS.items()} == {
        ("full", "local_government"): 72,
        ("friendship", "association"): 3,
        ("friendship", "government_agency"): 3,
    }


def test_the_72_cells_row_by_row():
    printed = [[int(amount) for amount in line.split()] for line in AMOUNTS.strip().splitlines()]
    assert [[cell.amount for cell in row] for _, row in FULL.rows()] == printed


@pytest.mark.parametrize("kind", ["association", "government_agency"])
@pytest.mark.parametrize(
    ("income", "amount"),
    [(0, 1000), (9_999, 1000), (10_000, 3000), (19_999, 3000), (20_000, 5000), (150_000, 5000)],
)
def test_the_6_friendship_cells(kind, income, amount):
    assert CHARTS["friendship", kind].due(population=0, income=income) == amount


def test_what_is_doubtful_is_kept_as_printed_and_flagged():
    twin = FULL.cell(population=7_000_000, income=20_000)
    cells = [cell for _, row in FULL.rows() for cell in row]
    assert (twin.amount, twin.suspect, twin.ambiguous) == (8500, True, False)
    assert [cell for cell in cells if cell.suspect] == [twin]
    assert {cell.income.low for cell in cells if cell.ambiguous} == {0, 1000}
    assert sum(cell.ambiguous for cell in cells) == 16
    assert all(bool(cell.note) == (cell.ambiguous or cell.suspect) for cell in cells)


def test_the_72_cells_are_those_of_the_printed_schedule():
    if not PRINTED.exists():
        pytest.skip("the printed fee schedule lies beside the project only where it is built; nothing to compare with")
    with PRINTED.open(encoding="utf-8", newline="") as printed:
        rows = list(csv.DictReader(printed))
    assert len(rows) == 72
    for row in rows:
        low, high = row["population_min_thousand"], row["population_max_thousand"]
        poorest, richest = row["gdp_per_capita_ppp_min_usd"], row["gdp_per_capita_ppp_max_usd"]
        cell = FULL.cell(population=int(low) * 1000, income=int(poorest))
        assert cell.population == Band(int(low), int(high) if high else None)
        assert cell.income == Band(int(poorest), int(richest) if richest else None)
        assert cell.amount == int(row["annual_fee_usd"])
        assert (cell.ambiguous, cell.suspect) == (row["ambiguous"] == "yes", row["ambiguous"] == "suspect")
