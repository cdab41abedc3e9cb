"""What every answer carries, and what no address can do."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from koinon.core.people.tests.factories import a_person
from koinon.core.refusal import MovedOn, NotThere
from koinon.core.web.guards import only
from koinon.core.web.limits import TooManyRequests
from koinon.core.web.page import public_for

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def raising(error):
    def view(request):
        raise error

    return view


@public_for(60)
def same_for_all(request):
    return HttpResponse("the same")


urlpatterns = [
    path("plain/", lambda request: HttpResponse(f"from {request.META['REMOTE_ADDR']} by {request.scheme}")),
    path("public/", same_for_all),
    path("stream/", lambda request: StreamingHttpResponse(iter(["a", "b"]))),
    path("only/", only(lambda person: person.name == "Ann")(lambda request: HttpResponse("in"))),
    path("moved/", raising(MovedOn())),
    path("gone/", raising(NotThere())),
    path("often/", raising(TooManyRequests(seconds=7))),
    path("data/", raising(DataError("out of range"))),
    path("number/", raising(OverflowError("too large"))),
    path("fault/", raising(ValidationError("a fault of ours"))),
    path("", include("koinon.core.web.urls")),
    path("account/", include("allauth.urls")),
]


def test_every_answer_is_guarded(client):
    answer = client.get("/plain/")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("address", "status"),
    [("/moved/", 409), ("/gone/", 404), ("/often/", 429), ("/data/", 400), ("/number/", 400), ("/nowhere/", 404),
     ("/plain/?x=%00", 400), ("/pl%00ain/", 400)],
)  # fmt: skip
def test_refusals_and_wrong_addresses_become_pages(client, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    assert 'class="masthead"' in answer.content.decode()


def test_a_refusal_says_its_sentence_and_when_to_come_back(client):
    assert "has moved on since you opened the page" in client.get("/moved/").content.decode()
    assert client.get("/often/")["Retry-After"] == "7"


def test_a_fault_of_ours_is_not_hidden_and_tells_nothing(client):
    client.raise_request_exception = False
    answer = client.get("/fault/")
    assert answer.status_code == 500
    assert "a fault of ours" not in answer.content.decode()


def test_what_is_the_same_is_not_sent_twice(client):
    first = client.get("/plain/")
    assert first["Cache-Control"] == "no-cache"
    assert client.get("/plain/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304


def test_a_page_for_all_may_be_kept_by_proxies_and_a_persons_not(client):
    answer = client.get("/public/")
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))
    client.force_login(a_person(), backend="django.contrib.auth.backends.ModelBackend")
    for address in ("/public/", "/plain/"):
        answer = client.get(address)
        assert answer["Cache-Control"] == "private, no-cache"
        assert "ETag" not in answer


def test_streams_pass_untouched(client):
    answer = client.get("/stream/")
    assert b"".join(answer.streaming_content) == b"ab"
    assert "ETag" not in answer


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "from 127.0.0.1 by http"),
        (1, "203.0.113.9", "from 203.0.113.9 by https"),
        (1, "198.51.100.1, 203.0.113.9", "from 203.0.113.9 by https"),
        (2, "198.51.100.1, 203.0.113.9", "from 198.51.100.1 by https"),
        (2, "203.0.113.9", "from 127.0.0.1 by https"),
    ],
)
def test_as_many_proxies_are_believed_as_are_set(client, proxies, forwarded, seen):
    with override_settings(TRUSTED_PROXIES=proxies):
        answer = client.get("/plain/", HTTP_X_FORWARDED_FOR=forwarded, HTTP_X_FORWARDED_PROTO="https")
    assert answer.content.decode() == seen


def test_a_guard_asks_to_sign_in_then_refuses(client):
    assert client.get("/only/").url.startswith("/account/login/?next=/only/")
    client.force_login(a_person("Bob"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/only/").status_code == 403
    client.force_login(a_person("Ann"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/only/").content == b"in"


def test_a_form_from_elsewhere_changes_nothing():
    person, browser = a_person(language="en"), Client(enforce_csrf_checks=True)
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    for headers in ({"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://evil.example"}):
        answer = browser.post("/language/", {"language": "ar"}, **headers)
        assert "language" not in answer.cookies
        assert "theme" not in browser.post("/theme/", {"theme": "dark"}, **headers).cookies
    own = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver", "HTTP_REFERER": "http://testserver/plain/"}
    answer = browser.post("/language/", {"language": "ar"}, **own)
    assert (answer.url, answer.cookies["language"].value) == ("http://testserver/plain/", "ar")
    assert browser.post("/theme/", {"theme": "dark"}, **own).cookies["theme"].value == "dark"
    assert browser.post("/theme/", {"theme": "neon"}, **own).cookies["theme"].value == ""


def test_a_form_without_its_token_is_refused_by_a_page():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(a_person(), backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post("/views/keep/", {"name": "x"})
    assert answer.status_code == 403
    assert 'class="masthead"' in answer.content.decode()
