"""Signing in: by password, code, passkey, authenticator app and another provider; every page in our look and policy."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from koinon.core.notify.models import Message
from koinon.core.people.models import Person
from koinon.core.people.tests.factories import PASSWORD, a_person, prove_oneself

pytestmark = pytest.mark.django_db

FOR_EVERYONE = ["account_login", "account_signup", "account_reset_password", "account_request_login_code"]
SIGNED_IN = [
    "account_email", "account_change_password", "account_reauthenticate", "account_logout", "mfa_index", "mfa_activate_totp",
    "mfa_list_webauthn", "mfa_add_webauthn", "usersessions_list", "socialaccount_connections",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _unlimited():
    cache.clear()


def sign_in(client, person, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": person.email, "password": password, **more})


def code_in(message):
    return re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4}|\d{6})\s*$", message.text, re.MULTILINE).group(1)


def follows_the_policy(answer):
    """No script, style or handler stands in the markup, and the policy would stop one."""
    content = answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    for script in re.findall(r"<script\b[^>]*>", content):
        assert "src=" in script or "application/json" in script, script
    assert "<style" not in content
    assert not re.search(r"<[^>]+\s(style|on\w+)=", content)
    assert 'class="masthead"' in content


@pytest.mark.parametrize("name", FOR_EVERYONE)
def test_pages_for_everyone_wear_our_look(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    follows_the_policy(answer)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_of_the_account_wear_our_look(client, name):
    sign_in(client, a_person())
    prove_oneself(client)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    follows_the_policy(answer)


def test_password_and_nothing_else_opens_the_door(client):
    person = a_person()
    assert sign_in(client, person, "wrong").status_code == 200
    assert sign_in(client, person, PASSWORD).status_code == 302
    assert client.get("/account/profile/").status_code == 200


def test_an_address_is_the_same_in_any_case(client):
    person = a_person(email="mixed@example.org")
    answer = client.post(reverse("account_login"), {"login": "Mixed@Example.ORG", "password": PASSWORD})
    assert (answer.status_code, int(client.session["_auth_user_id"])) == (302, person.pk)


def test_guessing_is_stopped_and_looks_the_same_for_unknown_addresses(client):
    person = a_person()
    known = [sign_in(client, person, "wrong").content for _try in range(7)]
    assert b"Too many failed login attempts" in known[-1]
    assert sign_in(client, person, PASSWORD).status_code == 200


def test_a_code_by_mail_opens_the_door_in_the_persons_language(client):
    person = a_person(language="ko")
    client.post(reverse("account_request_login_code"), {"email": person.email})
    message = Message.objects.get(email=person.email)
    assert (message.language, message.recipient) == ("ko", person)
    answer = client.post(reverse("account_confirm_login_code"), {"code": code_in(message)})
    assert (answer.status_code, int(client.session["_auth_user_id"])) == (302, person.pk)


def test_joining_asks_for_a_name_and_confirms_the_address(client):
    given = {"name": "Ann", "email": "Ann@example.org", "password1": "a fine new pass", "password2": "a fine new pass"}
    answer = client.post(reverse("account_signup"), given)
    assert answer.status_code == 302
    person = Person.objects.get(email="ann@example.org")
    assert (person.name, EmailAddress.objects.get(user=person).verified) == ("Ann", False)
    assert "_auth_user_id" not in client.session
    client.post(answer.url, {"code": code_in(Message.objects.get(email="ann@example.org"))})
    assert EmailAddress.objects.get(user=person).verified


def test_joining_twice_tells_the_owner_and_not_the_stranger(client):
    person = a_person()
    given = {"name": "Eve", "email": person.email, "password1": "a fine new pass", "password2": "a fine new pass"}
    answer = client.post(reverse("account_signup"), given)
    assert answer.status_code == 302
    assert Person.objects.get(pk=person.pk).name == person.name
    assert Message.objects.filter(email=person.email).count() == 1


def test_a_short_or_common_password_is_refused(client):
    given = {"name": "Ann", "email": "ann@example.org", "password1": "password12", "password2": "password12"}
    assert client.post(reverse("account_signup"), given).status_code == 200
    assert not Person.objects.filter(email="ann@example.org").exists()


def test_an_authenticator_app_is_asked_for_after_the_password(client):
    person = a_person()
    totp = TOTP.activate(person, "A" * 32)
    answer = sign_in(client, person)
    assert "_auth_user_id" not in client.session
    page = client.get(answer.url)
    follows_the_policy(page)
    assert client.post(answer.url, {"code": "000000"}).status_code == 200
    code = f"{hotp_value('A' * 32, next(iter(yield_hotp_counters_from_time()))):06d}"
    assert client.post(answer.url, {"code": code}).status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)
    assert totp.instance.type == Authenticator.Type.TOTP


def test_a_recovery_code_works_once(client):
    person = a_person()
    TOTP.activate(person, "A" * 32)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    answer = sign_in(client, person)
    assert client.post(answer.url, {"code": codes[0]}).status_code == 302
    client.logout()
    answer = sign_in(client, person)
    assert client.post(answer.url, {"code": codes[0]}).status_code == 200


def test_recovery_codes_can_be_read_by_their_owner(client):
    person = a_person()
    sign_in(client, person)
    TOTP.activate(person, "A" * 32)
    RecoveryCodes.activate(person)
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 302
    prove_oneself(client)
    answer = client.get(reverse("mfa_view_recovery_codes"))
    assert answer.status_code == 200
    follows_the_policy(answer)


def test_a_passkey_is_made_for_this_site(client):
    person = a_person()
    sign_in(client, person)
    assert client.get(reverse("mfa_add_webauthn")).status_code == 302
    prove_oneself(client)
    options = client.get(reverse("mfa_add_webauthn")).context["js_data"]["creation_options"]["publicKey"]
    assert options["rp"] == {"id": "testserver", "name": "Koinon"}
    assert options["user"]["name"] == person.email


def test_a_passkey_is_asked_for_without_an_address(client):
    options = client.get(reverse("mfa_login_webauthn"), HTTP_X_REQUESTED_WITH="XMLHttpRequest").json()
    assert options["request_options"]["publicKey"]["rpId"] == "testserver"
    wrong = client.post(reverse("mfa_login_webauthn"), {"credential": "{}"})
    assert (wrong.status_code, "_auth_user_id" in client.session) == (302, False)


def test_an_inactive_person_stays_outside(client):
    person = a_person()
    Person.objects.filter(pk=person.pk).update(is_active=False)
    sign_in(client, person)
    assert "_auth_user_id" not in client.session


def test_signing_in_leads_to_the_desk_and_nowhere_else(client):
    person = a_person()
    assert sign_in(client, person, next="https://evil.example/").url == reverse("desk")
    client.logout()
    assert sign_in(client, person, next="/persons/").url == "/persons/"


def test_signing_out_is_one_step_here_and_a_question_from_elsewhere():
    person, browser = a_person(), Browser(enforce_csrf_checks=True)
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post(reverse("account_logout"), HTTP_SEC_FETCH_SITE="cross-site")
    assert (answer.url, "_auth_user_id" in browser.session) == (reverse("account_logout"), True)
    assert browser.get(reverse("account_logout")).status_code == 200
    browser.post(reverse("account_logout"), HTTP_SEC_FETCH_SITE="same-origin")
    assert "_auth_user_id" not in browser.session


def test_a_session_ends_when_its_time_is_over(client):
    person = a_person()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/account/profile/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/account/profile/").status_code == 302


@pytest.mark.parametrize("cookie", ["nonsense", "", "x" * 500, "a\x00b", "é"])
def test_a_made_up_session_is_nobodys(client, cookie):
    client.cookies["sessionid"] = cookie
    assert client.get("/account/profile/").status_code in {302, 400}


def test_the_frame_of_a_page_holds_no_token(client):
    client.force_login(a_person(), backend="django.contrib.auth.backends.ModelBackend")
    frame = client.get("/account/uses/").content.decode()
    assert "csrfmiddlewaretoken" not in frame
    assert "csrftoken" not in client.cookies
