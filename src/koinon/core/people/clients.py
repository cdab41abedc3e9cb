"""Other systems that let people sign in with their account here (OpenID Connect relying parties)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from allauth.idp.oidc.models import Client
from django.db import transaction

from koinon.core.people.models import Person
from koinon.core.people.rules import is_administrator, is_system
from koinon.core.record import record
from koinon.core.refusal import NotAllowed


@transaction.atomic
def register_client(
    name: str, redirect_uris: Sequence[str], *, by: Person, scopes: Sequence[str] = ("openid",), public: bool = False
) -> tuple[Client, str]:
    """Let another system sign people in. Returns the client and its secret, which is shown once ("" when public)."""
    _ask(by)
    secret = "" if public else secrets.token_urlsafe(32)
    client = Client(name=name, type=Client.Type.PUBLIC if public else Client.Type.CONFIDENTIAL, owner=by)
    client.set_redirect_uris(list(redirect_uris))
    client.set_scopes(list(dict.fromkeys(("openid", *scopes))))
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN])
    client.set_response_types([Client.ResponseType.CODE])
    if secret:
        client.set_secret(secret)
    client.full_clean()
    client.save()
    record(by, "people.client_registered", details={"client": client.pk, "name": name})
    return client, secret


@transaction.atomic
def remove_client(client: Client, *, by: Person) -> None:
    """End it; whoever signed in there through this site is asked anew."""
    _ask(by)
    record(by, "people.client_removed", details={"client": client.pk, "name": client.name})
    client.delete()


def _ask(by: Person) -> None:
    if not (is_administrator | is_system)(by):
        raise NotAllowed()
