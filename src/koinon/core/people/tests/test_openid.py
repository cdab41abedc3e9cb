"""OpenID Connect both ways: other systems sign people in through us, and we let people in from elsewhere."""

import base64
import hashlib
import json
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.idp.oidc.models import Client as System
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from koinon.core.people.clients import register_client, remove_client
from koinon.core.people.keys import signing_key
from koinon.core.people.models import Person
from koinon.core.people.tests.factories import PASSWORD, a_person, a_secretary, an_administrator, prove_oneself
from koinon.core.record.models import Entry
from koinon.core.refusal import NotAllowed

pytestmark = pytest.mark.django_db

BACK = "https://city.example/back"
VERIFIER = "a-verifier-that-is-long-enough-to-be-one-43-letters"


@pytest.fixture(autouse=True)
def _unlimited():
    cache.clear()


def challenge(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def asks(system, **more):
    return {
        "client_id": system.pk, "redirect_uri": BACK, "response_type": "code", "scope": "openid profile email",
        "state": "s1", "nonce": "n1", "code_challenge": challenge(VERIFIER), "code_challenge_method": "S256", **more,
    }  # fmt: skip


@pytest.fixture
def system():
    return register_client("City portal", [BACK], by=an_administrator(), scopes=["openid", "profile", "email"])


def consent(browser, asked):
    """The person says yes on the page that names the system; returns the address the browser is sent to."""
    page = browser.get(reverse("idp:oidc:authorization"), asked)
    assert page.status_code == 200
    assert "City portal" in page.content.decode()
    assert 'class="masthead"' in page.content.decode()
    form = page.context["form"]
    given = {"request": form["request"].value(), "scopes": asked["scope"].split(), "action": "grant"}
    if "email" in form.fields:
        given["email"] = form["email"].value() or form.fields["email"].choices[0][0]
    return browser.post(reverse("idp:oidc:authorization"), given)


def code_from(answer):
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return parse_qs(urlsplit(answer["Location"]).query)


def exchange(code, system, secret, /, **more):
    given = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER, **more}
    basic = base64.b64encode(f"{system.pk}:{secret}".encode()).decode()
    return Browser().post(reverse("idp:oidc:token"), given, HTTP_AUTHORIZATION=f"Basic {basic}")


def test_the_provider_describes_itself(client):
    described = client.get("/.well-known/openid-configuration").json()
    assert described["issuer"] == "http://testserver"
    assert described["code_challenge_methods_supported"] == ["S256"]
    keys = client.get(urlsplit(described["jwks_uri"]).path).json()["keys"]
    assert [key["kty"] for key in keys] == ["RSA"]
    assert not set(keys[0]) & {"d", "p", "q", "dp", "dq", "qi"}


def test_another_system_signs_a_person_in(client, system):
    registered, secret = system
    person = a_person("Ahn Ji-woo", language="ko")
    client.login(username=person.email, password=PASSWORD)
    sent = code_from(consent(client, asks(registered)))
    assert sent["state"] == ["s1"]

    tokens = exchange(sent["code"][0], registered, secret).json()

    key = jwt.PyJWK(client.get("/.well-known/jwks.json").json()["keys"][0])
    told = jwt.decode(tokens["id_token"], key.key, algorithms=["RS256"], audience=registered.pk, issuer="http://testserver")
    assert (told["sub"], told["nonce"]) == (str(person.pk), "n1")
    about = client.get(reverse("idp:oidc:userinfo"), HTTP_AUTHORIZATION=f"Bearer {tokens['access_token']}").json()
    assert about == {
        "sub": str(person.pk), "name": "Ahn Ji-woo", "locale": "ko", "zoneinfo": "Asia/Seoul",
        "email": person.email, "email_verified": True,
    }  # fmt: skip


def test_nobody_is_asked_to_sign_in_first(client, system):
    answer = client.get(reverse("idp:oidc:authorization"), asks(system[0]))
    assert (answer.status_code, urlsplit(answer.url).path) == (302, reverse("account_login"))


@pytest.mark.parametrize(
    ("change", "status"),
    [({"code_verifier": "another-verifier-that-is-long-enough-to-be-one"}, 400), ({"code": "nonsense"}, 400),
     ({"redirect_uri": "https://evil.example/"}, 400)],
)  # fmt: skip
def test_a_stolen_code_is_worth_nothing(client, system, change, status):
    registered, secret = system
    client.login(username=a_person().email, password=PASSWORD)
    sent = code_from(consent(client, asks(registered)))
    assert exchange(sent["code"][0], registered, secret, **change).status_code == status


def test_a_code_works_once_and_with_the_secret_only(client, system):
    registered, secret = system
    client.login(username=a_person().email, password=PASSWORD)
    code = code_from(consent(client, asks(registered)))["code"][0]
    assert exchange(code, registered, "wrong").status_code == 401
    assert exchange(code, registered, secret).status_code == 200
    assert exchange(code, registered, secret).status_code == 400


def test_an_unknown_way_back_is_never_followed(client, system):
    client.login(username=a_person().email, password=PASSWORD)
    answer = client.get(reverse("idp:oidc:authorization"), asks(system[0], redirect_uri="https://evil.example/"))
    assert answer.status_code in {200, 400}
    assert "Location" not in answer


def test_only_administrators_register_systems_and_the_record_knows():
    with pytest.raises(NotAllowed):
        register_client("X", [BACK], by=a_secretary())
    registered, secret = register_client("X", [BACK], by=an_administrator(), public=True)
    assert (secret, registered.type) == ("", System.Type.PUBLIC)
    remove_client(registered, by=an_administrator())
    assert list(Entry.objects.order_by("pk").values_list("deed", flat=True)) == [
        "people.client_registered",
        "people.client_removed",
    ]


def test_the_signing_key_is_made_once_and_kept_from_others(tmp_path):
    place = tmp_path / "keys" / "identity.pem"
    first = signing_key(place)
    assert first == signing_key(place)
    assert place.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in place.parent.iterdir()] == ["identity.pem"]


class _Answer:
    """What `requests` would have got, from this very site as the provider."""

    def __init__(self, answer, **changed):
        self.status_code, self.headers = answer.status_code, answer.headers
        self.text = json.dumps({**answer.json(), **changed})
        self.ok = answer.status_code < 400

    def json(self):
        return json.loads(self.text)

    def raise_for_status(self):
        if not self.ok:
            raise requests.HTTPError(self.text)


@pytest.fixture
def elsewhere(settings, monkeypatch):
    """Another provider, configured by KOINON_OIDC_PROVIDERS: a second instance of this product."""
    back = "http://testserver" + reverse("openid_connect_callback", kwargs={"provider_id": "seoul"})
    registered, secret = register_client("City portal", [back], by=an_administrator(), scopes=["openid", "profile", "email"])
    app = {"provider_id": "seoul", "name": "Seoul", "client_id": registered.pk, "secret": secret,
           "settings": {"server_url": "http://testserver"}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

    told = {}

    def request(session, method, url, params=None, data=None, headers=None, auth=None, **more):
        sent = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in (headers or {}).items()}
        if auth:
            pair = f"{auth.username}:{auth.password}" if hasattr(auth, "username") else ":".join(auth)
            sent["HTTP_AUTHORIZATION"] = "Basic " + base64.b64encode(pair.encode()).decode()
        browser, path = Browser(), urlsplit(url).path
        answer = browser.post(path, data or {}, **sent) if method.upper() == "POST" else browser.get(path, params or {}, **sent)
        return _Answer(answer, **told.get(path, {}))

    monkeypatch.setattr(requests.Session, "request", request)
    return told


def visit(browser, there):
    """The browser goes to the other provider, the person says yes there, and comes back."""
    start = browser.post(reverse("openid_connect_login", kwargs={"provider_id": "seoul"}))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(start.url).query).items()}
    assert asked["code_challenge_method"] == "S256"
    at_home = Browser()
    at_home.login(username=there.email, password=PASSWORD)
    back = consent(at_home, asked)
    return browser.get(back["Location"].removeprefix("http://testserver"))


def test_a_person_comes_from_another_provider(client, elsewhere):
    there = a_person("Ahn Ji-woo")
    elsewhere[reverse("idp:oidc:userinfo")] = {"email": "ahn@seoul.example"}
    assert "Seoul" in client.get(reverse("account_login")).content.decode()

    answer = visit(client, there)

    assert answer.status_code == 302
    here = SocialAccount.objects.get(provider="seoul").user
    assert here.pk != there.pk
    assert (here.name, here.email) == ("Ahn Ji-woo", "ahn@seoul.example")
    assert here.has_usable_password() is False


def test_an_address_that_someone_has_here_is_not_taken_over(client, elsewhere):
    there = a_person("Eve")
    visit(client, there)
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()
    assert Person.objects.filter(email=there.email).count() == 1


def test_a_person_who_is_signed_in_connects_another_provider(client, elsewhere):
    here, there = a_person(), a_person("There")
    client.login(username=here.email, password=PASSWORD)
    prove_oneself(client)
    start = client.post(reverse("openid_connect_login", kwargs={"provider_id": "seoul"}) + "?process=connect")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(start.url).query).items()}
    at_home = Browser()
    at_home.login(username=there.email, password=PASSWORD)
    client.get(consent(at_home, asked)["Location"].removeprefix("http://testserver"))
    assert SocialAccount.objects.get().user == here


def test_the_page_of_consent_may_lead_on_to_the_system_alone(client, system):
    client.login(username=a_person().email, password=PASSWORD)
    answer = client.get(reverse("idp:oidc:authorization"), asks(system[0]))
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy["form-action"] == "'self' https://city.example"
    elsewhere = client.get("/account/profile/")["Content-Security-Policy"]
    assert "form-action 'self';" in elsewhere + ";"


def test_a_system_may_ask_by_post_and_the_person_signs_in_first(client, system):
    asked = asks(system[0])
    answer = client.post(reverse("idp:oidc:authorization"), asked)
    assert (answer.status_code, urlsplit(answer.url).path) == (302, reverse("account_login"))
    again = parse_qs(urlsplit(answer.url).query)["next"][0]
    client.login(username=a_person().email, password=PASSWORD)
    assert "City portal" in client.get(again).content.decode()
