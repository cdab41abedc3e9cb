"""The yearly run: previewed, issued once, and taken up again where it stopped."""

from datetime import date

import pytest
from django.apps import apps

from koinon.commons.billing import public as billing
from koinon.core.people.models import system_person
from koinon.core.record.models import Entry
from koinon.core.refusal import MovedOn, NotAllowed, Refusal
from koinon.league.membership.models import Assessment, DuesRun
from koinon.league.membership.queries import runs
from koinon.league.membership.rules import dues_flow
from koinon.league.membership.services import dues, figures
from koinon.league.membership.services.dues_refusals import NoRule, NothingToIssue, OddDay, TooEarly
from koinon.league.membership.tests.dues_cast import country, league, member, person

pytestmark = pytest.mark.django_db
R, S = Assessment.Result, DuesRun.State
ON = date(2016, 1, 19)


@pytest.fixture
def house():
    return league()


@pytest.fixture
def clerk(house):
    return person("clerk", "secretariat", house)


@pytest.fixture
def members():
    country("KE", y2014=3400, y2015=3700)
    country("VE")
    member("Nairobi", population=4_397_073)
    member("Mombasa", population=1_200_000)
    member("Kisumu")
    member("Caracas", "VE", population=3_000_000)
    member("Nakuru", category="associate", population=500_000)


def issued(year, clerk, capture):
    run = dues.preview(year, by=clerk)
    with capture(execute=True):
        dues.issue(run, by=clerk, on=date(year, 1, 19))
    run.refresh_from_db()
    return run


def test_a_preview_bills_nothing(clerk, members):
    run = dues.preview(2016, by=clerk)
    told = runs.summary(run)
    assert (told.members, told.owing, told.billed, told.missing, told.total) == (5, 2, 0, 2, 3000)
    assert run.state == S.PREVIEW
    assert Entry.objects.about(run).values_list("deed", flat=True).get() == "membership.dues_assessed"


def test_a_preview_can_be_made_again_with_better_figures(clerk, members):
    run = dues.preview(2016, by=clerk)
    kisumu = Assessment.objects.get(organization__name="Kisumu").organization
    figures.state_population(kisumu, year=2014, inhabitants=400_000, source="Census", by=clerk)
    again = dues.preview(2016, by=clerk)
    assert again.pk == run.pk
    assert again.assessments.get(organization=kisumu).amount == 750


def test_issuing_writes_one_numbered_invoice_for_each_member_that_owes(clerk, members, django_capture_on_commit_callbacks):
    run = issued(2016, clerk, django_capture_on_commit_callbacks)
    assert run.state == S.ISSUED
    rows = {row.organization.name: row for row in run.assessments.select_related("organization")}
    assert {name for name, row in rows.items() if row.invoice_id} == {"Nairobi", "Mombasa"}
    invoice = billing.invoice_for(rows["Nairobi"].reference)
    assert (invoice.total, invoice.currency, invoice.issued_on, invoice.due_on) == (175_000, "USD", ON, date(2016, 3, 19))
    assert invoice.number == "INV-2016-0002"
    assert rows["Nairobi"].reference == f"dues:2016:{rows['Nairobi'].organization_id}"


def test_issuing_again_bills_nobody_twice(clerk, members, django_capture_on_commit_callbacks):
    run = issued(2016, clerk, django_capture_on_commit_callbacks)
    with pytest.raises(NothingToIssue):
        dues.issue(run, by=clerk)
    assert [dues.bill(pk) for pk in run.assessments.values_list("pk", flat=True)] == [False] * 5
    assert dues.issue_now(run) == 0
    assert runs.summary(run).billed == 2


def test_an_invoice_that_was_written_before_the_crash_is_found_by_its_reference(clerk, members):
    """The transaction that wrote it is whole, so this can happen only by hand; still nothing is billed twice."""
    run = dues.issue(dues.preview(2016, by=clerk), by=clerk, on=ON)
    first = dues.next_to_bill(run, 1)[0]
    dues.bill(first)
    before = Assessment.objects.get(pk=first).invoice_id
    Assessment.objects.filter(pk=first).update(invoice=None)
    assert dues.bill(first) is True
    assert Assessment.objects.get(pk=first).invoice_id == before


def test_a_figure_that_comes_later_is_assessed_and_billed_alone(clerk, members, django_capture_on_commit_callbacks):
    run = issued(2016, clerk, django_capture_on_commit_callbacks)
    caracas = run.assessments.get(organization__name="Caracas").organization
    figures.state_income(caracas.country, year=2015, gdp_per_head=17_000, source="A bank", by=clerk)
    nairobi = run.assessments.get(organization__name="Nairobi")
    figures.state_population(nairobi.organization, year=2015, inhabitants=99_000, source="A mistake", by=clerk)
    dues.assess_again(run, by=clerk)
    with django_capture_on_commit_callbacks(execute=True):
        dues.issue(run, by=clerk, on=date(2016, 5, 2))
    run.refresh_from_db()
    row = run.assessments.get(organization=caracas)
    assert (run.state, row.amount, billing.invoice_for(row.reference).issued_on) == (S.ISSUED, 6500, date(2016, 5, 2))
    assert run.assessments.get(organization__name="Nairobi").amount == nairobi.amount == 1750


def test_what_was_previewed_is_what_is_billed(clerk, members, django_capture_on_commit_callbacks):
    run = dues.preview(2016, by=clerk)
    figures.state_income(country("KE"), year=2015, gdp_per_head=50_000, source="A mistake", by=clerk)
    with django_capture_on_commit_callbacks(execute=True):
        dues.issue(run, by=clerk, on=ON)
    nairobi = run.assessments.get(organization__name="Nairobi")
    assert billing.invoice_for(nairobi.reference).total == 175_000


def test_a_closed_month_is_refused_before_anything_is_written(clerk, members):
    apps.get_model("billing", "Period").objects.create(starts_on=date(2016, 1, 1), state="closed")
    run = dues.preview(2016, by=clerk)
    with pytest.raises(Refusal, match="are closed"):
        dues.issue(run, by=clerk, on=ON)
    run.refresh_from_db()
    assert (run.state, runs.summary(run).billed) == (S.PREVIEW, 0)


def test_what_is_refused_for_one_member_stops_nobody_else(clerk, members, django_capture_on_commit_callbacks):
    run = dues.preview(2016, by=clerk)
    nairobi = run.assessments.get(organization__name="Nairobi")
    taken = {"lines": [billing.LineIn("Something else", 5)], "currency": "USD", "due_on": ON, "issued_on": ON}
    billing.issue_invoice(debtor_id=nairobi.organization_id, reference=nairobi.reference, by=clerk, **taken)
    with django_capture_on_commit_callbacks(execute=True):
        dues.issue(run, by=clerk, on=ON)
    run.refresh_from_db()
    assert run.state == S.ISSUING
    assert run.trouble.startswith("This has been billed already with invoice INV-2016-0001")
    assert run.assessments.get(organization__name="Mombasa").invoice_id is not None
    assert run.assessments.get(organization__name="Nairobi").invoice_id is None


def test_the_invoice_tells_how_it_was_reckoned(clerk, members, django_capture_on_commit_callbacks):
    run = issued(2016, clerk, django_capture_on_commit_callbacks)
    line = run.assessments.get(organization__name="Nairobi").invoice.lines.get()
    assert line.text["en"] == "Dues for 2016, Full Member"
    assert "population 4,000 to 6,999 thousand" in line.detail["en"]
    assert {"en", "ko", "ar"} <= set(line.detail)


def test_differences_to_the_year_before(clerk, members, django_capture_on_commit_callbacks):
    issued(2015, clerk, django_capture_on_commit_callbacks)
    mombasa = Assessment.objects.get(organization__name="Mombasa").organization
    figures.state_population(mombasa, year=2015, inhabitants=2_500_000, source="Census", by=clerk)
    member("Eldoret", population=100_000, since=date(2015, 3, 1))
    run = dues.preview(2016, by=clerk)
    told = runs.differences(run)
    assert (told.year_before, told.more, told.less, told.same, told.new, told.gone) == (2015, 1, 0, 2, 1, [])
    before = dict(runs.with_the_year_before(run).values_list("organization__name", "before"))
    assert (before["Mombasa"], before["Eldoret"], before["Caracas"]) == (1250, None, None)


def test_missing_figures_are_listed_by_what_is_missing(clerk, members):
    member("Valencia", "VE")
    told = runs.missing(dues.preview(2016, by=clerk))
    assert [row.organization.name for row in told.populations] == ["Kisumu", "Valencia"]
    assert [(code, year, names) for code, _name, year, names in told.incomes] == [("VE", 2015, ["Caracas", "Valencia"])]


OPEN_STEPS = {
    #                 preview                     issuing      issued
    "administrator": ([],                         [],          []),
    "secretariat":   (["assess_again", "issue"],  ["issue"],   ["assess_again", "issue"]),
    "regional_office": ([],                       [],          []),
    "excom":         ([],                         [],          []),
    "focal_point":   ([],                         [],          []),
    "head":          ([],                         [],          []),
    "system":        ([],                         ["finish"],  []),
}  # fmt: skip


@pytest.mark.parametrize("role", OPEN_STEPS)
def test_every_role_against_every_step_of_a_run(role, house):
    at = house if role in {"administrator", "secretariat"} else None
    who = system_person() if role == "system" else person("someone", role, at or member("Nairobi"))
    states = (S.PREVIEW, S.ISSUING, S.ISSUED)
    found = tuple([step.name for step in dues_flow.open_steps(who, DuesRun(state=state))] for state in states)
    assert found == OPEN_STEPS[role]


@pytest.mark.parametrize("day", [date(2014, 12, 31), date(9999, 12, 31)])
def test_an_odd_day_on_the_invoices_is_refused(clerk, members, day):
    with pytest.raises(OddDay):
        dues.issue(dues.preview(2016, by=clerk), by=clerk, on=day)


def test_only_the_secretariat_previews_and_states_figures(house, members):
    administrator = person("root", "administrator", house)
    with pytest.raises(NotAllowed):
        dues.preview(2016, by=administrator)
    with pytest.raises(NotAllowed):
        figures.state_income(country("KE"), year=2015, gdp_per_head=1, source="me", by=administrator)


def test_refusals(clerk, members):
    with pytest.raises(NoRule):
        dues.preview(2014, by=clerk)
    with pytest.raises(TooEarly):
        dues.preview(2999, by=clerk)
    with pytest.raises(figures.NotYetOver):
        figures.state_income(country("KE"), year=2999, gdp_per_head=1, source="me", by=clerk)
    with pytest.raises(figures.SourceMissing):
        figures.state_income(country("KE"), year=2012, gdp_per_head=1, source=" ", by=clerk)
    run = dues.issue(dues.preview(2016, by=clerk), by=clerk, on=ON)
    with pytest.raises(MovedOn):
        dues.assess_again(run, by=clerk)
