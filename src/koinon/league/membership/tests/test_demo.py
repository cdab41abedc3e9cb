"""The demonstration network: the counts of the papers, and that loading it twice changes nothing."""

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from koinon.commons.billing import public as billing
from koinon.core.people.models import Mandate, Person
from koinon.core.places.models import IncomeFigure, Organization, PopulationFigure
from koinon.core.record.models import Entry
from koinon.league.membership.demo.persons import PASSWORD
from koinon.league.membership.models import (
    Application,
    Assessment,
    Ballot,
    OfficeHeld,
    RegionalAssignment,
    RegionalOffice,
    Standing,
)
from koinon.league.membership.queries import runs

pytestmark = pytest.mark.django_db
END_OF_2014, SPRING_OF_2016 = date(2014, 12, 31), date(2016, 3, 31)


@pytest.fixture(scope="module")
def network(django_db_setup, django_db_blocker):
    """The demonstration, loaded once for all tests of this file and rolled back after them."""
    from django.db import transaction
    from django.test import override_settings

    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEMO=True):
        call_command("demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _on_the_network(network):
    return network


def by_category(day):
    return dict(Counter(Standing.objects.on(day).values_list("category", flat=True)))


def names_on(day):
    return set(Standing.objects.on(day).values_list("organization__name", flat=True))


def test_the_rosters_of_2014_and_2016():
    assert by_category(END_OF_2014) == {"full": 83}
    assert by_category(SPRING_OF_2016) == {"full": 80, "associate": 16, "friendship": 3}
    assert names_on(END_OF_2014) - names_on(SPRING_OF_2016) == {"Issy-les-Moulineaux", "Mosman", "Nanjing"}
    assert len(names_on(SPRING_OF_2016) - names_on(END_OF_2014)) == 19


def test_the_members_of_2016_by_region():
    counted = Counter(
        Standing.objects.on(SPRING_OF_2016).exclude(category="friendship").values_list("organization__region", flat=True)
    )
    assert counted == {"asia": 43, "africa": 24, "europe": 17, "america": 7, "middle_east": 4, "oceania": 1}


def test_the_nineteen_approved_in_2014_were_associates_from_their_entry():
    entered = Standing.objects.filter(category="associate", ending="admitted")
    assert entered.count() == 19
    assert set(entered.values_list("until", flat=True)) == {date(2014, 11, 5)}
    gimpo = Standing.objects.filter(organization__name="Gimpo").values_list("category", "since", "since_is_known")
    assert list(gimpo) == [("associate", date(2014, 8, 14), True), ("full", date(2014, 11, 6), False)]


def test_no_day_is_claimed_that_no_source_states():
    assert not Standing.objects.filter(category="full", since_is_known=True).exists()
    assert not Standing.objects.filter(ending="unstated", until_is_known=True).exists()
    assert set(RegionalOffice.objects.values_list("opened_on", flat=True)) == {None}


def test_the_offices_of_2015_to_2017():
    held = OfficeHeld.objects.on(date(2016, 1, 1))
    assert Counter(held.values_list("office", flat=True)) == {
        "president": 1, "executive_vice_president": 1, "vice_president": 6, "excom_member": 6,
    }  # fmt: skip
    assert held.get(office="president").organization.name == "Seoul"
    assert held.get(office="executive_vice_president").organization.name == "Ulyanovsk Region"
    assert not OfficeHeld.objects.on(date(2018, 6, 1)).exists()


def test_what_is_dated_2026_says_that_it_is_invented():
    assert set(OfficeHeld.objects.filter(starts_on__gte=date(2018, 1, 1)).values_list("source", flat=True)) == {
        "Invented for the demonstration"
    }
    assert all("Invented for the demonstration" in each.reason for each in Application.objects.all())


def test_figures_that_no_source_gives_are_absent():
    assert IncomeFigure.objects.count() == 47 * 3
    assert not IncomeFigure.objects.filter(country="VE").exists()
    assert all(value % 100 == 0 for value in IncomeFigure.objects.values_list("gdp_per_head", flat=True))
    assert PopulationFigure.objects.exclude(source="Invented for the demonstration").count() == 72
    assert not PopulationFigure.objects.filter(organization__name="Dhaka North").exists()


def test_dues_were_billed_by_the_rules_some_paid_and_some_overdue():
    for year in (2015, 2016):
        told = next(each for each in runs.summaries() if each.run.year == year)
        assert (told.members, told.owing, told.billed, told.missing, told.run.state) == (80, 58, 58, 22, "issued")
    caracas = Assessment.objects.filter(organization__name="Caracas").values_list("run__year", "result")
    assert set(caracas) == {(2015, "no_income"), (2016, "no_income")}
    billed = Assessment.objects.billed().filter(run__year=2016)
    assert Counter(billed.values_list("invoice__state", flat=True)) == {"paid": 47, "issued": 9, "partly_paid": 2}
    assert len(billing.arrears(date(2026, 11, 21))) == 11


def test_three_applications_wait():
    assert dict(Application.objects.values_list("name", "state")) == {
        "Meridia": "voting", "Port Alder": "filed", "Sahelia League of Communes": "returned",
    }  # fmt: skip
    assert Counter(Ballot.objects.values_list("choice", flat=True)) == {"yes": 4, "abstain": 1, "no": 1}


def test_regional_offices_serve_the_members_of_their_region_alone():
    served = RegionalAssignment.objects.filter(until__isnull=True)
    regions = {
        office.host.name: set(served.filter(office=office).values_list("organization__region", flat=True))
        for office in RegionalOffice.objects.select_related("host")
    }
    assert regions["Chengdu"] == {"asia"}
    assert "europe" in regions["Ulyanovsk Region"]
    assert regions["Mexico City"] == {"america"}
    assert not served.filter(organization__name="Nanjing").exists()


def test_everybody_can_sign_in_with_the_known_password(client):
    for person in Person.objects.filter(email__endswith="@koinon.example"):
        assert client.login(email=person.email, password=PASSWORD), person.email
    posts = set(Mandate.objects.values_list("post", flat=True))
    assert posts == {"administrator", "secretariat", "regional_office", "excom", "focal_point", "head"}
    assert Mandate.objects.filter(post="secretariat").count() == 2


def test_the_table_of_logins_names_each_role_once():
    out = StringIO()
    call_command("demo", "--logins", stdout=out)
    told = out.getvalue()
    assert told.count("secretariat@koinon.example") == 1
    assert told.count("Applicant") == 1
    assert f"Password of all of them: {PASSWORD}" in told
    assert all(person.email in told for person in Person.objects.filter(email__endswith="@koinon.example"))


def test_loading_it_again_changes_nothing():
    before = Organization.objects.count(), Standing.objects.count(), Entry.objects.count(), Person.objects.count()
    out = StringIO()
    call_command("demo", stdout=out)
    assert "nothing was loaded" in out.getvalue()
    after = Organization.objects.count(), Standing.objects.count(), Entry.objects.count(), Person.objects.count()
    assert after == before


def test_the_record_agrees_with_every_row():
    out = StringIO()
    call_command("verify_record", stdout=out)
    assert "all as recorded" in out.getvalue()


def test_the_demonstration_is_loaded_only_where_it_is_asked_for(settings):
    settings.DEMO = False
    Organization.objects.filter(runs_the_league=True).update(runs_the_league=False)
    with pytest.raises(CommandError, match="known to everybody"):
        call_command("demo")
