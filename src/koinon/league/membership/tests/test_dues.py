"""What a member owes for a year: the charts through rows, and the rules of 2014."""

import csv
from datetime import date

import pytest

from koinon.core.places.models import IncomeFigure, PopulationFigure
from koinon.league.membership.models import Assessment, FeeCell, FeeChart, Standing
from koinon.league.membership.queries.calculator import calculate, year_to_start_with, years
from koinon.league.membership.queries.dues import brought_in_during, rules_of
from koinon.league.membership.services import statute
from koinon.league.membership.services.dues_refusals import NoRule
from koinon.league.membership.services.explanation import sentences
from koinon.league.membership.tests.dues_cast import LONG_AGO, assess, country, member, organization

pytestmark = pytest.mark.django_db
R = Assessment.Result

with (statute.SEEDS / "fee_chart_2014.csv").open(encoding="utf-8", newline="") as file:
    PRINTED = list(csv.DictReader(file))


def owed(population, income, category="full", kind=""):
    """The calculator's amount for so many inhabitants in a country of so much GDP per head in 2015."""
    there = country("KE")
    IncomeFigure.objects.update_or_create(country=there, year=2015, defaults={"gdp_per_head": income, "source": "test"})
    return calculate(country=there, population=population, category=category, kind=kind, year=2016).amount


def test_every_cell_is_reached_at_its_four_corners():
    assert len(PRINTED) == 78
    for row in PRINTED:
        category, kind, amount = row["category"], row["kind"], int(row["amount"])
        lowest, highest = int(row["population_from"]) * 1000 or 1, int(row["population_to"] or 39_999) * 1000 + 999
        poorest, richest = int(row["income_from"]), int(row["income_to"] or 150_000)
        corners = {owed(people, income, category, kind) for people in (lowest, highest) for income in (poorest, richest)}
        assert corners == {amount}, row


@pytest.mark.parametrize(
    ("population", "income", "amount"),
    [
        (299_999, 2_500, 500), (300_000, 2_500, 750), (599_999, 999, 400), (600_000, 999, 500),
        (299_000, 999, 400), (299_000, 1_000, 500), (299_000, 1_999, 500), (299_000, 2_000, 500),
        (999_999, 5_999, 1_300), (1_000_000, 5_999, 1_600), (1_000_000, 6_000, 3_000),
        (9_999_999, 19_999, 7_500), (10_000_000, 19_999, 8_000), (10_000_000, 20_000, 10_000),
        (6_999_999, 20_000, 8_500), (7_000_000, 20_000, 8_500), (9_999_999, 20_000, 8_500),
    ],
)  # fmt: skip
def test_the_edges_between_bands(population, income, amount):
    assert owed(population, income) == amount


def test_the_statute_is_there_without_a_demonstration():
    assert FeeCell.objects.filter(chart__category="full").count() == 72
    assert FeeCell.objects.filter(chart__category="friendship").count() == 6
    assert list(FeeCell.objects.filter(is_suspect=True).values_list("amount", "population_from", "income_from")) == [
        (8500, 7000, 20000)
    ]
    assert FeeCell.objects.filter(is_ambiguous=True).count() == 16


def test_seeding_again_changes_nothing():
    before = list(FeeChart.objects.values_list("pk", "valid_from"))
    statute.seed()
    assert list(FeeChart.objects.values_list("pk", "valid_from")) == before


def test_no_rule_was_in_force_before_the_assembly_of_2014():
    with pytest.raises(NoRule):
        rules_of(2014)
    assert rules_of(2015).rule.valid_from == date(2014, 11, 7)


def test_dues_begin_in_the_year_after_admission():
    country("KE", y2013=3000, y2014=3400, y2015=3700)
    member("Nairobi", population=4_397_073, since=date(2015, 2, 10))
    assert "Nairobi" not in assess(2015)
    assert (assess(2016)["Nairobi"].result, assess(2016)["Nairobi"].amount) == (R.DUE, 1750)


def test_whoever_becomes_a_member_on_new_years_day_owes_from_the_next_year():
    country("KE", y2014=3400, y2015=3700)
    member("Nairobi", population=4_397_073, since=date(2015, 1, 1))
    assert assess(2015)["Nairobi"].result == R.NOT_YET
    assert assess(2016)["Nairobi"].result == R.DUE


def test_the_dues_of_a_year_use_the_gdp_of_the_year_before():
    country("IQ", y2014=13_100, y2015=9_300)
    member("Erbil", "IQ", population=1_612_700)
    assert (assess(2015)["Erbil"].amount, assess(2016)["Erbil"].amount) == (5000, 3500)
    assert assess(2016)["Erbil"].explanation["income_year"] == 2015


def test_an_associate_owes_nothing_even_when_admitted_later_in_the_year():
    country("KE", y2014=3400)
    city = organization("Mombasa")
    Standing.objects.create(organization=city, category="associate", since=LONG_AGO, until=date(2015, 6, 30), ending="admitted")
    Standing.objects.create(organization=city, category="full", since=date(2015, 7, 1))
    row = assess(2015)["Mombasa"]
    assert (row.category, row.result, row.amount) == ("associate", R.NONE_OWED, 0)
    assert sentences(row) == ["An Associate Member on January 1, 2015. Associate Members owe no dues."]


def test_who_left_before_new_years_day_is_not_assessed():
    country("KE", y2014=3400)
    city = organization("Mombasa")
    Standing.objects.create(organization=city, category="full", since=LONG_AGO, until=date(2014, 12, 31), ending="withdrawn")
    assert assess(2015) == {}


@pytest.mark.parametrize(("cities", "result", "amount"), [(4, R.DUE, 1000), (5, R.EXEMPT, 0), (6, R.EXEMPT, 0)])
def test_a_friendship_member_that_brought_in_five_cities_the_year_before_is_exempt(cities, result, amount):
    country("SN", y2015=3000)
    friend = member("Union of Communes", "SN", category="friendship")
    for number in range(cities):
        member(f"City {number}", "SN", category="associate", since=date(2015, 3, 1 + number), brought_by=friend)
    row = assess(2016)["Union of Communes"]
    assert (row.result, row.amount, row.explanation["brought_in"]) == (result, amount, cities)


def test_only_cities_that_joined_in_the_year_before_through_its_help_count():
    country("SN", y2015=3000)
    friend = member("Union of Communes", "SN", category="friendship")
    member("Early", "SN", since=date(2014, 12, 31), brought_by=friend)
    member("Late", "SN", since=date(2016, 1, 1), brought_by=friend)
    member("Alone", "SN", since=date(2015, 5, 5))
    member("An agency", "SN", category="friendship", since=date(2015, 5, 5), brought_by=friend)
    declined = organization("Declined", "SN")
    Standing.objects.create(
        organization=declined, category="associate", since=date(2015, 5, 5), until=date(2015, 9, 1),
        ending="declined", brought_by=friend,
    )  # fmt: skip
    admitted = organization("Admitted", "SN")
    Standing.objects.create(
        organization=admitted, category="associate", since=date(2015, 5, 5), until=date(2015, 9, 1),
        ending="admitted", brought_by=friend,
    )  # fmt: skip
    Standing.objects.create(organization=admitted, category="full", since=date(2015, 9, 2), brought_by=friend)
    assert brought_in_during(2015) == {friend.pk: 1}


def test_the_newest_population_not_after_the_year_counts_and_a_later_one_only_where_there_is_no_other():
    country("KE", y2015=3700)
    nairobi = member("Nairobi", population=3_000_000, census=2009)
    PopulationFigure.objects.create(organization=nairobi, year=2014, inhabitants=4_000_000, source="Estimate")
    PopulationFigure.objects.create(organization=nairobi, year=2019, inhabitants=8_000_000, source="Census")
    member("Mombasa", population=1_200_000, census=2019)
    found = assess(2016)
    assert found["Nairobi"].explanation["population_year"] == 2014
    assert found["Mombasa"].explanation["population_year"] == 2019
    assert any("of the later year 2019" in words for words in sentences(found["Mombasa"]))


def test_a_missing_figure_is_never_guessed():
    country("VE", y2011=17_402)
    country("KE", y2014=3400)
    member("Caracas", "VE", population=3_000_000)
    member("Kisumu")
    found = assess(2015)
    assert (found["Caracas"].result, found["Caracas"].amount) == (R.NO_INCOME, 0)
    assert (found["Kisumu"].result, found["Kisumu"].amount) == (R.NO_POPULATION, 0)
    assert sentences(found["Caracas"])[0].startswith("The GDP per head of its country for 2014 is not known.")


def test_a_friendship_member_needs_no_population():
    country("BZ", y2015=9_500)
    member("Central Office", "BZ", category="friendship", kind="government_agency")
    row = assess(2016)["Central Office"]
    assert (row.result, row.amount, row.cell.income_to) == (R.DUE, 1000, 9999)


def test_a_kind_without_a_chart_is_told_and_not_billed():
    country("KE", y2015=3700)
    member("Institute", population=5, kind="institution")
    assert assess(2016)["Institute"].result == R.NO_CHART


def test_the_explanation_names_figures_sources_and_cell():
    country("KE", y2015=3700)
    member("Nairobi", population=4_397_073)
    assert sentences(assess(2016)["Nairobi"]) == [
        "A member on January 1, 2016; dues since 2013.",
        "Population 4,397,073 in 2010. Source: Census.",
        "GDP per head 3,700 international dollars in 2015. Source: World Bank.",
        "Cell of the chart: GDP per head 2,000 to 3,999, population 4,000 to 6,999 thousand.",
    ]


def test_the_calculator_says_what_is_missing():
    there = country("VE")
    nothing = calculate(country=there, population=None, category="full", year=2015)
    assert (nothing.amount, nothing.missing) == (None, ["population", "gdp_per_head"])
    friend = calculate(country=there, population=None, category="friendship", year=2015)
    assert friend.missing == ["gdp_per_head"]


def test_the_calculator_starts_with_the_latest_year_whose_figures_are_known():
    country("KE", y2014=3400, y2015=3700)
    assert years()[0] == 2015
    assert year_to_start_with() == 2016


def test_assessing_takes_as_many_queries_for_one_member_as_for_thirty(django_assert_num_queries):
    country("KE", y2015=3700)
    rules = rules_of(2016)
    from koinon.league.membership.queries.dues import assessed

    member("First", population=500_000)
    with django_assert_num_queries(4):
        assessed(rules)
    for number in range(29):
        member(f"City {number}", population=500_000 + number)
    with django_assert_num_queries(4):
        assert len(assessed(rules)) == 30
