"""The mail backend of the whole product: mail becomes a row first, whoever writes it."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import getaddresses

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils.translation import get_language

from koinon.core.notify.services import send_text
from koinon.core.people.models import Person


class Outbox(BaseEmailBackend):
    """Stores what Django or a library sends as messages; the job that delivers all mail takes it from there."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            for _name, address in getaddresses(mail.recipients()):
                person = Person.objects.filter(email=address.casefold()).first()
                language = person.language if person else get_language() or "en"
                send_text(address, subject=str(mail.subject), text=str(mail.body), language=language, person=person)
        return len(email_messages)
