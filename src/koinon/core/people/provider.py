"""This site as an OpenID Connect provider for other systems of the league and its cities."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Literal

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.internal.private_keys import filter_keys
from django.conf import settings

from koinon.core.people.keys import signing_key


@cache
def _pem() -> str:
    return signing_key(settings.DATA / "keys" / "identity.pem")


class ProviderAdapter(DefaultOIDCAdapter):
    """Signs with the key of the data folder and tells other systems name and language, nothing of the mandates."""

    def list_private_keys(
        self, *, did_activate: Literal[True] | None = None, is_active: Literal[True] | None = None
    ) -> list[Any]:
        from allauth.idp.oidc.models import PrivateKey

        return filter_keys([PrivateKey(pem=_pem())], did_activate=did_activate, is_active=is_active)

    def get_claims(
        self,
        purpose: Literal["id_token", "userinfo"],
        user: Any,
        client: Any,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        claims = super().get_claims(purpose, user, client, scopes, email=email, **kwargs)
        if "profile" in scopes:
            claims |= {"locale": user.language, "zoneinfo": user.time_zone}
        return claims
