"""Who calls the API: a bearer token (RFC 6750), or the person whose browser session it is."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from koinon.core.clock import now
from koinon.core.people.models import ApiToken, Person
from koinon.core.record import record
from koinon.core.refusal import NotAllowed

if TYPE_CHECKING:
    from datetime import datetime

PREFIX = "koinon_"
SAFE = {"GET", "HEAD", "OPTIONS"}
USE_NOTED_EVERY = timedelta(minutes=10)


class ReadsOnly(NotAllowed):
    """Raised when a token made for reading is used to change something."""

    says = _("This token may read only. Make one that may write.")


class NotFromThisSite(NotAllowed):
    """Raised when a browser session is used from another site's page (no CSRF token)."""

    says = _("Send the X-CSRFToken header with the value of the csrftoken cookie, or use a token.")


def digest(secret: str) -> str:
    """Tokens have 256 random bits, so one round of SHA-256 is enough to keep them."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(name: str, *, by: Person, writes: bool = False, expires_at: datetime | None = None) -> tuple[ApiToken, str]:
    """Make a token for oneself. Returns the row and the secret, which is shown once and kept nowhere."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=by, name=name, digest=digest(secret), hint=secret[-4:], writes=writes, expires_at=expires_at
    )
    record(by, "people.token_made", token)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Person) -> None:
    """Whoever owns a token ends it."""
    if token.person_id != by.pk:
        raise NotAllowed()
    token.revoked_at = now()
    token.save(update_fields=["revoked_at"])
    record(by, "people.token_revoked", token)


def living_token(secret: str) -> ApiToken | None:
    at = now()
    living = ApiToken.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None, person__is_active=True)
    token = living.select_related("person").filter(digest=digest(secret)).first()
    if token and (token.used_at is None or at - token.used_at > USE_NOTED_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(used_at=at)
    return token


class Bearer(HttpBearer):
    """`Authorization: Bearer koinon_…`; a token for reading may not change anything."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        found = living_token(token)
        if found is None:
            return None
        if request.method not in SAFE and not found.writes:
            raise ReadsOnly()
        request.user = found.person
        return found.person


class BySession(APIKeyCookie):
    """The browser session, with the CSRF token where something is changed."""

    param_name = "sessionid"

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        if request.method not in SAFE and check_csrf(request) is not None:
            raise NotFromThisSite()
        return request.user
