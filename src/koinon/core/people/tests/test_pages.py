"""The pages of accounts and of the register: who sees them, and what they do."""

import pytest
from allauth.idp.oidc.models import Client
from django.urls import reverse

from koinon.core.people import posts
from koinon.core.people.models import ApiToken, DataUse, Mandate, Person
from koinon.core.people.tests.factories import a_person, a_secretary, an_administrator, the_league

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"

SEES = {
    #                    nobody  person  secretariat  administrator
    "account_profile":  (302,    200,    200,         200),
    "account_mandates": (302,    200,    200,         200),
    "account_uses":     (302,    200,    200,         200),
    "tokens":           (302,    200,    200,         200),
    "forget_me":        (302,    200,    200,         200),
    "persons":          (302,    403,    200,         200),
    "invite":           (302,    403,    200,         200),
    "clients":          (302,    403,    403,         200),
    "person":           (302,    403,    200,         200),
    "grant_mandate":    (302,    403,    200,         200),
    "end_mandate":      (302,    403,    200,         200),
    "erase_person":     (302,    403,    403,         200),
}  # fmt: skip


@pytest.mark.parametrize("name", SEES)
def test_who_sees_which_page(name, client):
    other = a_person(post=posts.SECRETARIAT)
    pk = other.mandates.get().pk if name == "end_mandate" else other.pk
    url = reverse(name, args=[pk] if name in {"person", "grant_mandate", "end_mandate", "erase_person"} else [])
    for make, expected in zip((None, a_person, a_secretary, an_administrator), SEES[name], strict=True):
        client.logout()
        if make:
            client.force_login(make(), backend=BACKEND)
        assert client.get(url).status_code == expected, (name, make)


@pytest.fixture
def administrator(client):
    person = an_administrator()
    client.force_login(person, backend=BACKEND)
    return person


def test_the_register_takes_a_fixed_number_of_queries(client, administrator, django_assert_num_queries):
    client.get("/persons/")
    with django_assert_num_queries(6):
        client.get("/persons/")
    a_person()
    a_secretary()
    with django_assert_num_queries(6):
        assert client.get("/persons/").status_code == 200


def test_the_register_filters_by_post(client, administrator):
    a_person("Plain Jane")
    answer = client.get("/persons/?post=administrator").content.decode()
    assert administrator.name in answer
    assert "Plain Jane" not in answer


def test_giving_and_ending_a_post_by_page(client, administrator):
    person = a_person()
    league = the_league()
    given = {"post": "secretariat", "organization": league.pk, "starts_on": "2015-01-01", "ends_on": ""}
    assert client.post(reverse("grant_mandate", args=[person.pk]), given).status_code == 302
    mandate = Mandate.objects.get(person=person)
    again = client.post(reverse("grant_mandate", args=[person.pk]), given)
    assert again.status_code == 422
    assert "holds this post there already" in again.content.decode()
    assert client.post(reverse("end_mandate", args=[mandate.pk]), {"on": "2015-12-31"}).status_code == 302
    assert str(Mandate.objects.get(person=person).ends_on) == "2015-12-31"


def test_opening_a_person_is_noted_and_read_by_them(client, administrator):
    person = a_person("Jane")
    client.get(reverse("person", args=[person.pk]))
    assert DataUse.objects.get().person == person
    client.force_login(person, backend=BACKEND)
    assert administrator.name in client.get(reverse("account_uses")).content.decode()


def test_a_profile_is_changed_by_its_owner(client):
    person = a_person()
    client.force_login(person, backend=BACKEND)
    given = {"name": "Ahn Ji-woo", "language": "ko", "time_zone": "Asia/Seoul", "phone": "+82 2 123", "wants_digest": "on"}
    answer = client.post("/account/profile/", given)
    assert (answer.status_code, answer.cookies["language"].value) == (302, "ko")
    row = Person.objects.get(pk=person.pk)
    assert (row.name, row.language, row.wants_digest) == ("Ahn Ji-woo", "ko", True)
    assert client.post("/account/profile/", given | {"time_zone": "Moon/Tranquility"}).status_code == 422


def test_a_token_is_shown_once_and_revoked(client):
    person = a_person()
    client.force_login(person, backend=BACKEND)
    answer = client.post("/account/tokens/", {"name": "Script", "writes": "on"})
    token = ApiToken.objects.get()
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert secret not in client.get("/account/tokens/").content.decode()
    assert secret not in str(ApiToken.objects.values().get())
    client.post(reverse("revoke_token", args=[token.pk]))
    assert ApiToken.objects.get().revoked_at
    assert client.post(reverse("revoke_token", args=[token.pk])).status_code == 302


def test_nobody_revokes_another_ones_token(client):
    owner = a_person()
    client.force_login(owner, backend=BACKEND)
    client.post("/account/tokens/", {"name": "Script"})
    client.force_login(a_person(), backend=BACKEND)
    assert client.post(reverse("revoke_token", args=[ApiToken.objects.get().pk])).status_code == 404


def test_a_system_is_registered_and_removed(client, administrator):
    given = {"name": "City portal", "redirect_uris": "https://city.example/back", "scopes": ["openid", "email"]}
    answer = client.post("/persons/systems/", given)
    registered = Client.objects.get()
    assert registered.check_secret(answer.context["secret"])
    assert registered.get_redirect_uris() == ["https://city.example/back"]
    assert client.post("/persons/systems/", given | {"redirect_uris": "ftp://x"}).status_code == 422
    client.post(reverse("remove_client", args=[registered.pk]))
    assert not Client.objects.exists()


def test_people_forget_themselves_by_page(client):
    person = a_person()
    client.force_login(person, backend=BACKEND)
    assert client.post("/account/forget-me/").status_code == 302
    assert not Person.objects.get(pk=person.pk).is_active
    assert client.get("/account/profile/").status_code == 302
