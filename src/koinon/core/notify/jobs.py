"""Sending: one job a message, one job a reader of the daily mail."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from koinon.core.clock.instant import now
from koinon.core.jobs import daily, job
from koinon.core.notify.models import ACCOUNT, DIGEST, Message
from koinon.core.notify.sending import is_final, send
from koinon.core.notify.services import notify
from koinon.core.people.models import Person

State = Message.State
ACCOUNT_MAIL_KEPT = timedelta(days=7)


def could_not_deliver(message_id: int) -> None:
    failed = Message.objects.filter(pk=message_id, state=State.WAITING)
    failed.filter(kind=ACCOUNT).update(text="", html="")
    failed.update(state=State.FAILED)


@job(retries=5, when_buried=could_not_deliver)
def deliver(message_id: int) -> None:
    """Mail one waiting message; a message that was sent already is left alone.

    No transaction is open while the mail server is spoken to, so nobody waits for it.
    """
    message = Message.objects.filter(pk=message_id, state__in=[State.WAITING, State.FAILED]).first()
    if message is None:
        return
    row = Message.objects.filter(pk=message_id)
    if not settings.MAIL_IS_SENT:
        row.update(state=State.OUTBOX)
        return
    row.update(state=State.WAITING, attempts=F("attempts") + 1)
    try:
        send(message)
    except Exception as error:
        row.update(last_error=f"{type(error).__name__}: {error}"[:500])
        if not is_final(error):
            raise
        could_not_deliver(message_id)
        return
    row.update(state=State.SENT, sent_at=now(), last_error="")
    row.filter(kind=ACCOUNT).update(text="", html="")


@daily(at="07:00")
@job()
def send_daily_mail() -> None:
    """One mail a day to each person whose messages were held for it."""
    readers = Message.objects.filter(state=State.HELD).order_by().values_list("recipient_id", flat=True).distinct()
    for person_id in readers:
        tell_in_one_mail.enqueue(person_id)


@job()
@transaction.atomic
def tell_in_one_mail(person_id: int) -> None:
    """Gather what is held for a reader. The rows are locked, so two workers never tell them twice."""
    held = list(Message.objects.filter(recipient_id=person_id, state=State.HELD).select_for_update().order_by("pk"))
    person = Person.objects.get(pk=person_id)
    rows = Message.objects.filter(pk__in=[message.pk for message in held])
    if not held or not person.is_active:
        rows.update(state=State.KEPT)
        return
    items = [{"subject": each.subject, "link": reverse("message", args=[each.pk]), "at": each.created_at} for each in held]
    digest = notify(person, "notify/mail/digest", kind=DIGEST, urgent=True, items=items, count=len(items))
    rows.update(state=State.DIGESTED, told_in=digest)


@daily(at="03:40")
@job(retries=2)
def forget_sign_in_mail() -> None:
    """Codes and links of sign-in are of no use after a week, wherever they were kept."""
    Message.objects.filter(kind=ACCOUNT, created_at__lt=now() - ACCOUNT_MAIL_KEPT).delete()
