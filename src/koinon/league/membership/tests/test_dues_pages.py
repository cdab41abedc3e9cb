"""Pages and operations of dues: who may look, what they say, and in how many queries."""

from datetime import date

import pytest

from koinon.league.membership.desk import dues as desk
from koinon.league.membership.models import DuesRun, FeeChart
from koinon.league.membership.services import dues
from koinon.league.membership.tests.dues_cast import country, league, member, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return league()


@pytest.fixture
def clerk(house):
    return person("clerk", "secretariat", house)


@pytest.fixture
def nairobi():
    country("KE", y2014=3400, y2015=3700)
    country("VE")
    member("Caracas", "VE", population=3_000_000)
    member("Kisumu")
    return member("Nairobi", population=4_397_073)


@pytest.fixture
def run(clerk, nairobi, django_capture_on_commit_callbacks):
    run = dues.preview(2016, by=clerk)
    with django_capture_on_commit_callbacks(execute=True):
        dues.issue(run, by=clerk, on=date(2016, 1, 19))
    run.refresh_from_db()
    return run


PUBLIC = ["/dues/", "/dues/calculator/"]
OF_THE_SECRETARIAT = [
    "/dues/runs/", "/dues/runs/2016/", "/dues/runs/2016/missing/",
    "/dues/runs/2016/members/nairobi/",
]  # fmt: skip
FOR_DEEDS = ["/dues/runs/2016/issue/", "/dues/figures/population/nairobi/", "/dues/figures/income/ve/"]
OF_ADMINISTRATORS = ["/dues/charts/new/", "/dues/rules/new/", "/dues/decision-rules/new/", "/dues/eligibility/new/"]
SEES = {
    #               public  secretariat's  deeds  administrators'
    "":              (200,  302,           302,   302),
    "secretariat":   (200,  200,           200,   403),
    "administrator": (200,  200,           403,   200),
    "excom":         (200,  403,           403,   403),
    "regional_office": (200, 403,          403,   403),
}  # fmt: skip


@pytest.mark.parametrize("role", SEES)
def test_who_may_look(client, role, house, run):
    if role:
        at = house if role in {"secretariat", "administrator"} else member("Seat", "KR")
        client.force_login(person("someone", role, at))
    found = []
    for addresses in (PUBLIC, OF_THE_SECRETARIAT[:-1], FOR_DEEDS, OF_ADMINISTRATORS):
        statuses = {client.get(address).status_code for address in addresses}
        assert len(statuses) == 1, (addresses, statuses)
        found.append(statuses.pop())
    assert tuple(found) == SEES[role]


def test_a_member_sees_its_own_assessment_and_no_other(client, run, nairobi):
    client.force_login(person("focal", "focal_point", nairobi))
    assert client.get("/dues/runs/2016/members/nairobi/").status_code == 200
    assert client.get("/dues/runs/2016/members/caracas/").status_code == 404
    client.logout()
    assert client.get("/dues/runs/2016/members/nairobi/").status_code == 404


def test_the_whole_run_by_its_pages(client, clerk, nairobi, django_capture_on_commit_callbacks):
    client.force_login(clerk)
    assert client.post("/dues/runs/", {"year": "2016"}).headers["Location"] == "/dues/runs/2016/"
    preview = client.get("/dues/runs/2016/").content.decode()
    assert "Preview: nothing is billed yet" in preview
    assert "Issue 1 invoice" in preview
    assert "1 invoice over USD 1,750" in client.get("/dues/runs/2016/issue/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/dues/runs/2016/issue/", {"on": "2016-01-19"}).status_code == 302
    issued = client.get("/dues/runs/2016/").content.decode()
    assert "INV-2016-0001" in issued
    assert client.post("/dues/runs/2016/issue/", {"on": "2016-01-19"}).status_code == 422
    assert client.get("/dues/runs/2016/assess/").status_code == 405


def test_the_progress_is_a_part_of_the_page_and_no_page_by_itself(client, clerk, run):
    client.force_login(clerk)
    part = client.get("/dues/runs/2016/progress/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "1 invoice, dated" in part
    assert client.get("/dues/runs/2016/progress/").headers["Location"] == "/dues/runs/2016/"


def test_a_missing_figure_is_stated_and_billed(client, clerk, run, django_capture_on_commit_callbacks):
    client.force_login(clerk)
    missing = client.get("/dues/runs/2016/missing/").content.decode()
    assert "Kisumu" in missing
    assert "/dues/figures/income/VE/?year=2015" in missing
    answer = client.post("/dues/figures/income/ve/", {"gdp_per_head": "17400", "year": "2015", "source": "Test"})
    assert answer.headers["Location"] == "/dues/runs/2016/missing/"
    assert client.post("/dues/figures/population/kisumu/", {"inhabitants": "0", "year": "x"}).status_code == 422
    client.post("/dues/runs/2016/assess/")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/dues/runs/2016/issue/", {"on": "2016-05-02"})
    row = DuesRun.objects.get(year=2016).assessments.get(organization__name="Caracas")
    assert (row.amount, row.invoice is not None) == (6500, True)


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("kind=local_government&country=KE&population=4397073&year=2016", 200, ["USD 1,750", "World Bank", "2,000–3,999"]),
        ("kind=local_government&country=VE&population=3000000&year=2016", 200, ["No amount can be named", "Venezuela", "2015"]),
        ("kind=association&country=KE&year=2016", 200, ["USD 1,000"]),
        ("kind=local_government&country=KE&population=&year=2016", 200, ["Enter how many people live"]),
        ("kind=local_government&country=XX&population=1&year=2016", 200, ["msg-bad"]),
        ("kind=local_government&country=KE&population=-4&year=1812", 200, ["msg-bad"]),
        ("country=KE&population=9999999999999999999999&year=x&kind=", 200, ["msg-bad"]),
        ("country=%00", 400, []),
    ],
)
def test_the_calculator_page(client, nairobi, query, status, words):
    answer = client.get(f"/dues/calculator/?{query}")
    assert answer.status_code == status
    for each in words:
        assert each in answer.content.decode()


def test_the_calculator_sends_only_its_answer_to_htmx(client, nairobi):
    answer = client.get("/dues/calculator/?kind=association&country=KE&year=2016", headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert 'id="answer"' in answer.content.decode()


def test_the_calculator_operation(client, nairobi):
    asked = {"country": "ke", "population": 4_397_073, "year": 2016}
    found = client.get("/api/dues/calculator", asked).json()
    assert (found["amount"], found["currency"], found["missing"]) == (1750, "USD", [])
    assert found["income"] == {"year": 2015, "gdp_per_head": 3700, "source": "World Bank"}
    assert (found["cell"]["population_from"], found["cell"]["income_to"]) == (4000, 3999)
    nothing = client.get("/api/dues/calculator", asked | {"country": "VE"}).json()
    assert (nothing["amount"], nothing["cell"], nothing["missing"]) == (None, None, ["gdp_per_head"])


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"country": "KE", "year": 2016, "population": 1}, 200),
        ({"country": "KE", "year": 2016, "category": "friendship"}, 200),
        ({"country": "KE", "year": 2016, "category": "friendship", "kind": "local_government"}, 422),
        ({"country": "KE", "year": 2016, "category": "associate"}, 422),
        ({"country": "KE", "year": 2014, "population": 1}, 422),
        ({"country": "KE", "year": 20166, "population": 1}, 422),
        ({"country": "KE", "year": 2016, "population": 0}, 422),
        ({"country": "Kenya", "year": 2016}, 422),
        ({"country": "ZZ", "year": 2016}, 404),
        ({}, 422),
    ],
)
def test_what_the_calculator_operation_refuses(client, nairobi, asked, status):
    answer = client.get("/api/dues/calculator", asked)
    assert answer.status_code == status
    if status != 200:
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_charts_operation(client):
    found = client.get("/api/dues/charts", {"on": "2015-01-01"}).json()
    assert [len(chart["cells"]) for chart in found["items"]] == [3, 3, 72]
    assert client.get("/api/dues/charts", {"on": "2014-11-06"}).json()["count"] == 0


def test_a_chart_has_its_page(client):
    chart = FeeChart.objects.get(category="full")
    answer = client.get(f"/dues/charts/{chart.pk}/").content.decode()
    assert answer.count("<sup>*</sup>") == 17
    assert "Take this version back" not in answer
    assert client.get("/dues/charts/999999/").status_code == 404


def test_the_list_of_a_run_takes_as_many_queries_with_three_members_as_with_ten(
    client, clerk, nairobi, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    client.force_login(clerk)
    counts = []
    for more in (0, 7):
        for number in range(more):
            member(f"City {number}", population=500_000)
        run = dues.preview(2016, by=clerk)
        client.get("/dues/runs/2016/")
        with django_assert_max_num_queries(40) as asked:
            client.get("/dues/runs/2016/")
        counts.append(len(asked))
        assert run.state == "preview"
    assert counts[0] == counts[1]


def test_the_list_can_be_taken_along(client, clerk, run):
    client.force_login(clerk)
    csv = b"".join(client.get("/dues/runs/2016/?export=csv").streaming_content).decode()
    lines = csv.splitlines()
    assert lines[0] == "Member,Country,Standing,Result,Population,GDP per head,Dues,Currency,Year before,Difference,Invoice"
    assert "Nairobi,Kenya,Full Member,Owes dues,4397073,3700,1750,USD,,,INV-2016-0001" in lines
    filtered = client.get("/dues/runs/2016/?result=no_income").content.decode()
    assert "Caracas" in filtered
    assert "/members/nairobi/" not in filtered


def test_the_desk_tells_of_previews_and_missing_figures(clerk, nairobi):
    dues.preview(2016, by=clerk)
    assert [(row.what, row.verb) for row in desk.waiting(clerk)] == [
        ("Dues for 2016: 1 invoice to issue", "Issue them"),
        ("Dues for 2016: 2 members wait for a figure", "State the figures"),
    ]
    assert list(desk.waiting(person("nobody"))) == []
