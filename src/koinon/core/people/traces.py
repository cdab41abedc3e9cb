"""Where else a person's own data stands: what sign-in keeps, messages, kept views."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Token
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from koinon.core.notify.models import Message
from koinon.core.people.models import ApiToken, DataUse, Person
from koinon.core.web.models import SavedView

_more: list[Callable[[Person], None]] = []


def forgets(trace: Callable[[Person], None]) -> Callable[[Person], None]:
    """A module that keeps a person's own data elsewhere says here how it is forgotten."""
    _more.append(trace)
    return trace


def forget_traces(person: Person) -> None:
    Session.objects.filter(session_key__in=UserSession.objects.filter(user=person).values("session_key")).delete()
    for kind in (UserSession, EmailAddress, Authenticator, SocialAccount, Token):
        kind.objects.filter(user=person).delete()
    Message.objects.filter(recipient=person).delete()
    Message.objects.filter(email__iexact=person.email).delete()
    ApiToken.objects.filter(person=person).delete()
    SavedView.objects.filter(person=person).delete()
    DataUse.objects.filter(person=person).delete()
    for trace in _more:
        trace(person)
