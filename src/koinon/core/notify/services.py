"""The deeds: write a message, read it, send it again, stop and start the daily mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.html import linebreaks, urlize

from koinon.core.clock.instant import now
from koinon.core.notify.models import ACCOUNT, Message, QuietPerson
from koinon.core.notify.writing import Letter, write
from koinon.core.people.models import Person
from koinon.core.people.rules import is_administrator
from koinon.core.refusal import MovedOn, NotAllowed

State = Message.State


@dataclass(frozen=True)
class Address:
    """Someone without a login: where to write, by which name, in which language."""

    email: str
    name: str = ""
    language: str = ""


def notify(
    to: Person | Address,
    template: str,
    *,
    about: models.Model | None = None,
    kind: str = "",
    urgent: bool = False,
    **context: Any,
) -> Message:
    """Write a message from `<template>.md` and see to its delivery. Plain values only in the context.

    Call it inside the deed's transaction. `kind` sorts messages (default: the template's name);
    an urgent one is mailed at once to those who want one mail a day.
    """
    language = to.language if to.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    zone = to.time_zone if isinstance(to, Person) else settings.TIME_ZONE
    known = {"reader": to.name, "site": settings.SITE_NAME, **context}
    letter = write(template, known, language=language, time_zone=zone)
    state = _fate(to, urgent=urgent)
    return _keep(to, letter, language=language, kind=kind or template, urgent=urgent, about=about, state=state)


def _fate(to: Person | Address, *, urgent: bool) -> Message.State:
    """How a new message reaches its reader."""
    if isinstance(to, Address):
        return mail_state()
    if not to.is_active:
        return State.KEPT
    if not to.wants_digest or urgent:
        return mail_state()
    return State.KEPT if QuietPerson.objects.filter(person=to).exists() else State.HELD


def mail_state() -> Message.State:
    return State.WAITING if settings.MAIL_IS_SENT else State.OUTBOX


def send_text(
    email: str, *, subject: str, text: str, language: str, person: Person | None = None, kind: str = ACCOUNT
) -> Message:
    """Mail that is written already. Mail of kind "account" holds codes: its words are forgotten once it is sent."""
    letter = Letter(subject=" ".join(subject.split())[:300], text=text, html=linebreaks(urlize(text, autoescape=True)))
    to = person or Address(email=email)
    return _keep(to, letter, language=language, kind=kind, urgent=True, about=None, state=mail_state(), email=email)


@transaction.atomic
def _keep(
    to: Person | Address,
    letter: Letter,
    *,
    about: models.Model | None,
    state: Message.State,
    email: str = "",
    **facts: Any,
) -> Message:
    message = Message.objects.create(
        recipient=to if isinstance(to, Person) else None,
        email=email or to.email,
        name=to.name[:160],
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        about_type=ContentType.objects.get_for_model(about) if about else None,
        about_id=str(about.pk) if about else "",
        state=state,
        **facts,
    )
    hand_in(message)
    return message


def hand_in(message: Message) -> None:
    """Give a waiting message to the job that sends it, and let the reader's open pages know."""
    from koinon.core.notify.jobs import deliver
    from koinon.core.web.live import bump

    if message.state == State.WAITING:
        deliver.enqueue(message.pk)
    if message.recipient_id:
        bump(f"messages:{message.recipient_id}")


def mark_read(person: Person, message: Message | None = None) -> int:
    """Mark one message, or all, as read by the person they were written to; returns how many were not."""
    from koinon.core.web.live import bump

    unread = Message.objects.shown_to(person).unread()
    if message is not None:
        unread = unread.filter(pk=message.pk)
    marked = unread.update(read_at=now())
    if marked:
        bump(f"messages:{person.pk}")
    return marked


@transaction.atomic
def send_again(message: Message, *, by: Person) -> Message:
    """An administrator tries a message that could not be delivered once more."""
    if not is_administrator(by):
        raise NotAllowed()
    if not Message.objects.failed().filter(pk=message.pk).update(state=mail_state(), last_error=""):
        raise MovedOn()
    message.refresh_from_db()
    hand_in(message)
    return message


def stop_daily_mail(person: Person) -> None:
    QuietPerson.objects.get_or_create(person=person)


def start_daily_mail(person: Person) -> None:
    QuietPerson.objects.filter(person=person).delete()
