"""Importing files: what is taken, what is refused with line and column, and that nothing is half done."""

from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from koinon.core.places.models import Alias, IncomeFigure, Organization, PopulationFigure
from koinon.core.record.models import Entry, Opening
from koinon.core.refusal import NotAllowed, Refusal
from koinon.league.membership.importing.forms import Options
from koinon.league.membership.importing.refusals import FileHasProblems, TakenAlready
from koinon.league.membership.models import Import, Standing
from koinon.league.membership.services import imports
from koinon.league.membership.tests.dues_cast import country, league, member, person

pytestmark = pytest.mark.django_db
ROSTER = date(2016, 3, 31)
COLUMNS = "name,country_iso2,region,category,source_seed,entry_date,category_basis,note,"
MEMBERS = f"""{COLUMNS}latitude,longitude,population_geonames,located_at
Agra,IN,Asia,full,002,,elected in 2014,,27.1833,78.0167,1430055,Agra
Birgunj,NP,Asia,full,002,2013-03-15,approved in 2014,,27.0174,84.8805,268273,Birgañj
Dhaka North,BD,Asia,full,002,,roster of 2014,,23.7104,90.4074,,Dhaka
Dhaka South,BD,Asia,full,002,,roster of 2014,,23.7104,90.4074,,Dhaka
Gadarif City,SD,Africa,full,002,2014-06-03,,,14.0349,35.3834,363945,Al Qadarif
Gadarif State,SD,Africa,full,002,2014-10-31,,,14.0349,35.3834,,Al Qadarif
Makati,PH,Asia,associate,002,,list of 2016,,14.5503,121.0327,510383,Makati City
National Information Center,SD,Africa,friendship,002,,brochure,,15.5518,32.5324,,Khartoum
"""
INCOMES = """country_iso2,country,2013,2014,2015
KE,Kenya,3120,3376,3697
VE,"Venezuela, RB",,,
"""


@pytest.fixture
def clerk():
    return person("clerk", "secretariat", league())


def take(text, by, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return imports.take(data, name="file.csv", by=by, options=Options(**options))


def examined(text, form="", **options):
    return imports.examine(text if isinstance(text, bytes) else text.encode(), form=form, options=Options(**options))


def test_a_roster_is_taken_with_standings_places_and_figures(clerk):
    row = take(MEMBERS, clerk, on=ROSTER)
    assert (row.state, row.counts) == ("taken", {"new": 8, "changed": 0, "same": 0})
    birgunj = Organization.objects.get(name="Birgunj")
    assert (birgunj.region, birgunj.located_at, str(birgunj.latitude)) == ("asia", "Birgañj", "27.01740")
    assert list(Standing.objects.filter(organization=birgunj).values_list("category", "since", "since_is_known")) == [
        ("full", date(2013, 3, 15), True)
    ]
    agra = Standing.objects.get(organization__name="Agra")
    assert (agra.since, agra.since_is_known, agra.basis) == (ROSTER, False, "elected in 2014")
    center = Organization.objects.get(name="National Information Center")
    assert (center.kind, Standing.objects.get(organization=center).category) == ("government_agency", "friendship")
    assert PopulationFigure.objects.get(organization=birgunj).source.startswith("GeoNames")
    assert not PopulationFigure.objects.filter(organization__name="Dhaka North").exists()


def test_the_record_holds_one_entry_for_the_import_and_one_for_each_standing(clerk):
    row = take(MEMBERS, clerk, on=ROSTER)
    entry = Entry.objects.about(row).get()
    assert entry.deed == "membership.members_imported"
    assert row.sha256 in Opening.objects.get(entry=entry).details
    assert Entry.objects.filter(deed="membership.standing_entered").count() == 8


def test_taking_the_same_file_again_changes_nothing(clerk):
    take(MEMBERS, clerk, on=ROSTER)
    assert take(MEMBERS, clerk, on=ROSTER).counts == {"new": 0, "changed": 0, "same": 8}
    assert (Organization.objects.count(), Standing.objects.count()) == (9, 8)


def test_an_import_fills_in_what_is_empty_and_overwrites_nothing(clerk):
    country("IN")
    agra = member("Agra", "IN", region="europe")
    take(MEMBERS, clerk, on=ROSTER)
    agra.refresh_from_db()
    assert (agra.region, agra.located_at) == ("europe", "Agra")


def test_columns_that_are_not_read_are_named():
    assert examined(MEMBERS, on=ROSTER).unread == ["source_seed", "note"]


def xlsx(text):
    book, packed = Workbook(), BytesIO()
    for line in StringIO(text):
        cells = line.rstrip("\n").split(",")
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in cells])
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        MEMBERS.encode(),
        MEMBERS.encode("utf-8-sig"),
        MEMBERS.encode("utf-16"),
        MEMBERS.replace(",", ";").encode(),
        MEMBERS.replace(",", "\t").encode(),
        MEMBERS.replace("\n", "\r\n").encode(),
        ("\n" + MEMBERS.replace("\n", "\n\n")).replace("name,", " Name ,", 1).encode(),
        xlsx(MEMBERS),
    ],
    ids=["plain", "mark", "utf-16", "semicolon", "tab", "crlf", "empty lines", "xlsx"],
)
def test_every_dress_of_the_same_table_says_the_same(data):
    report = examined(data, on=ROSTER)
    assert (report.problems, report.rows, report.counts["new"]) == ([], 8, 8)


HEAD = "name,country,category,since,region,kind,latitude,longitude,population,population_year,population_source,website,aliases\n"


@pytest.mark.parametrize(
    ("line", "column", "says"),
    [
        (",KE,full,2014-01-01", "name", "This cell is empty."),
        ("Nairobi,,full,2014-01-01", "country", "This cell is empty."),
        ("Nairobi,Kenya,full,2014-01-01", "country", "This is longer than 2 characters."),
        ("Nairobi,ZZ,full,2014-01-01", "country", "No country has this code."),
        ("Nairobi,KE,,2014-01-01", "category", "This cell is empty."),
        ("Nairobi,KE,gold,2014-01-01", "category", "This is not one of the words known here."),
        ("Nairobi,KE,full,", "since", "The first day is not given."),
        ("Nairobi,KE,full,1/5/2014", "since", "This is not a day."),
        ("Nairobi,KE,full,2014-02-30", "since", "This is not a day."),
        ("Nairobi,KE,full,2999-01-01", "since", "This day lies in the future."),
        ("Nairobi,KE,full,2014-01-01,Atlantis", "region", "This is not one of the words known here."),
        ("Nairobi,KE,full,2014-01-01,,association", "kind", "This kind of organization cannot have this standing."),
        ("Nairobi,KE,friendship,2014-01-01,,local_government", "kind", "This kind of organization cannot have this standing."),
        ("Nairobi,KE,full,2014-01-01,,,91,0", "latitude", "This is not a coordinate between -90 and 90."),
        ("Nairobi,KE,full,2014-01-01,,,1.5,east", "longitude", "This is not a coordinate between -180 and 180."),
        ("Nairobi,KE,full,2014-01-01,,,1.5,", "longitude", "A position has both coordinates."),
        ("Nairobi,KE,full,2014-01-01,,,NaN,1", "latitude", "This is not a coordinate between -90 and 90."),
        ("Nairobi,KE,full,2014-01-01,,,,,many", "population", "This is not a whole number."),
        ("Nairobi,KE,full,2014-01-01,,,,,0", "population", "The number must lie between 1 and 100000000."),
        ("Nairobi,KE,full,2014-01-01,,,,,99999999999999999999999", "population", "The number must lie between 1 and 100000000."),
        ("Nairobi,KE,full,2014-01-01,,,,,5,", "population_year", "This cell is empty."),
        ("Nairobi,KE,full,2014-01-01,,,,,5,2014,", "population_source", "This cell is empty."),
        ("Nairobi,KE,full,2014-01-01,,,,,,,,nairobi.go.ke", "website", "This is not the address of a website."),
        ("Nairobi,KE,full,2014-01-01,,,,,,,,,Nai,robi", "", "The line has more cells than there are columns."),
        ("Nai\x07robi,KE,full,2014-01-01", "name", "This holds characters that cannot be shown."),
        ("x" * 161 + ",KE,full,2014-01-01", "name", "This is longer than 160 characters."),
    ],
)
def test_each_bad_cell_is_told_with_its_line_and_column(line, column, says):
    problems = examined(HEAD + "Mombasa,KE,full,2014-01-01\n" + line + "\n").problems
    told = [(problem.line, problem.column, problem.says) for problem in problems]
    assert (3, column, says) in told
    assert all(problem.remedy for problem in problems)


def test_a_quoted_cell_over_several_lines_keeps_the_count_of_lines():
    text = 'name,country,category,since,address\nA,KE,full,2014-01-01,"one\ntwo"\nB,KE,full,never,\n'
    assert [problem.line for problem in examined(text).problems] == [4]


def test_the_same_member_twice_is_told():
    problems = examined(HEAD + "Nairobi,KE,full,2014-01-01\nNAIROBI,KE,full,2014-01-01\n").problems
    assert [(each.line, each.says) for each in problems] == [(3, "This member stands in line 2 already.")]


def test_another_spelling_of_a_member_is_told_and_another_kind_is_not():
    member("Gezeera State", "SD")
    text = HEAD + "Gazira State,SD,full,2014-01-01\nGezeera City,SD,full,2014-01-01\n"
    assert [(each.line, each.says) for each in examined(text).problems] == [
        (2, "This may be Gezeera State, which is in the register.")
    ]


def test_a_name_known_by_its_other_spelling_is_taken_for_the_same(clerk):
    known = member("Gezeera State", "SD")
    Alias.objects.create(organization=known, name="Gazira State")
    assert take(HEAD + "Gazira State,SD,full,2014-01-01\n", clerk).counts["same"] == 1


def test_an_import_changes_no_standing():
    member("Nairobi", "KE", category="associate")
    problems = examined(HEAD + "Nairobi,KE,full,2014-01-01\n").problems
    assert [(each.column, each.says) for each in problems] == [("category", "In the register it is Associate Member.")]


def test_all_or_nothing(clerk):
    with pytest.raises(FileHasProblems):
        take(HEAD + "Nairobi,KE,full,2014-01-01\nMombasa,KE,gold,2014-01-01\n", clerk)
    assert not Organization.objects.filter(name="Nairobi").exists()
    assert not Import.objects.exists()


def test_a_failure_in_the_middle_leaves_nothing(clerk, monkeypatch):
    from koinon.league.membership.services import standings

    real, calls = standings.enter, []

    def failing(organization, *args, **kwargs):
        calls.append(organization.name)
        if len(calls) == 3:
            raise RuntimeError("the machine stumbles")
        return real(organization, *args, **kwargs)

    monkeypatch.setattr(standings, "enter", failing)
    before = Organization.objects.count(), Entry.objects.count()
    with pytest.raises(RuntimeError):
        take(MEMBERS, clerk, on=ROSTER)
    assert (Organization.objects.count(), Entry.objects.count(), Standing.objects.count()) == (*before, 0)


def test_other_names(clerk):
    member("Da Nang", "VN")
    member("San Fernando", "PH")
    row = take("organization,alias\nDa Nang,Danang\nda nang,Đà Nẵng\nDa Nang,Danang\n", clerk)
    assert row.counts == {"new": 2, "changed": 0, "same": 1}
    problems = examined("organization,alias,country\nHue,Hué,\nDa Nang,San Fernando,VN\nDa Nang,San Fernando,PH\n").problems
    assert [(each.line, each.column, each.says) for each in problems] == [
        (2, "organization", "No organization in the register goes by this name."),
        (4, "organization", "No organization in the register goes by this name."),
    ]
    member("Hue", "VN")
    taken = examined("organization,alias,country\nHue,Danang,VN\n").problems
    assert [each.says for each in taken] == ["Da Nang goes by this name already."]


def test_a_name_that_several_share_asks_for_the_country(clerk):
    member("San Fernando", "PH")
    Organization.objects.create(name="San Fernando", slug="san-fernando-2", country=country("ES"))
    problems = examined("organization,alias\nSan Fernando,La Isla\n").problems
    assert [each.says for each in problems] == ["Several organizations go by this name."]
    assert take("organization,alias,country\nSan Fernando,La Isla,ES\n", clerk).counts["new"] == 1


def test_populations(clerk):
    nairobi = member("Nairobi", population=3_000_000, census=2009)
    text = 'organization,year,population,source\nNairobi,2009,"3,138,369",Census\nNairobi,2019,4 397 073,\n'
    row = take(text, clerk, source="KNBS")
    assert row.counts == {"new": 1, "changed": 1, "same": 0}
    assert list(nairobi.populations.order_by("year").values_list("year", "inhabitants", "source")) == [
        (2009, 3_138_369, "Census"),
        (2019, 4_397_073, "KNBS"),
    ]
    assert [each.says for each in examined(text).problems] == ["The source is not named."]
    twice = "organization,year,population,source\nNairobi,2015,5,x\nNairobi,2015,6,x\n"
    assert [each.says for each in examined(twice).problems] == ["The figure for this year stands in line 2 already."]


def test_gdp_per_head_by_a_column_a_year(clerk):
    row = take(INCOMES, clerk, source="World Bank")
    assert row.counts == {"new": 3, "changed": 0, "same": 0}
    assert list(IncomeFigure.objects.order_by("year").values_list("country_id", "year", "gdp_per_head", "source")) == [
        ("KE", 2013, 3120, "World Bank"),
        ("KE", 2014, 3376, "World Bank"),
        ("KE", 2015, 3697, "World Bank"),
    ]
    assert not IncomeFigure.objects.filter(country_id="VE").exists()
    again = take(INCOMES.replace("3697", "3700"), clerk, source="World Bank")
    assert again.counts == {"new": 0, "changed": 1, "same": 2}


def test_gdp_per_head_by_a_row_a_figure(clerk):
    row = take("country,year,gdp_per_head,source\nKE,2015,3700,IMF\nke,2014,3400,IMF\n", clerk)
    assert row.counts["new"] == 2
    problems = examined("country,year,gdp_per_head,source\nKE,2015,0,IMF\nKE,2999,5,IMF\nKE,2012,,IMF\n").problems
    assert [(each.line, each.column) for each in problems] == [(2, "gdp_per_head"), (3, "year"), (4, "gdp_per_head")]


def test_gdp_per_head_without_a_source_is_told():
    assert {each.says for each in examined(INCOMES).problems} == {"The source is not named."}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b"\x00\x01\x02", "neither CSV nor XLSX"),
        (b"PK\x03\x04 not a zip", "damaged"),
        (b"name,country,name\n", "stands twice"),
        (b"colour,taste\nred,sweet\n", "fit none of the forms"),
        ("name,country,category\nMuğla,TR,full\n".encode("iso-8859-9"), "Line 2 holds letters that are not UTF-8"),
        (b'name,country,category\n"Agra,IN,full\n', "quotation marks do not match"),
        (b"name," + b",".join(b"c%d" % n for n in range(200)) + b"\n", "more than 20000 rows or 100 columns"),
        (b"name,country,category\n" + b"a,KE,full\n" * 20_001, "more than 20000 rows"),
        (b"x" * 10_000_001, "larger than 10 MB"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(data, words):
    with pytest.raises(Refusal) as refused:
        examined(data)
    assert words in str(refused.value)


def test_only_those_who_may_import(clerk):
    with pytest.raises(NotAllowed):
        take(MEMBERS, person("stranger"), on=ROSTER)


def run(*words, **options):
    out = StringIO()
    call_command("import_members", *words, stdout=out, **options)
    return out.getvalue()


def test_the_command_tells_first_and_takes_with_commit(clerk, tmp_path):
    file = tmp_path / "members.csv"
    file.write_text(MEMBERS, encoding="utf-8")
    told = run(str(file), "--on", "2016-03-31")
    assert "Members: 8 rows; 8 new, 0 changed, 0 same." in told
    assert "Nothing was changed." in told
    assert Standing.objects.count() == 0
    run(str(file), "--on", "2016-03-31", "--commit", "--by", clerk.email)
    assert Standing.objects.count() == 8
    assert Import.objects.get().taken_by == clerk


def test_the_command_tells_problems_and_fails(clerk, tmp_path):
    file = tmp_path / "members.csv"
    file.write_text(MEMBERS, encoding="utf-8")
    out = StringIO()
    with pytest.raises(CommandError, match="5 problems"):
        call_command("import_members", str(file), "--commit", stdout=out)
    assert "line 2, column entry_date: The first day is not given." in out.getvalue()
    with pytest.raises(CommandError, match="No such file"):
        run(str(tmp_path / "nothing.csv"))
    with pytest.raises(CommandError, match="Nobody here"):
        run(str(file), "--on", "2016-03-31", "--commit", "--by", "nobody@example.org")


def upload(client, text, **asked):
    file = SimpleUploadedFile("members.csv", text.encode(), "text/csv")
    return client.post("/imports/", {"file": file, **asked})


def test_the_page_shows_the_report_and_takes_it_after_a_word(client, clerk, settings, tmp_path):
    client.force_login(clerk)
    address = upload(client, MEMBERS, true_on="2016-03-31").headers["Location"]
    report = client.get(address).content.decode()
    assert "Take the whole file" in report
    assert "Agra, Full Member" in report
    assert Standing.objects.count() == 0
    assert client.post(f"{address}confirm/").status_code == 302
    assert Standing.objects.count() == 8
    taken = client.get(address).content.decode()
    assert "Take the whole file" not in taken
    assert client.post(f"{address}confirm/").status_code == 409
    with pytest.raises(TakenAlready):
        imports.confirm(Import.objects.get(), by=clerk)


def test_the_page_lists_every_problem_and_offers_no_button(client, clerk):
    client.force_login(clerk)
    address = upload(client, MEMBERS.replace("IN,Asia", "XX,Asia")).headers["Location"]
    report = client.get(address).content.decode()
    assert "Cannot be taken" in report
    assert "No country has this code." in report
    assert "Take the whole file" not in report
    assert client.post(f"{address}confirm/").status_code == 422
    assert not Standing.objects.exists()


def test_the_page_says_at_once_when_a_file_cannot_be_read(client, clerk):
    client.force_login(clerk)
    answer = upload(client, "colour,taste\nred,sweet\n")
    assert answer.status_code == 422
    assert "fit none of the forms" in answer.content.decode()
    assert client.post("/imports/", {}).status_code == 422
    assert upload(client, MEMBERS, true_on="2999-01-01").status_code == 422


@pytest.mark.parametrize(("role", "status"), [("", 302), ("excom", 403), ("secretariat", 200), ("administrator", 200)])
def test_who_may_look_at_imports(client, role, status):
    house = league()
    clerk = person("clerk", "secretariat", house)
    row = take(MEMBERS, clerk, on=ROSTER)
    if role:
        client.force_login(person("someone", role, house))
    assert {client.get("/imports/").status_code, client.get(row.get_absolute_url()).status_code} == {status}


def test_a_taken_import_is_seen_and_a_waiting_one_stands_on_the_desk(client, clerk):
    from koinon.league.membership.desk import dues as desk

    client.force_login(clerk)
    address = upload(client, MEMBERS, true_on="2016-03-31").headers["Location"]
    assert [(row.what, row.url) for row in desk.waiting(clerk)] == [("Import of members.csv", address)]
    client.post(f"{address}confirm/")
    assert list(desk.waiting(clerk)) == []
