"""Each reader's language and time zone."""

import pytest

from koinon.core.people.tests.factories import a_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "cookie", "header", "language"),
    [
        ("", "", "", "en"),
        ("", "", "ko-KR,ko;q=0.9", "ko"),
        ("", "ar", "ko", "ar"),
        ("?lang=ko", "ar", "", "ko"),
        ("?lang=xx", "ar", "", "ar"),
        ("?lang=../../etc", "zz", "tlh", "en"),
    ],
)
def test_address_goes_before_cookie_before_browser(client, query, cookie, header, language):
    if cookie:
        client.cookies["language"] = cookie
    answer = client.get(f"/account/login/{query}", HTTP_ACCEPT_LANGUAGE=header)
    assert answer["Content-Language"] == language
    assert f'lang="{language}"' in answer.content.decode()
    assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))


def test_a_chosen_language_is_kept_with_the_person(client):
    person = a_person()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/language/", {"language": "ar", "next": "/account/profile/"})
    person.refresh_from_db()
    assert (answer.url, answer.cookies["language"].value, person.language) == ("/account/profile/", "ar", "ar")
    assert client.post("/language/", {"language": "xx", "next": "https://evil.example/"}).url == "/"


@pytest.mark.parametrize("zone", ["Asia/Seoul", "Africa/Khartoum", "Nowhere/Land", "../../etc/passwd"])
def test_hours_are_the_readers(client, zone):
    person = a_person(time_zone=zone)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/account/profile/").status_code == 200
