"""The one way a view answers with a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

V = TypeVar("V", bound=Callable[..., HttpResponse])


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    partial: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a template; for an HTMX request only its named partial, if one is given.

    The whole page and the partial come from one address, so the answer varies on HX-Request.
    """
    htmx = getattr(request, "htmx", None)
    whole_or_part: str | list[str] = template
    if partial and htmx and not htmx.boosted:
        whole_or_part = [f"{template}#{partial}", template]  # a part that only a parent template names: the whole page
    response = render(request, whole_or_part, context, status=status)
    response["Vary"] = ", ".join(filter(None, [response.get("Vary"), "HX-Request"]))
    return response


def public_for(seconds: int) -> Callable[[V], V]:
    """A page that is the same for all who are not signed in may be kept by proxies, one copy a language.

    Browsers ask each time (the ETag answers), so that what someone did is seen at once.
    """

    def guard(view: V) -> V:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response: HttpResponse = view(request, *args, **kwargs)
            plain = response.status_code == 200 and settings.SESSION_COOKIE_NAME not in request.COOKIES
            if plain and request.method in {"GET", "HEAD"} and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
                response["Cache-Control"] = f"public, max-age=0, s-maxage={seconds}"
            return response

        return answer  # type: ignore[return-value]

    return guard
