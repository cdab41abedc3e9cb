"""Guards of pages: who may look. (A deed asks its own permission in the service.)"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from koinon.core.people.models import Person
from koinon.core.refusal import NotAllowed

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def from_this_site(request: HttpRequest) -> bool:
    """Whether a form of this site was sent, by the browser's own word (Fetch Metadata, Origin).

    Stands in for the CSRF token where little is at stake (a language, signing out), so that the
    frame of a page holds no token and a page for everyone is the same for everyone.
    """
    site = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin", "")
    return site in {"", "same-origin", "none"} and origin in {"", f"{request.scheme}://{request.get_host()}"}


class SignedIn(HttpRequest):
    """A request whose person is known: behind `login_required` or `only`."""

    user: Person


def only(may: Callable[..., bool]) -> Callable[[V], V]:
    """A page for those of whom `may(person)` is true: others are asked to sign in, or refused (403)."""

    def guard(view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(request.user):
                raise NotAllowed()
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return guard
