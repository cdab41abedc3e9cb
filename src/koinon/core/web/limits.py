"""Rate limits on the shared cache: so many of a deed in so long, for one address or one person.

Counted in fixed windows; the window is part of the key, so a cache that forgets only forgives.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from time import time
from typing import Any, Literal, TypeVar

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from koinon.core.refusal import TooOften

V = TypeVar("V", bound=Callable[..., Any])
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class TooManyRequests(TooOften):
    """Raised when the limit of a window is used up; `seconds` until the next one."""

    says = _("Too many tries in a short time. Try again in %(seconds)s seconds.")


def read_rate(per: str) -> tuple[int, int]:
    """`"5/m"` → (5, 60), `"20/10m"` → (20, 600). Raises ValueError."""
    most, _slash, window = per.partition("/")
    return int(most), int(window[:-1] or 1) * UNITS[window[-1]]


def who(request: HttpRequest, by: Literal["ip", "person"] = "person") -> str:
    """Whom a limit counts: the person who is signed in, else (or with by="ip") the address."""
    person = getattr(request, "user", None)
    if by == "person" and person is not None and person.is_authenticated:
        return f"p{person.pk}"
    return f"a{request.META.get('REMOTE_ADDR', '')}"


def spend(name: str, request: HttpRequest, *, most: int, seconds: int, by: Literal["ip", "person"] = "person") -> None:
    """Count one use. Raises TooManyRequests when `most` uses were made in this window."""
    spend_for(name, who(request, by), most=most, seconds=seconds)


def spend_for(name: str, whom: str, *, most: int, seconds: int) -> None:
    """The same for something else than a request: an e-mail address, an application."""
    at = time()
    key = f"limit:{name}:{sha256(whom.encode()).hexdigest()[:32]}:{int(at // seconds)}"
    if cache.add(key, 1, timeout=seconds + 5):
        return
    try:
        used = cache.incr(key)
    except ValueError:  # it ran out between the two calls
        return
    if used > most:
        raise TooManyRequests(seconds=int(seconds - at % seconds) + 1)


def limited(name: str, per: str, *, by: Literal["ip", "person"] = "person", methods: tuple[str, ...] = ()) -> Callable[[V], V]:
    """A view or API operation that may be called so often: `@limited("apply", "10/h", by="ip", methods=("POST",))`."""
    most, seconds = read_rate(per)

    def guard(view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not methods or request.method in methods:
                spend(name, request, most=most, seconds=seconds, by=by)
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return guard
