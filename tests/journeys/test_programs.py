"""The same by programs and by tables: an admission by the API with tokens, members and figures by CSV."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Browser
from tests.browsing import Site
from tests.journeys.conftest import MakeReader
from tests.journeys.league import SEATS, SECRETARIAT, SIGNED_FORM, THE_YEAR_AFTER, seat

from koinon.commons.billing.models import Invoice
from koinon.core.people.models import Person
from koinon.core.people.tests.factories import a_person
from koinon.core.people.tokens import make_token
from koinon.league.membership.models import Standing
from koinon.league.membership.services import dues

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

APPLICANT = "clerk@meridia.example"
ANSWERS = {
    "name": "Meridia",
    "country": "PT",
    "kind": "local_government",
    "head_name": "Ana Sequeira",
    "head_title": "Mayor",
    "address": "1 Harbour Square, Meridia",
    "population": 418_000,
    "population_year": 2025,
    "population_source": "City register, 1 January 2025",
    "reason": "To learn how other cities opened their data.",
    "focal_points": [{"name": "Elena Marin", "email": APPLICANT}],
}
Program = Callable[..., Any]


def a_program_of(site: Site, running: Browser, email: str) -> Program:
    """A program that acts for somebody, with a token that they made: `program("POST", "/applications", {...})`."""
    with site.alone():
        _token, secret = make_token("journey", by=Person.objects.get(email=email), writes=True)
    requests: APIRequestContext = running.new_context(base_url=site.url).request

    def ask(method: str, path: str, body: Any = None, *, status: int = 200, file: bytes | None = None) -> Any:
        sent: dict[str, Any] = {"data": body} if body is not None else {}
        if file is not None:
            sent = {"multipart": {"file": {"name": "form.pdf", "mimeType": "application/pdf", "buffer": file}}}
        answer = requests.fetch(f"/api{path}", method=method, headers={"Authorization": f"Bearer {secret}"}, **sent)
        assert answer.status == status, answer.text()
        return json.loads(answer.text())

    return ask


def test_a_city_joins_by_the_api(site: Site, running: Browser) -> None:
    with site.alone():
        a_person("Elena Marin", email=APPLICANT)
    applicant, secretary = (a_program_of(site, running, email) for email in (APPLICANT, SECRETARIAT))

    draft = applicant("POST", "/applications", ANSWERS | {"head_title": "Deputy"}, status=201)
    refused = applicant("POST", f"/applications/{draft['reference']}/file", status=422)
    assert refused["status"] == 422
    applicant("POST", f"/applications/{draft['reference']}/signed-form", file=SIGNED_FORM)
    number = applicant("POST", f"/applications/{draft['reference']}/file")["number"]
    secretary("POST", f"/applications/{number}/return", {"reason": "Who is the mayor?"})
    assert applicant("GET", f"/applications/{number}")["returned_because"] == "Who is the mayor?"
    applicant("PATCH", f"/applications/{number}", {"head_title": "Mayor"})
    applicant("POST", f"/applications/{number}/file")

    decision = secretary("POST", f"/applications/{number}/open-vote", {"checks": all_checks()})
    for city in SEATS:
        a_program_of(site, running, seat(city))("POST", f"/applications/{number}/ballot", {"choice": "yes"})
    closed = secretary("POST", f"/decisions/{decision['id']}/close")

    assert closed["outcome"] == "adopted"
    assert applicant("GET", f"/applications/{number}")["state"] == "admitted"
    assert "Meridia" in {member["name"] for member in applicant("GET", "/members?on=2026-03-02")["items"]}
    site.stands_at(THE_YEAR_AFTER)
    assert amounts_billed(site, applicant) == [("issued", "Meridia")]


def all_checks() -> list[str]:
    from koinon.league.membership.models import Application

    return list(Application.Check.values)


def amounts_billed(site: Site, applicant: Program) -> list[tuple[str, str]]:
    """The year after, the secretariat issues the dues; the focal point's program reads its invoice."""
    with site.alone():
        secretary = Person.objects.get(email=SECRETARIAT)
        dues.issue(dues.preview(2027, by=secretary), by=secretary, on=THE_YEAR_AFTER)
        assert Invoice.objects.filter(debtor__name="Meridia").count() == 1
    return [(invoice["state"], "Meridia") for invoice in applicant("GET", "/invoices")["items"]]


BAD = """name,country,category,since
Meridia,PT,full,2026-02-30
Oldport,XX,friend,2026-01-01
"""
GOOD = """name,country,category,since,kind
Meridia,PT,full,2026-02-01,local_government
Oldport,PT,associate,2026-01-01,local_government
"""


def test_members_come_in_by_csv_whole_or_not_at_all(site: Site, reader: MakeReader) -> None:
    secretary = reader("the secretariat")
    secretary.signs_in(SECRETARIAT)
    hands_in(secretary, BAD)
    secretary.sees("Cannot be taken")
    secretary.sees("2026-02-30")
    secretary.looks_around()
    assert members(site) == set(SEATS)

    secretary.follows("Upload the mended file")
    hands_in(secretary, GOOD)
    secretary.presses("Take the whole file")

    secretary.looks_around()
    assert members(site) == {*SEATS, "Meridia", "Oldport"}
    secretary.goes_to("/members/?words=Meridia")
    secretary.sees("Meridia")


def hands_in(secretary: Any, table: str) -> None:
    secretary.goes_to("/imports/")
    secretary.fills_in(file=("members.csv", "text/csv", table.encode()))
    secretary.presses("Examine the file")


def members(site: Site) -> set[str]:
    with site.alone():
        return set(Standing.objects.filter(until=None).values_list("organization__name", flat=True))
