"""The shared list page: filters, words, order, pages, kept views, exports, and what it costs."""

import csv
import io
import json
from datetime import date

import django_filters
import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils.translation import override

from koinon.core.people.tests.factories import a_person, an_organization
from koinon.core.places.models import Alias, Organization, PopulationFigure
from koinon.core.refusal import TooLarge
from koinon.core.web.listing import Column, Listing, exports, link_to, list_page, reading
from koinon.core.web.models import SavedView

pytestmark = pytest.mark.django_db


class OrganizationFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="Kind", choices=Organization.Kind.choices)
    latitude = django_filters.RangeFilter(label="Latitude")
    on = django_filters.DateFilter(label="On", method="ignored")

    class Meta:
        model = Organization
        fields = ("kind", "latitude", "on")

    def ignored(self, rows, name, value):
        return rows


LIST = Listing(
    name="places.organizations",
    title="Organizations",
    columns=(
        Column("name", "Name", "name", sort="name", link=link_to("person", pk="pk")),
        Column("kind", "Kind", "kind", choices=Organization.Kind, kind="mark", sort="kind"),
        Column("latitude", "Latitude", "latitude", kind="number", sort="latitude"),
        Column("website", "Website", "website", only_exported=True),
    ),
    filters=OrganizationFilter,
    words=("name", "aliases__name"),
    order="name",
)


def ask(query="", user=None, listing=LIST, session=None, same_rows="", **headers):
    request = RequestFactory().get(f"/list/?{query}", **headers)
    request.user = user or AnonymousUser()
    request.session = {} if session is None else session
    from django_htmx.middleware import HtmxDetails

    request.htmx = HtmxDetails(request)
    return list_page(request, listing, Organization.objects.all, same_rows=same_rows)


def text(answer):
    return answer.content.decode()


def taken(answer):
    return b"".join(answer.streaming_content)


@pytest.fixture
def cities():
    seoul = an_organization("Seoul", latitude="37.56", longitude="126.97", website="https://seoul.example")
    da_nang = an_organization("Da Nang", country="VN")
    Alias.objects.create(organization=da_nang, name="Danang")
    agency = an_organization("<b>Agency</b> & Co", kind=Organization.Kind.GOVERNMENT_AGENCY)
    return seoul, da_nang, agency


def names(answer):
    content = text(answer)
    order = sorted(
        (content.index(name), name)
        for name in ("Seoul", "Da Nang", "Agency")
        if f">{name}<" in content or f"{name}&lt;" in content
    )
    return [name for _place, name in order]


def test_rows_stand_in_the_order_asked_for(cities):
    assert names(ask()) == ["Agency", "Da Nang", "Seoul"]
    assert names(ask("sort=-name")) == ["Seoul", "Da Nang", "Agency"]
    assert 'aria-sort="descending"' in text(ask("sort=-name"))


def test_what_people_wrote_is_never_markup(cities):
    content = text(ask())
    assert "<b>Agency</b>" not in content
    assert "&lt;b&gt;Agency&lt;/b&gt; &amp; Co" in content


def test_words_are_found_in_names_and_aliases(cities):
    assert names(ask("words=danang")) == ["Da Nang"]
    assert names(ask("words=da+na")) == ["Da Nang"]
    assert "Nothing fits these filters" in text(ask("words=atlantis"))


def test_a_filter_in_force_is_a_chip_that_takes_it_off(cities):
    answer = ask("kind=government_agency&sort=-name")
    assert names(answer) == ["Agency"]
    content = text(answer)
    assert "Kind: Government agency" in content
    assert 'href="/list/?sort=-name"' in content


def test_the_small_form_of_a_filter_keeps_everything_else(cities):
    content = text(ask("words=seoul&size=25"))
    assert '<button type="submit" name="kind" value="company"' in content
    assert '<input type="hidden" name="words" value="seoul">' in content
    assert '<input type="hidden" name="size" value="25">' in content


def test_a_range_filter_is_one_chip(cities):
    content = text(ask("latitude_min=30&latitude_max=40"))
    assert "Latitude: 30 – 40" in content
    assert ">Seoul<" in content
    assert ">Da Nang<" not in content


BROKEN = ["kind=nonsense", "latitude_min=abc", "on=2016-99-99", "page=-1", "page=99999999999999999999", "size=7",
          "sort=password", "sort=-", "words=%F0%9F", "words=" + "x" * 5000, "export=exe", "page=٣", "kind=a&kind=b"]  # fmt: skip


@pytest.mark.parametrize("query", BROKEN)
def test_no_address_can_break_the_list(query, cities):
    answer = ask(query)
    assert answer.status_code == 200
    assert "Organizations" in text(answer)


@pytest.mark.parametrize("query", BROKEN[:3])
def test_a_filter_that_is_not_understood_is_named_and_left_out(query, cities):
    answer = ask(query)
    assert "was left out" in text(answer)
    assert names(answer) == ["Agency", "Da Nang", "Seoul"]


def test_pages_do_not_overlap(cities):
    for _number in range(60):
        an_organization("Twin")
    first, second = text(ask("size=50")), text(ask("size=50&page=2"))
    assert "1 to 50 of 63" in " ".join(first.split())
    assert "51 to 63 of 63" in " ".join(second.split())
    assert 'href="/list/?page=2"' in first
    last = text(ask("size=50&page=77"))
    assert last.split("</tbody>")[0].split("<tbody>")[1] == second.split("</tbody>")[0].split("<tbody>")[1]


def test_htmx_gets_the_list_alone(cities):
    content = text(ask(HTTP_HX_REQUEST="true", HTTP_HX_TARGET="list"))
    assert content.lstrip().startswith("<section")
    assert "<html" not in content


def test_a_list_takes_a_fixed_number_of_queries(django_assert_num_queries):
    person = a_person()
    an_organization("One")
    SavedView.objects.create(person=person, listing=LIST.name, name="Mine", query="sort=kind")
    session = {}
    ask(user=person, session=session)  # what the frame shows of its reader is asked for once a minute
    with django_assert_num_queries(3):  # kept views, rows, count
        ask(user=person, session=session)
    an_organization("Two")
    an_organization("Three")
    with django_assert_num_queries(3):  # kept views, rows, count
        ask(user=person, session=session)


def test_a_large_count_is_remembered(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(reading, "COUNT_KEPT_OVER", 1)
    monkeypatch.setattr(reading, "_counts", {})
    for _number in range(3):
        an_organization()
    with django_assert_num_queries(2):
        ask()
    with django_assert_num_queries(1):
        ask()
    with django_assert_num_queries(2):
        ask("kind=company")


def test_numbers_and_labels_speak_the_readers_language(cities):
    with override("ko"):
        assert "37.56" in text(ask())
    assert "Local government" in text(ask())


def test_csv_holds_everything_that_is_shown(cities):
    an_organization("=HYPERLINK(1)")
    for _number in range(60):
        an_organization("Village")
    answer = ask("export=csv&size=25&kind=local_government")
    rows = list(csv.reader(io.StringIO(taken(answer).decode())))
    assert rows[0] == ["Name", "Kind", "Latitude", "Website"]
    assert len(rows) == 64
    assert ["Seoul", "Local government", "37.56000", "https://seoul.example"] in rows
    assert rows[1][0] == "'=HYPERLINK(1)"
    assert answer["Content-Disposition"].endswith('.csv"')


def test_json_holds_values_by_key(cities):
    items = json.loads(taken(ask("export=json&sort=-name")))
    assert [item["name"] for item in items] == ["Seoul", "Da Nang", "<b>Agency</b> & Co"]
    assert items[0]["kind"] == "Local government"
    assert json.loads(taken(ask("export=json&words=atlantis"))) == []


def test_xlsx_opens_and_runs_nothing(cities):
    an_organization("=1+1")
    book = openpyxl.load_workbook(io.BytesIO(taken(ask("export=xlsx"))))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0] == ("Name", "Kind", "Latitude", "Website")
    assert rows[2][0] == "'=1+1"
    assert {row[2] for row in rows[1:]} == {None, 37.56}


def test_a_list_too_long_for_a_sheet_is_refused(cities, monkeypatch):
    monkeypatch.setattr(exports, "MOST_XLSX_ROWS", 2)
    with pytest.raises(TooLarge) as refused:
        taken(ask("export=xlsx"))
    assert "as CSV" in str(refused.value)


def test_days_and_numbers_are_exported_as_such():
    city = an_organization("Seoul")
    PopulationFigure.objects.create(organization=city, year=2015, inhabitants=9904312, source="Test")
    listing = Listing(
        name="places.populations",
        title="Populations",
        columns=(
            Column("name", "Name", "organization__name"),
            Column("inhabitants", "Inhabitants", "inhabitants", kind="number"),
            Column(
                "day",
                "Day",
                "year",
                kind="date",
                show=lambda row: date(row["year"], 1, 1),
                export=lambda row: date(row["year"], 1, 1),
            ),
        ),
    )
    request = RequestFactory().get("/?export=json")
    request.user = AnonymousUser()
    answer = list_page(request, listing, PopulationFigure.objects.all())
    assert json.loads(taken(answer)) == [{"name": "Seoul", "inhabitants": 9904312, "day": "2015-01-01"}]


def test_a_view_is_kept_under_a_name_and_forgotten(client):
    person = a_person(post="secretariat")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    given = {"listing": "people.persons", "name": "Mine", "query": "sort=-joined", "next": "/persons/"}
    assert client.post("/views/keep/", given).url == "/persons/"
    assert client.post("/views/keep/", given | {"query": "sort=email"}).status_code == 302
    kept = SavedView.objects.get()
    assert (kept.name, kept.query) == ("Mine", "sort=email")
    assert "/persons/?sort=email" in client.get("/persons/").content.decode()

    client.force_login(a_person(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/views/{kept.pk}/drop/").status_code == 404
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/views/{kept.pk}/drop/").status_code == 302
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "\0"])
def test_a_view_needs_a_name(client, name):
    client.force_login(a_person(), backend="django.contrib.auth.backends.ModelBackend")
    client.post("/views/keep/", {"listing": "people.persons", "name": name, "query": "a=b", "next": "//evil.example/"})
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "sort=-name", "words=danang", "kind=government_agency", "latitude_min=30", "kind=company", "size=25&page=2"]
)
def test_a_prepared_list_shows_the_same(query, cities):
    reading.forget_all()
    plain = body_of(ask(query))
    for _time in range(3):
        assert body_of(ask(query, same_rows="all")) == plain


def body_of(answer):
    return text(answer).split("</main>")[0].split("<main")[1]


def test_a_prepared_list_reads_its_rows_each_time(cities, django_assert_num_queries):
    reading.forget_all()
    ask(same_rows="all")
    Organization.objects.filter(name="Seoul").update(name="Sejong", latitude="36.48")
    with django_assert_num_queries(2):
        content = text(ask(same_rows="all"))
    assert ">Sejong<" in content
    assert ">36.48<" in content
    assert ">Seoul<" not in content


def test_lists_that_stand_on_other_rows_are_prepared_apart(cities):
    reading.forget_all()
    request_rows = {"agencies": Organization.objects.filter(kind="government_agency"), "all": Organization.objects.all()}
    seen = {}
    for same_rows, rows in request_rows.items():
        request = RequestFactory().get("/list/")
        request.user, request.session = AnonymousUser(), {}
        seen[same_rows] = names(list_page(request, LIST, rows, same_rows=same_rows))
    assert seen == {"agencies": ["Agency"], "all": ["Agency", "Da Nang", "Seoul"]}


def test_a_prepared_list_that_cannot_hold_rows_is_empty(cities):
    reading.forget_all()
    nothing = Listing(name="places.nothing", title="Nothing", columns=LIST.columns, order="name")
    for _time in range(2):
        request = RequestFactory().get("/list/")
        request.user, request.session = AnonymousUser(), {}
        answer = list_page(request, nothing, Organization.objects.none(), same_rows="none")
        assert "Nothing here yet" in text(answer)
