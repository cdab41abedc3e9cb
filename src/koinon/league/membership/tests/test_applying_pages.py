"""The public application in pages: step by step, with wrong input, without an account and without scripts."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from koinon.core.clock import now, standing_at
from koinon.core.notify.models import Message
from koinon.core.places.models import Alias, Country
from koinon.league.membership.models import Application, Standing
from koinon.league.membership.services import applications, drafts
from koinon.league.membership.tests.admission_cast import (
    DAY,
    admitted,
    draft,
    filed,
    make_cast,
    organization,
    upload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    cache.clear()
    with standing_at(DAY):
        yield


@pytest.fixture
def cast():
    Country.objects.get_or_create(code="LK")
    return make_cast()


def at(application, step=""):
    return reverse("apply_step", args=[application.key, step]) if step else reverse("apply_status", args=[application.key])


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


STEPS = {
    "name": {"name": "Matale", "country": "LK"},
    "kind": {"kind": "local_government"},
    "head": {"head_name": "Ana Cordell", "head_title": "Mayor"},
    "address": {"address": "1 Quay Street", "website": "matale.example"},
    "population": {"population": "36352", "population_year": "2012", "population_source": "Census of 2012"},
    "contacts": {
        "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0",
        "form-0-name": "Tomas Lindqvist", "form-0-email": "tomas@matale.example",
    },
    "reason": {"reason": "To learn.", "language": "ko"},
}  # fmt: skip


def test_from_the_first_page_to_the_number(client, cast):
    answer = client.post(reverse("apply"), {"email": "clerk@matale.example"})
    application = Application.objects.get()
    assert answer.url == reverse("apply_confirm", args=[application.key])

    answer = client.post(answer.url, {"code": application.code})
    assert answer.url == at(application)
    answer = client.get(answer.url)
    for step, data in STEPS.items():
        assert answer.url == at(application, step)
        assert client.get(answer.url).status_code == 200
        answer = client.post(answer.url, data)
    answer = client.post(at(application, "form"), {"file": upload()})
    assert answer.url == reverse("apply_check", args=[application.key])

    told = words(client.get(answer.url))
    for expected in ("Ana Cordell", "Sri Lanka", "Census of 2012", "Tomas Lindqvist", "form.pdf", "Korean"):
        assert expected in told
    assert client.post(answer.url).url == at(application)

    application.refresh_from_db()
    assert (application.number, application.website, application.language) == ("2016-001", "https://matale.example", "ko")
    told = words(client.get(at(application)))
    assert "2016-001" in told
    assert "Matale filed its application" in told
    assert "Proof 0" in told or re.search(r"Proof \d+", told)


def test_the_mailed_link_opens_the_application_on_another_machine(client, cast):
    client.post(reverse("apply"), {"email": "clerk@matale.example"})
    link = re.search(r"https?://[^\s)]*/apply/link/[^\s)>]+", Message.objects.get().text)[0]
    path = "/" + link.split("/", 3)[3]
    client.cookies.clear()

    answer = client.get(path)

    application = Application.objects.get()
    assert (answer.status_code, answer.url) == (302, at(application))
    assert application.confirmed_at == now()


def test_private_pages_are_neither_cached_nor_listed(client, cast):
    answer = client.get(at(filed()))

    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


def test_who_is_signed_in_begins_with_one_button(client, cast):
    client.force_login(cast["other"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("apply")).status_code == 200

    client.post(reverse("apply"))

    application = Application.objects.get()
    assert (application.applicant, application.confirmed_at) == (cast["other"], now())
    assert "Being written" in words(client.get(reverse("apply")))


WRONG = {
    "name": ({"name": "", "country": "LK"}, "required"),
    "kind": ({"kind": "company"}, "partners"),
    "head": ({"head_name": "Ana Cordell", "head_title": "", "head_email": "no address"}, "valid email"),
    "address": ({"address": "", "website": "not an address"}, "valid URL"),
    "population": ({"population": "many", "population_year": "2012", "population_source": "C"}, "whole number"),
    "year": ({"population": "36352", "population_year": "2030", "population_source": "C"}, "has not come yet"),
    "reason": ({"reason": "", "language": "en"}, "required"),
}


@pytest.mark.parametrize("step", WRONG)
def test_wrong_answers_stand_beside_their_fields_and_nothing_typed_is_lost(client, cast, step):
    application = draft()
    data, mistake = WRONG[step]

    answer = client.post(at(application, "population" if step == "year" else step), data)

    assert answer.status_code == 422
    assert mistake in words(answer)
    for value in filter(None, data.values()):
        assert value in answer.content.decode()


@pytest.mark.parametrize("typed", ["36352", "36,352", "36 352", "36.352", "٣٦٣٥٢"])
def test_a_population_is_read_as_people_write_it(client, cast, typed):
    application = draft()
    rest = {"population_year": "2013", "population_source": "Census"}

    client.post(at(application, "population"), {"population": typed, **rest})
    application.refresh_from_db()

    assert (application.population, application.population_year) == (36_352, 2013)


def test_a_file_of_another_kind_is_refused(client, cast):
    application = draft()

    answer = client.post(at(application, "form"), {"file": upload("form.pdf", b"MZ\x90\x00 not a form")})

    assert answer.status_code == 422
    assert "This file is not one of" in words(answer)


def test_another_spelling_is_offered_and_chosen(client, cast):
    gazira = organization("Gazira State", "SD")
    Alias.objects.create(organization=gazira, name="Al Jazirah")
    application = drafts.start("clerk@gazira.example")

    answer = client.post(at(application, "name"), {"name": "Gezeera State", "country": "SD"})
    assert answer.url == at(application, "same")
    assert "Gazira State" in words(client.get(answer.url))
    answer = client.post(answer.url, {"organization": str(gazira.pk)})
    application.refresh_from_db()

    assert application.organization == gazira
    assert answer.url == at(application, "kind")


def test_a_member_is_refused_at_once_with_the_way_out(client, cast):
    application = drafts.start("clerk@gampaha.example")
    client.post(at(application, "name"), {"name": "Gampaha", "country": "LK"})

    answer = client.post(at(application, "same"), {"organization": str(cast.members["Gampaha"].pk)})

    assert answer.status_code == 422
    assert "Gampaha is a member already" in words(answer)


def test_rows_of_focal_points_come_and_go_without_scripts(client, cast):
    application = draft()
    rows = {
        "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0",
        "form-0-name": "One", "form-0-email": "one@matale.example",
        "form-1-name": "Two", "form-1-email": "two@matale",
    }  # fmt: skip

    added = client.post(at(application, "contacts"), rows | {"add": "1"})
    removed = client.post(at(application, "contacts"), rows | {"remove": "0"})
    wrong = client.post(at(application, "contacts"), rows)
    right = client.post(at(application, "contacts"), rows | {"form-1-name": "", "form-1-email": ""})

    assert added.content.decode().count('name="form-2-name"') == 1
    assert 'value="two@matale"' in added.content.decode()
    assert 'value="One"' not in removed.content.decode()
    assert 'value="Two"' in removed.content.decode()
    assert wrong.status_code == 422
    assert 'value="One"' in wrong.content.decode()
    assert right.status_code == 302
    assert list(application.contacts.values_list("email", flat=True)) == ["one@matale.example"]


def test_two_focal_points_with_one_address_are_refused(client, cast):
    application = draft()
    rows = {
        "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0",
        "form-0-name": "One", "form-0-email": "one@matale.example",
        "form-1-name": "Two", "form-1-email": "ONE@matale.example",
    }  # fmt: skip

    answer = client.post(at(application, "contacts"), rows)

    assert answer.status_code == 422
    assert "is named twice" in words(answer)


def test_filing_too_early_says_what_is_missing_with_links(client, cast):
    application = drafts.start("clerk@matale.example")
    drafts.confirm_by_code(application, application.code)

    answer = client.post(reverse("apply_check", args=[application.key]))

    assert answer.status_code == 422
    assert f'href="{at(application, "head")}"' in answer.content.decode()
    assert Application.objects.get().state == "draft"


def test_the_mailbox_has_to_be_confirmed_before_filing(client, cast):
    application = draft()
    Application.objects.update(confirmed_at=None)

    answer = client.post(reverse("apply_check", args=[application.key]))

    assert answer.status_code == 422
    assert reverse("apply_confirm", args=[application.key]) in answer.content.decode()


def test_wrong_codes_and_new_codes(client, cast):
    application = drafts.start("clerk@matale.example")
    url = reverse("apply_confirm", args=[application.key])

    assert client.post(url, {"code": "abc"}).status_code == 422
    assert client.post(url, {"code": f"{(int(application.code) + 1) % 10**6:06}"}).status_code == 422
    assert client.post(url, {"again": "1"}).status_code == 429
    with standing_at(now() + timedelta(minutes=2)):
        assert client.post(url, {"again": "1"}).url == url


def test_a_program_that_fills_everything_in_begins_nothing(client, cast):
    answer = client.post(reverse("apply"), {"email": "bot@example.org", "website_address": "spam"})

    assert answer.status_code == 429
    assert not Application.objects.exists()


def test_a_mailbox_gets_at_most_five_mails_an_hour(client, cast):
    answers = [client.post(reverse("apply"), {"email": "clerk@matale.example"}).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]


def test_coming_back_says_the_same_whether_there_is_an_application(client, cast):
    draft()
    before = Message.objects.count()

    known = client.post(reverse("apply_resume"), {"email": "clerk@matale.example"}, follow=True)
    unknown = client.post(reverse("apply_resume"), {"email": "nobody@matale.example"}, follow=True)

    assert "is on the way" in words(known)
    assert "is on the way" in words(unknown)
    assert Message.objects.count() == before + 1


def test_returned_corrected_and_filed_again(client, cast):
    application = filed()
    applications.return_(application, by=cast["secretariat"], reason="The form lacks the signature.")

    assert "The form lacks the signature." in words(client.get(at(application)))
    assert client.get(at(application, "name")).status_code == 404
    answer = client.post(f"{at(application, 'form')}?from=check", {"file": upload("signed.pdf")})
    assert answer.url == reverse("apply_check", args=[application.key])
    client.post(answer.url)
    application.refresh_from_db()

    assert (application.state, application.number, application.signed_form.name) == ("filed", "2016-001", "signed.pdf")


def test_what_is_filed_cannot_be_changed(client, cast):
    application = filed()

    for step in ("head", "contacts", "form"):
        assert client.get(at(application, step)).url == at(application)
    assert client.get(reverse("apply_check", args=[application.key])).url == at(application)


def test_withdrawing_asks_first(client, cast):
    application = filed()
    url = reverse("apply_withdraw", args=[application.key])

    assert "ends today" in words(client.get(url))
    assert Application.objects.get().state == "filed"
    client.post(url)

    assert Application.objects.get().state == "retracted"
    assert Standing.objects.get(application=application).ending == "retracted"


def test_a_draft_that_was_withdrawn_is_gone(client, cast):
    application = draft()
    client.post(reverse("apply_withdraw", args=[application.key]))

    assert client.get(at(application)).status_code == 404


def test_the_applicant_reads_the_decision_and_how_each_seat_voted(client, cast):
    told = words(client.get(at(admitted(cast))))

    assert "Executive Committee: Adopted" in told
    assert "Ulyanovsk" in told


def test_the_form_comes_filled_in(client, cast):
    answer = client.get(reverse("apply_form", args=[draft().key]))

    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["en", "ko", "ar"])
def test_every_page_answers_in_every_language(client, cast, language):
    application = draft()
    names = ["name", "kind", "head", "address", "population", "contacts", "reason", "form"]
    pages = [reverse("apply"), reverse("apply_resume"), *(at(application, name) for name in names)]
    pages.append(reverse("apply_check", args=[application.key]))

    assert [client.get(f"{url}?lang={language}").status_code for url in pages] == [200] * len(pages)


def test_unknown_keys_and_steps_are_not_there(client, cast):
    application = draft()

    for url in (reverse("apply_status", args=["x"]), at(application, "nowhere"), at(application, "same")):
        assert client.get(url).status_code == 404
    assert client.get(reverse("apply_link", args=["forged:link"])).status_code == 404
