import smtplib
from datetime import date, datetime, timedelta

import pytest
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from koinon.core.clock import now, standing_at
from koinon.core.notify import Address, notify
from koinon.core.notify.jobs import deliver, forget_sign_in_mail, send_daily_mail, tell_in_one_mail
from koinon.core.notify.models import ACCOUNT, DIGEST, Message
from koinon.core.notify.services import send_again, send_text, stop_daily_mail
from koinon.core.places.models import Country
from koinon.core.refusal import MovedOn, NotAllowed
from koinon.core.tests.undone import Undone, undone

State = Message.State
FACTS = {
    "city": "Seoul",
    "on": date(2014, 11, 4),
    "at": datetime(2014, 11, 4, 9, tzinfo=timezone.get_default_timezone()),
    "link": "/x/",
}


def tell(to, **about):
    return notify(to, "trial/admitted", **FACTS, **about)


def test_a_message_is_kept_with_what_it_is_about(kim):
    korea, _made = Country.objects.get_or_create(code="KR")

    message = tell(kim, about=korea)

    assert (message.recipient, message.email, message.language) == (kim, "kim@example.org", "ko")
    assert message.about == korea
    assert message.kind == "trial/admitted"
    assert message.text.startswith("Dear Kim *Ha-neul*,")


def test_without_a_mail_server_it_stays_in_the_outbox(kim):
    assert tell(kim).state == State.OUTBOX


def test_someone_without_a_login_is_written_to_in_their_language(db):
    message = tell(Address("head@gimpo.example", "Hong", "ar"))

    assert (message.recipient, message.email, message.language) == (None, "head@gimpo.example", "ar")


def test_a_language_that_the_site_does_not_speak_becomes_the_sites(db, settings):
    assert tell(Address("x@example.org", language="tlh")).language == settings.LANGUAGE_CODE


@pytest.mark.django_db(transaction=True)
def test_a_message_is_mailed_after_the_commit(kim, postman):
    with transaction.atomic():
        message = tell(kim)
        assert (message.state, postman) == (State.WAITING, [])

    message.refresh_from_db()
    [mail] = postman
    assert (message.state, message.attempts) == (State.SENT, 1)
    assert mail.to == ["Kim *Ha-neul* <kim@example.org>"]
    assert mail.body == message.text
    assert mail.alternatives[0][1] == "text/html"
    assert '<html lang="ko" dir="ltr">' in mail.alternatives[0][0]
    assert "List-Unsubscribe" not in mail.extra_headers


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_failed_has_told_nobody(kim, postman):
    with pytest.raises(Undone):
        undone(tell, kim)

    assert (Message.objects.count(), postman) == (0, [])


def test_a_sent_message_is_not_sent_again(kim, postman):
    message = tell(kim)
    deliver.call(message.pk)
    deliver.call(message.pk)

    assert len(postman) == 1


class Grumpy:
    """A mail server that takes nothing."""

    error = OSError("no route to host")

    def __init__(self, **options):
        pass

    def send_messages(self, mails):
        raise self.error


@pytest.fixture
def grumpy(postman, settings):
    settings.MAIL_BACKEND = f"{__name__}.Grumpy"
    Grumpy.error = OSError("no route to host")


def test_a_server_that_does_not_answer_is_asked_again(kim, grumpy, monkeypatch):
    monkeypatch.setattr("koinon.core.notify.sending.get_connection", lambda backend: Grumpy())
    message = tell(kim)

    with pytest.raises(OSError, match="no route"):
        deliver.call(message.pk)

    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (State.WAITING, 1, "OSError: no route to host")


def test_after_the_last_try_it_has_failed_and_an_administrator_sends_it_again(kim, grumpy, monkeypatch, administrator):
    message = tell(kim)
    deliver.when_buried(message.pk)
    message.refresh_from_db()
    assert message.state == State.FAILED

    send_again(message, by=administrator)

    assert message.state == State.WAITING
    with pytest.raises(MovedOn):
        send_again(message, by=administrator)


def test_only_an_administrator_sends_again(kim, resident):
    with pytest.raises(NotAllowed):
        send_again(tell(kim), by=resident)


@pytest.mark.parametrize(("code", "state"), [(550, State.FAILED), (450, State.WAITING)])
def test_an_address_that_is_refused_for_good_is_not_tried_again(kim, grumpy, monkeypatch, code, state):
    monkeypatch.setattr("koinon.core.notify.sending.get_connection", lambda backend: Grumpy())
    Grumpy.error = smtplib.SMTPRecipientsRefused({"kim@example.org": (code, b"no such user")})
    message = tell(kim)

    if state == State.FAILED:
        deliver.call(message.pk)
    else:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            deliver.call(message.pk)

    message.refresh_from_db()
    assert message.state == state


def test_a_closed_account_gets_no_mail(kim):
    kim.is_active = False
    assert tell(kim).state == State.KEPT


def test_who_wants_the_daily_mail_gets_one_for_all_and_urgent_ones_at_once(kim, postman, django_capture_on_commit_callbacks):
    kim.wants_digest = True
    kim.save()
    held = [tell(kim), tell(kim)]
    assert tell(kim, urgent=True).state == State.WAITING

    with django_capture_on_commit_callbacks(execute=True):
        send_daily_mail.call()

    digest = Message.objects.get(kind=DIGEST)
    for message in held:
        message.refresh_from_db()
    assert [message.state for message in held] == [State.DIGESTED] * 2
    assert [message.told_in for message in held] == [digest] * 2
    assert f"https://league.example/messages/{held[0].pk}/" in digest.text
    mail = next(mail for mail in postman if mail.subject == digest.subject)
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.extra_headers["List-Unsubscribe"].startswith("<https://league.example/messages/daily-mail/stop/")


def test_the_daily_mail_is_written_once(kim):
    kim.wants_digest = True
    kim.save()
    tell(kim)

    tell_in_one_mail.call(kim.pk)
    tell_in_one_mail.call(kim.pk)

    assert Message.objects.filter(kind=DIGEST).count() == 1


def test_who_stopped_the_daily_mail_reads_on_the_site(kim):
    kim.wants_digest = True
    kim.save()
    stop_daily_mail(kim)

    assert tell(kim).state == State.KEPT
    assert tell(kim, urgent=True).state == State.OUTBOX


def test_mail_of_any_library_becomes_a_message(kim, settings):
    settings.EMAIL_BACKEND = "koinon.core.notify.backend.Outbox"

    send_mail("Your code", "Type 123456 at http://127.0.0.1:8000/x/ <now>", None, ["Kim@example.org"])

    message = Message.objects.get()
    assert (message.recipient, message.kind, message.state) == (kim, ACCOUNT, State.OUTBOX)
    assert '<a href="http://127.0.0.1:8000/x/"' in message.html
    assert "&lt;now&gt;" in message.html


def test_words_of_sign_in_mail_are_forgotten_once_it_is_sent(kim, postman):
    message = send_text("kim@example.org", subject="Your code", text="123456", language="ko", person=kim)

    deliver.call(message.pk)

    message.refresh_from_db()
    assert (message.state, message.text, message.html) == (State.SENT, "", "")
    assert postman[0].body == "123456"


def test_sign_in_mail_is_forgotten_after_a_week(kim):
    send_text("kim@example.org", subject="Your code", text="123456", language="ko", person=kim)
    kept = tell(kim)

    with standing_at(now() + timedelta(days=8)):
        forget_sign_in_mail.call()

    assert list(Message.objects.all()) == [kept]
