"""Handing one message to the mail server."""

from __future__ import annotations

import smtplib
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from koinon.core.notify.models import DIGEST, Message

DAILY_MAIL = "koinon.notify.daily-mail"


def send(message: Message) -> None:
    """Send it now. Raises what the mail server raises."""
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=formataddr((settings.SITE_NAME, settings.DEFAULT_FROM_EMAIL)),
        to=[formataddr((message.name, message.email))],
        headers=_headers(message),
        connection=get_connection(settings.MAIL_BACKEND),
    )
    mail.attach_alternative(as_page(message), "text/html")
    mail.send()


def as_page(message: Message) -> str:
    """The HTML part, in the language of the message."""
    with translation.override(message.language):
        return render_to_string(
            "notify/mail/page.html",
            {"message": message, "site": settings.SITE_NAME, "origin": settings.ORIGIN, "stop": stop_address(message)},
        )


def _headers(message: Message) -> dict[str, str]:
    """A Message-ID that stays the same at every try, and one-click unsubscribing (RFC 8058) for the daily mail."""
    host = urlsplit(settings.ORIGIN).hostname or "localhost"
    headers = {
        "Message-ID": f"<{message.pk}.{int(message.created_at.timestamp())}@{host}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": message.language,
    }
    if stop := stop_address(message):
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def stop_address(message: Message) -> str:
    """Where the reader of the daily mail stops it without signing in; empty for other messages."""
    if message.kind != DIGEST or message.recipient_id is None:
        return ""
    token = signing.dumps(message.recipient_id, salt=DAILY_MAIL)
    return settings.ORIGIN + reverse("stop_daily_mail", args=[token])


def is_final(error: Exception) -> bool:
    """Whether the mail server refused the address for good (RFC 5321: 5yz), so that trying again is no use."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _words in error.recipients.values())
