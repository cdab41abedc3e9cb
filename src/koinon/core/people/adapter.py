"""How sign-in speaks with the rest of the house: its mail, its names, who may join."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from koinon.core.people.models import Person


class AccountAdapter(DefaultAccountAdapter):
    """Mail of sign-in goes through the house's own outbox, in the language of the person it goes to."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        from koinon.core.notify.services import send_text

        person = Person.objects.filter(email=email.casefold()).first()
        language = person.language if person else translation.get_language() or settings.LANGUAGE_CODE
        words = {"request": current.request, "email": email, "current_site": _site(), **context}
        with translation.override(language):
            subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", words).split())
            text = render_to_string(f"{template_prefix}_message.txt", words).strip()
        send_text(email, subject=subject, text=text, language=language, person=person)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that `behind_proxies` found; no header is believed beyond the proxies that are set."""
        return str(request.META.get("REMOTE_ADDR", ""))

    def populate_username(self, request: HttpRequest, user: Person) -> None:
        """People sign in by e-mail address; there is no other name to fill in."""

    def clean_email(self, email: str) -> str:
        return str(super().clean_email(email)).casefold()


def _site() -> dict[str, str]:
    return {"name": settings.SITE_NAME, "domain": urlsplit(settings.ORIGIN).netloc}


class MfaAdapter(DefaultMFAAdapter):
    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)


class SocialAdapter(DefaultSocialAccountAdapter):
    """People who come from another OpenID provider bring their name and their confirmed address."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Person:
        person: Person = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        person.name = str(data.get("name") or " ".join(part for part in parts if part))[:120]
        person.language = translation.get_language() or settings.LANGUAGE_CODE
        return person
