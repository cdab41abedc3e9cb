"""Letters: made once, in the member's language, kept, recorded and mailed to everybody they concern."""

from datetime import date

import pytest

from koinon.core.clock import standing_at
from koinon.core.files.models import StoredFile
from koinon.core.notify.models import Message
from koinon.core.record import entries_about
from koinon.core.web.when import day_words
from koinon.league.membership.models import Standing
from koinon.league.membership.services import applications, decisions, departures, form_paper, letters
from koinon.league.membership.tests.admission_cast import (
    ALL_CHECKS,
    DAY,
    SEATS,
    draft,
    filed,
    friend,
    link_of,
    make_cast,
    vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with standing_at(DAY):
        yield


@pytest.fixture
def cast():
    return make_cast()


def decided(cast, application, choice):
    decision = decisions.open_vote_on_application(application, by=cast["secretariat"], checks=ALL_CHECKS)
    vote(cast, decision, **dict.fromkeys(SEATS, choice))
    decisions.close(decision, by=cast["secretariat"])
    application.refresh_from_db()
    return application


def mailed(kind):
    return set(Message.objects.filter(kind=f"membership/mail/{kind}").values_list("email", flat=True))


@pytest.mark.parametrize(("choice", "kind"), [("yes", "admitted"), ("no", "declined")])
def test_a_decision_makes_its_letter_and_mails_it(cast, django_capture_on_commit_callbacks, choice, kind):
    application = filed()
    with django_capture_on_commit_callbacks(execute=True):
        decided(cast, application, choice)
    application.refresh_from_db()

    assert application.letter.name == f"{kind}-2016-001.pdf"
    assert application.letter.content.open().read(5) == b"%PDF-"
    assert "membership.letter_issued" in [entry.deed for entry in entries_about(application)]
    assert mailed(kind) == {"clerk@matale.example", "tomas@matale.example"}


def test_a_letter_is_made_once(cast):
    application = decided(cast, filed(), "yes")

    first = letters.issue(application, letters.Kind.ADMITTED)
    second = letters.issue(application, letters.Kind.ADMITTED)

    assert first == second
    assert StoredFile.objects.filter(purpose=letters.LETTER_PURPOSE).count() == 1
    assert len(mailed("admitted")) == 2


def test_withdrawing_an_application_and_a_membership_make_letters(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        application = filed()
        applications.retract(application, by=link_of(application))
        gampaha = Standing.objects.get(organization=cast.members["Gampaha"])
        departure = departures.ask_to_withdraw(gampaha, by=cast["head"], reason="We lack the means.")
        departures.accept(departure, by=cast["secretariat"], last_day=date(2016, 12, 31))
    application.refresh_from_db()
    departure.refresh_from_db()

    assert application.letter.name == "retracted-2016-001.pdf"
    assert departure.letter.name == f"withdrawn-2016-D{departure.pk:03}.pdf"
    assert mailed("withdrawn") == {"head@example.org", "focal@example.org"}


def test_a_termination_makes_its_letter(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        gampaha = Standing.objects.get(organization=cast.members["Gampaha"])
        departure = departures.propose_termination(gampaha, by=cast["secretariat"], reason="No dues since 2012.")
        decision = decisions.open_vote_on_departure(departure, by=cast["secretariat"])
        vote(cast, decision, **dict.fromkeys(SEATS, "yes"))
        decisions.close(decision, by=cast["secretariat"])

    assert mailed("terminated") == {"head@example.org", "focal@example.org"}
    assert mailed("termination_proposed") == {"head@example.org", "focal@example.org"}


def test_the_letter_of_admission_names_the_first_day_and_the_first_dues(cast):
    application = decided(cast, filed(), "yes")
    said = letters.content(application, "admitted", "en")

    assert said["subject"] == "Matale is a Full Member"
    assert f"From {day_words(date(2016, 4, 5))} Matale is a Full Member of League of Cities." in said["paragraphs"]
    assert any("that of 2017" in paragraph for paragraph in said["paragraphs"])
    assert said["to"] == ["Ana Cordell", "Mayor", "Matale", "1 Quay Street", "Matale", "Sri Lanka"]


def test_a_friendship_member_is_not_told_of_votes_it_does_not_have(cast):
    said = letters.content(decided(cast, friend(), "yes"), "admitted", "en")

    assert said["subject"] == "Federation of Local Authorities is a Friendship Member"
    assert not any("you vote" in paragraph for paragraph in said["paragraphs"])


@pytest.mark.parametrize("language", ["en", "ko", "ar"])
def test_letters_are_set_in_the_members_language(cast, language):
    application = decided(cast, filed(language=language), "yes")
    stored = letters.issue(application, letters.Kind.ADMITTED)
    message = Message.objects.get(kind="membership/mail/admitted", email="clerk@matale.example")

    assert letters.language_of(application) == language
    assert stored.size > 5_000
    assert message.language == language


def test_the_form_is_made_from_the_answers_so_far(cast):
    assert form_paper.made(draft()).startswith(b"%PDF-")
