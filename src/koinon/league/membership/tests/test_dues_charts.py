"""New versions of charts and rules: dated, sourced, and never an edit."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from koinon.core.record.models import Entry
from koinon.core.refusal import NotAllowed
from koinon.engines.dues import Band, Cell, Chart
from koinon.league.membership.models import DecisionRule, DuesRule, FeeChart
from koinon.league.membership.queries.charts import picture
from koinon.league.membership.queries.dues import rules_of
from koinon.league.membership.services import charts, dues
from koinon.league.membership.services.dues_refusals import BeginsTooEarly, InUse, YearAssessed
from koinon.league.membership.tests.dues_cast import assess, country, league, member, person

pytestmark = pytest.mark.django_db
FLAT = Chart([Cell(Band(0), Band(0), 123)])
FULL = {"category": "full", "kind": "local_government"}
NEW_DAY = date(2018, 1, 1)


@pytest.fixture
def house():
    return league()


@pytest.fixture
def root(house):
    return person("root", "administrator", house)


@pytest.fixture
def clerk(house):
    return person("clerk", "secretariat", house)


def in_force(day):
    return FeeChart.objects.in_force_on(day).get(**FULL)


def test_a_new_version_ends_the_one_before_the_day_before(root):
    new = charts.put_chart_in_force(chart=FLAT, valid_from=NEW_DAY, source="Decision 7", by=root, **FULL)
    old = in_force(date(2017, 12, 31))
    assert (old.valid_until, old.cells.count(), in_force(NEW_DAY)) == (date(2017, 12, 31), 72, new)
    assert rules_of(2017).chart_for(**FULL).row == old
    assert rules_of(2018).chart_for(**FULL).row == new
    deeds = Entry.objects.filter(kind="membership.feechart").values_list("deed", flat=True)
    assert list(deeds) == ["membership.fee_chart_ended", "membership.fee_chart_set"]


def test_dues_of_each_year_follow_the_version_of_its_new_years_day(root):
    country("KE", y2016=3000, y2017=3000)
    member("Nairobi", population=4_397_073)
    charts.put_chart_in_force(chart=FLAT, valid_from=date(2017, 6, 1), source="Decision 7", by=root, **FULL)
    assert (assess(2017)["Nairobi"].amount, assess(2018)["Nairobi"].amount) == (1750, 123)


def test_a_version_cannot_begin_before_the_one_it_follows(root):
    with pytest.raises(BeginsTooEarly):
        charts.put_chart_in_force(chart=FLAT, valid_from=date(2014, 11, 7), source="Decision 7", by=root, **FULL)


def test_a_version_cannot_reach_back_into_a_year_that_was_assessed(root, clerk):
    country("KE", y2015=3000)
    member("Nairobi", population=4_397_073)
    dues.preview(2016, by=clerk)
    with pytest.raises(YearAssessed):
        charts.put_chart_in_force(chart=FLAT, valid_from=date(2015, 7, 1), source="Decision 7", by=root, **FULL)
    charts.put_chart_in_force(chart=FLAT, valid_from=date(2016, 1, 2), source="Decision 7", by=root, **FULL)
    assert rules_of(2016).chart_for(**FULL).row.cells.count() == 72


def test_a_mistaken_version_can_be_taken_back_while_nobody_was_assessed_under_it(root, clerk):
    new = charts.put_chart_in_force(chart=FLAT, valid_from=date(2015, 6, 1), source="Decision 7", by=root, **FULL)
    charts.take_chart_back(new, by=root)
    assert in_force(NEW_DAY).cells.count() == 72
    assert in_force(NEW_DAY).valid_until is None
    country("KE", y2015=3000)
    member("Nairobi", population=4_397_073)
    dues.preview(2016, by=clerk)
    with pytest.raises(InUse):
        charts.take_chart_back(in_force(NEW_DAY), by=root)


def test_rules_are_versioned_the_same_way(root):
    values = {"first_year_after": 2, "income_years_before": 1, "exempt_at_new_members": 3, "payment_days": 30}
    charts.put_dues_rule_in_force(valid_from=NEW_DAY, source="Decision 8", by=root, **values)
    assert rules_of(2018).rule.exempt_at_new_members == 3
    assert DuesRule.objects.get(valid_from=date(2014, 11, 7)).valid_until == date(2017, 12, 31)
    body = {"body": "excom", "threshold_numerator": 2, "threshold_denominator": 3, "threshold_is_strict": False}
    charts.put_decision_rule_in_force(matter="admission", valid_from=NEW_DAY, source="Decision 9", by=root, **body)
    assert DecisionRule.objects.in_force("admission", NEW_DAY).threshold_numerator == 2
    assert DecisionRule.objects.in_force("admission", date(2017, 12, 31)).threshold_numerator == 1
    assert DecisionRule.objects.in_force("termination", NEW_DAY).threshold_numerator == 1


def test_only_an_administrator_puts_rules_in_force(clerk):
    with pytest.raises(NotAllowed):
        charts.put_chart_in_force(chart=FLAT, valid_from=NEW_DAY, source="me", by=clerk, **FULL)
    with pytest.raises(NotAllowed):
        charts.put_dues_rule_in_force(valid_from=NEW_DAY, source="me", by=clerk)
    with pytest.raises(NotAllowed):
        charts.put_decision_rule_in_force(matter="admission", valid_from=NEW_DAY, source="me", by=clerk)
    with pytest.raises(NotAllowed):
        charts.take_chart_back(in_force(NEW_DAY), by=clerk)


def test_who_decides_changed_with_the_amendment_of_2014():
    for matter in ("admission", "termination"):
        assert DecisionRule.objects.in_force(matter, date(2014, 11, 6)).body == "general_assembly"
        assert DecisionRule.objects.in_force(matter, date(2014, 11, 7)).body == "excom"


def test_the_picture_marks_the_cell_and_what_is_doubtful():
    row = in_force(NEW_DAY)
    shown = picture(row, row.cells.get(population_from=4000, income_from=2000))
    marked = [cell.amount for line in shown.rows for cell in line.cells if cell.here]
    assert (marked, [line.label for line in shown.rows if line.here]) == (["1,750"], ["2,000–3,999"])
    assert [words for words, here in shown.columns if here] == ["4,000–6,999"]
    assert sum(cell.doubtful for line in shown.rows for cell in line.cells) == 17
    assert len(shown.notes) == 2


HEAD = "population_from,population_to,income_from,income_to,amount,flag,note\n"
GOOD = HEAD + "0,299,0,,100,,\n300,,0,,200,suspect,looks odd\n"


def upload(client, text, **asked):
    file = SimpleUploadedFile("chart.csv", text if isinstance(text, bytes) else text.encode())
    answers = {"valid_from": "2018-01-01", "currency": "EUR", "source": "Decision 7", "file": file, **FULL, **asked}
    return client.post("/dues/charts/new/", answers)


def test_an_administrator_uploads_a_chart(client, root):
    client.force_login(root)
    answer = upload(client, GOOD)
    chart = in_force(NEW_DAY)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/dues/charts/{chart.pk}/")
    assert list(chart.cells.values_list("amount", "is_suspect")) == [(100, False), (200, True)]
    assert chart.currency == "EUR"


def test_a_chart_may_come_as_a_spreadsheet(client, root):
    book, packed = Workbook(), BytesIO()
    for line in GOOD.splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in line.split(",")])
    book.save(packed)
    client.force_login(root)
    assert upload(client, packed.getvalue()).status_code == 302
    assert in_force(NEW_DAY).cells.count() == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "file is empty"),
        ("population_from,amount\n0,1\n", "population_to is missing"),
        (HEAD + "0,299,0,,100,,\n301,,0,,200,,\n", "leave a gap or overlap at 301"),
        (HEAD + "0,299,0,,100,,\n", "bands end at 299"),
        (HEAD + "0,,0,,free,,\n", "row 1"),
        (HEAD + "0,,0,,-5,,\n", "row 1"),
        (HEAD + "0,,0,,99999999999,,\n", "amount is too large"),
        (HEAD, "cannot be taken"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"\x00\x01", "neither CSV nor XLSX"),
    ],
)
def test_a_bad_chart_is_refused_with_a_sentence(client, root, text, words):
    client.force_login(root)
    answer = upload(client, text)
    assert answer.status_code == 422
    assert words in answer.content.decode() or "empty" in answer.content.decode()
    assert FeeChart.objects.filter(**FULL).count() == 1


def test_a_chart_that_begins_too_early_says_so_beside_the_field(client, root):
    client.force_login(root)
    answer = upload(client, GOOD, valid_from="2012-01-01")
    assert answer.status_code == 422
    assert "must begin after" in answer.content.decode()


def test_the_rules_page_offers_new_versions_to_administrators_alone(client, root, clerk):
    assert b"New version" not in client.get("/dues/").content
    client.force_login(clerk)
    assert b"New version" not in client.get("/dues/").content
    assert client.get("/dues/rules/new/").status_code == 403
    client.force_login(root)
    assert b"New version" in client.get("/dues/").content
    assert client.get("/dues/decision-rules/new/").status_code == 200


RULE = {
    "matter": "admission", "body": "excom", "valid_from": "2018-01-01", "quorum_numerator": "1", "quorum_denominator": "2",
    "base": "yes_no", "threshold_numerator": "2", "threshold_denominator": "3", "tie": "fails", "voting_days": "21",
    "source": "Decision 9",
}  # fmt: skip
DUES = {
    "valid_from": "2018-01-01", "first_year_after": "1", "income_years_before": "1",
    "exempt_at_new_members": "5", "payment_days": "30", "source": "Decision 8",
}  # fmt: skip
ELIGIBLE = {"kind": "institution", "category": "friendship", "valid_from": "2018-01-01", "source": "Decision 10"}


@pytest.mark.parametrize(
    ("address", "answers", "status"),
    [
        ("/dues/decision-rules/new/", RULE, 302),
        ("/dues/decision-rules/new/", RULE | {"threshold_denominator": "0"}, 422),
        ("/dues/decision-rules/new/", RULE | {"quorum_numerator": "3"}, 422),
        ("/dues/decision-rules/new/", RULE | {"voting_days": "99999999999"}, 422),
        ("/dues/decision-rules/new/", RULE | {"valid_from": "2014-11-07"}, 422),
        ("/dues/decision-rules/new/", {}, 422),
        ("/dues/rules/new/", DUES, 302),
        ("/dues/rules/new/", DUES | {"first_year_after": "-1", "source": ""}, 422),
        ("/dues/rules/new/", DUES | {"payment_days": "99999999999"}, 422),
        ("/dues/eligibility/new/", ELIGIBLE, 302),
        ("/dues/eligibility/new/", ELIGIBLE | {"kind": "local_government", "valid_from": "1999-01-01"}, 422),
    ],
)
def test_rules_are_put_in_force_by_their_forms(client, root, address, answers, status):
    client.force_login(root)
    assert client.post(address, answers).status_code == status
