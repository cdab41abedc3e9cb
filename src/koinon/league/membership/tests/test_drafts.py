"""Drafts: the mailbox, the private link, the focal points."""

from datetime import timedelta

import pytest

from koinon.core.clock import now, standing_at
from koinon.core.files.models import StoredFile
from koinon.core.notify.models import Message
from koinon.core.people.services import erase
from koinon.core.refusal import NotThere, TooOften
from koinon.league.membership.jobs.admission import forget_old_drafts
from koinon.league.membership.models import Application
from koinon.league.membership.services import drafts
from koinon.league.membership.services.admission_refusals import (
    CodeUsedUp,
    MailedJustNow,
    NamedTwice,
    TooManyContacts,
    WrongCode,
)
from koinon.league.membership.tests.admission_cast import CONTACTS, DAY, draft, filed, link_of, make_cast, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with standing_at(DAY):
        yield


@pytest.fixture
def cast():
    return make_cast()


def test_the_mailed_code_confirms_the_mailbox(cast):
    application = drafts.start("Clerk@Matale.example")
    mail = Message.objects.get()

    assert (application.email, application.confirmed_at) == ("clerk@matale.example", None)
    assert application.code in mail.text
    drafts.confirm_by_code(application, f" {application.code} ")

    assert application.confirmed_at == now()


def test_the_mailed_link_confirms_the_mailbox_and_no_other_link_does(cast):
    application = drafts.start("clerk@matale.example")
    signed = drafts.private_link(application).rstrip("/").rsplit("/", 1)[-1]

    assert drafts.confirm_by_link(signed) == application
    with pytest.raises(NotThere):
        drafts.confirm_by_link(signed + "x")
    application.email = "other@matale.example"
    application.save()
    with pytest.raises(NotThere):
        drafts.confirm_by_link(signed)


def test_five_wrong_codes_use_a_code_up(cast):
    application = drafts.start("clerk@matale.example")
    wrong = f"{(int(application.code) + 1) % 10**6:06}"

    for _try in range(5):
        with pytest.raises(WrongCode):
            drafts.confirm_by_code(application, wrong)
    with pytest.raises(CodeUsedUp):
        drafts.confirm_by_code(application, application.code)


def test_a_code_lives_a_day_and_a_new_one_waits_a_minute(cast):
    application = drafts.start("clerk@matale.example")

    with pytest.raises(MailedJustNow):
        drafts.send_code(application)
    with standing_at(now() + timedelta(hours=25)):
        with pytest.raises(CodeUsedUp):
            drafts.confirm_by_code(application, application.code)
        drafts.send_code(application)
        drafts.confirm_by_code(application, application.code)

    assert application.confirmed_at is not None
    assert issubclass(CodeUsedUp, TooOften)


def test_links_are_mailed_to_the_mailbox_they_belong_to(cast):
    draft()

    assert drafts.mail_links("nobody@matale.example") == 0
    assert drafts.mail_links("CLERK@matale.example") == 1
    assert "Matale" in Message.objects.order_by("pk").last().text


def test_focal_points_are_one_to_five_and_named_once(cast):
    application = drafts.start("clerk@matale.example")
    by = link_of(application)
    twice = [{**CONTACTS[0]}, {**CONTACTS[0], "email": "TOMAS@matale.example"}]
    six = [{"name": f"N{n}", "title": "", "email": f"n{n}@matale.example", "phone": ""} for n in range(6)]

    with pytest.raises(NamedTwice):
        drafts.name_contacts(application, twice, by=by)
    for wrong in ([], six):
        with pytest.raises(TooManyContacts):
            drafts.name_contacts(application, wrong, by=by)
    drafts.name_contacts(application, six[:5], by=by)
    drafts.name_contacts(application, six[:1], by=by)

    assert [each.email for each in application.contacts.all()] == ["n0@matale.example"]


def test_a_draft_that_nobody_comes_back_to_is_forgotten_with_its_form(cast):
    kept, old = draft("Matale"), draft("Galle")
    Application.objects.filter(pk=old.pk).update(saved_at=now() - timedelta(days=181))

    assert forget_old_drafts.call() == 1

    assert list(Application.objects.all()) == [kept]
    assert list(StoredFile.objects.all()) == [kept.signed_form]


def test_another_form_takes_the_place_of_the_first_while_it_is_a_draft(cast):
    application = draft()

    drafts.attach_form(application, upload("better.pdf"), by=link_of(application))

    assert list(StoredFile.objects.values_list("name", flat=True)) == ["better.pdf"]


def test_who_is_erased_leaves_the_applications(cast):
    person = cast["other"]
    draft("Galle", by=person)
    application = filed("Matale", by=person)
    application.contacts.update(email=person.email)

    erase(person, by=cast["administrator"])
    application.refresh_from_db()

    assert list(Application.objects.values_list("name", "email")) == [("Matale", f"erased-{person.pk}@koinon.invalid")]
    assert not application.contacts.exists()
