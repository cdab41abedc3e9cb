"""The frame of the API: who is calling, what is refused and how it is told."""

from datetime import timedelta

import orjson
import pytest
from django.db import DataError
from django.http import Http404
from django.test import Client as Browser
from django.urls import include, path
from ninja import Path, Router, Schema

from koinon.core.clock import now
from koinon.core.people.tests.factories import PASSWORD, a_person
from koinon.core.people.tokens import make_token, revoke_token
from koinon.core.refusal import MovedOn, Refusal
from koinon.core.web.api import SIGNED_IN_OR_NOT, Day, Id, Line, Text, make_api, responses
from koinon.core.web.limits import TooManyRequests

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class TooEarly(Refusal):
    says = "Not before %(year)s."


class NoteIn(Schema):
    title: Line
    text: Text = ""
    stars: int = 0


router = Router(tags=["Notes"])


@router.get("/notes", auth=None, response=responses(list[str]))
def notes(request):
    return ["one", "two"]


@router.get("/days", auth=None, response=responses(str))
def days(request, on: Day):
    return str(on)


@router.get("/me", response=responses(str))
def me(request):
    return request.user.email


@router.get("/maybe", auth=SIGNED_IN_OR_NOT, response=responses(str))
def maybe(request):
    return request.user.email if request.user.is_authenticated else "nobody"


@router.post("/notes", response=responses(str, 409))
def write(request, body: NoteIn):
    return f"{request.user.email}: {body.title}"


@router.get("/fails/{what}", auth=None, response=responses(str, 404))
def fails(request, what: str):
    raise {
        "early": TooEarly("on", year=2016),
        "moved": MovedOn(),
        "gone": Http404(),
        "data": DataError("out of range"),
        "often": TooManyRequests(seconds=7),
        "value": OverflowError("too large"),
    }.get(what, RuntimeError("a fault of ours"))


@router.get("/numbers/{int:pk}", auth=None, response=responses(int, 404))
def number(request, pk: Path[Id]):
    return pk


api = make_api()
api.add_router("", router)
urlpatterns = [path("api/", api.urls), path("", include("koinon.core.web.urls")), path("", include("allauth.urls"))]


@pytest.fixture
def person():
    return a_person()


def bearer(person, **more):
    return {"HTTP_AUTHORIZATION": f"Bearer {make_token('Test', by=person, **more)[1]}"}


def post(client, body, **headers):
    data = body if isinstance(body, (bytes, str)) else orjson.dumps(body)
    return client.post("/api/notes", data, content_type="application/json", **headers)


def test_what_is_open_needs_nothing(client):
    answer = client.get("/api/notes")
    assert (answer.json(), answer["Content-Type"]) == (["one", "two"], "application/json; charset=utf-8")


def test_nobody_is_asked_to_sign_in(client):
    answer = client.get("/api/me")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["type"] == "urn:koinon:problem:unauthorized"


def test_a_token_acts_for_its_person(client, person):
    assert client.get("/api/me", **bearer(person)).json() == person.email
    assert client.get("/api/maybe", **bearer(person)).json() == person.email
    assert client.get("/api/maybe").json() == "nobody"


def test_a_token_for_reading_writes_nothing(client, person):
    refused = post(client, {"title": "x"}, **bearer(person))
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:koinon:problem:reads-only")
    assert post(client, {"title": "x"}, **bearer(person, writes=True)).json() == f"{person.email}: x"


def test_tokens_end(client, person):
    over = bearer(person, expires_at=now() - timedelta(seconds=1))
    token, secret = make_token("Test", by=person)
    revoke_token(token, by=person)
    for headers in (over, {"HTTP_AUTHORIZATION": f"Bearer {secret}"}, {"HTTP_AUTHORIZATION": "Bearer nonsense"}):
        assert client.get("/api/me", **headers).status_code == 401
    headers = bearer(person)
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/api/me", **headers).status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "bearer \xff", "Bearer a b c", "x" * 5000])
def test_no_header_is_an_error_of_ours(client, header):
    assert client.get("/api/me", HTTP_AUTHORIZATION=header).status_code == 401


def test_a_browser_session_writes_with_its_csrf_token_only(person):
    browser = Browser(enforce_csrf_checks=True)
    browser.login(username=person.email, password=PASSWORD)
    assert browser.get("/api/me").json() == person.email
    refused = post(browser, {"title": "x"})
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:koinon:problem:not-from-this-site")
    browser.cookies["csrftoken"] = "a" * 32
    assert post(browser, {"title": "x"}, HTTP_X_CSRFTOKEN="a" * 32).status_code == 200


WRONG_BODIES = [
    (b"", 422), (b"{", 400), (b"nonsense", 400), (b"\xff\xfe", 400), (b'{"title": "\\ud800"}', 400), (b'{"title": NaN}', 400),
    (b"[]", 422), (b"1", 422), (b"null", 422), ({}, 422), ({"title": 1}, 422), ({"title": "x" * 301}, 422),
    (b'{"title": "a\\u0000b"}', 400), (b'{"title": "x", "more": [{"a\\u0000": 1}]}', 400), ({"title": "x", "stars": "many"}, 422),
    (b'{"title": "x", "stars": 1e400}', 400), (b'{"title": "x", "stars": 1.5}', 422), ({"title": "tab\tbed"}, 422),
]  # fmt: skip


@pytest.mark.parametrize(("body", "status"), WRONG_BODIES)
def test_a_wrong_body_is_told_and_never_a_fault(client, person, body, status):
    answer = post(client, body, **bearer(person, writes=True))
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


def test_a_mistake_is_pointed_at(client, person):
    answer = post(client, {"stars": "many"}, **bearer(person, writes=True))
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/title", "/stars"]


FAILURES = {
    "early": (422, "too-early", "Not before 2016."),
    "moved": (409, "moved-on", "This has moved on since you opened the page. Look at it again before you decide."),
    "gone": (404, "not-found", "This does not exist, or it is not open to you."),
    "data": (422, "unprocessable-entity", "Some values of the request are not right."),
    "value": (422, "unprocessable-entity", "Some values of the request are not right."),
    "often": (429, "too-many-requests", "Too many tries in a short time. Try again in 7 seconds."),
}


@pytest.mark.parametrize(("what", "told"), FAILURES.items())
def test_refusals_speak_the_same_words(client, what, told):
    answer = client.get(f"/api/fails/{what}")
    problem = answer.json()
    assert (answer.status_code, problem["type"].rpartition(":")[2], problem["detail"]) == told
    assert answer["Content-Type"] == "application/problem+json"


def test_a_refusal_points_at_its_field_and_says_when_to_come_back(client):
    assert client.get("/api/fails/early").json()["errors"] == [{"pointer": "/on", "detail": "Not before 2016."}]
    assert client.get("/api/fails/often")["Retry-After"] == "7"


def test_a_fault_of_ours_is_a_problem_without_its_inside(client):
    client.raise_request_exception = False
    answer = client.get("/api/fails/otherwise")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "a fault of ours" not in answer.content.decode()


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/api/nowhere", 404),
        ("delete", "/api/notes", 405),
        ("get", "/api/numbers/0", 422),
        ("get", "/api/numbers/99999999999999999999999", 422),
        ("get", "/api/numbers/x", 404),
        ("get", "/api/notes?x=%00", 400),
        ("get", "/api/fails/%00", 400),
    ],
)
def test_no_address_is_a_fault(client, method, address, status):
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_the_allowed_methods_are_named(client):
    assert set(client.delete("/api/notes")["Allow"].split(", ")) == {"GET", "POST"}


def test_an_answer_is_not_sent_twice(client):
    first = client.get("/api/notes")
    again = client.get("/api/notes", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_every_operation_declares_its_errors(client):
    described = client.get("/api/openapi.json").json()
    for operations in described["paths"].values():
        for method, operation in operations.items():
            wanted = {"400", "422", "429"} | ({"401", "403"} if "security" in operation else set())
            wanted |= {"413"} if method == "post" else set()
            assert wanted <= set(operation["responses"]), operation["operationId"]
            errors = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
            assert all(list(answer["content"]) == ["application/problem+json"] for answer in errors.values())
    assert {"Problem", "FieldProblem"} <= set(described["components"]["schemas"])


@pytest.mark.parametrize(
    ("on", "status"), [("2016-03-31", 200), ("0", 422), ("1459382400", 422), ("2016-02-30", 422), ("٢٠١٦-٠٣-٣١", 422)]
)
def test_a_day_is_written_in_one_way(client, on, status):
    assert client.get("/api/days", {"on": on}).status_code == status


def test_where_signing_in_is_a_choice_is_described(client):
    described = client.get("/api/openapi.json").json()["paths"]
    assert {} in described["/api/maybe"]["get"]["security"]
    assert {} not in described["/api/me"]["get"]["security"]
