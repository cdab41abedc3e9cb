"""Each reader's language and time zone."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

Answer = Callable[[HttpRequest], HttpResponse]


def in_the_readers_language(get_response: Answer) -> Answer:
    """The language chosen by `?lang=`, else the cookie, else the browser's, else the site's.

    The answer varies on cookie and Accept-Language, so that anonymous pages can be cached per language.
    """
    known = {code for code, _name in settings.LANGUAGES}

    def answer(request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        language = asked if asked in known else translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = get_response(request)
            response.setdefault("Content-Language", language)
        vary = {part.strip() for part in response.get("Vary", "").split(",") if part.strip()}
        response["Vary"] = ", ".join(sorted(vary | {"Accept-Language", "Cookie"}))
        return response

    return answer


def in_the_readers_time_zone(get_response: Answer) -> Answer:
    """Days and hours as the clock on the reader's wall shows them; the league's own for who is not signed in."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return get_response(request)
        try:
            zone = ZoneInfo(request.user.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return get_response(request)
        with timezone.override(zone):
            return get_response(request)

    return answer
