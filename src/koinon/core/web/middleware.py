"""What every answer passes through: proxies, security headers, caching, refusals, problems of the API."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag

from koinon.core.refusal import Refusal
from koinon.core.web import frame
from koinon.core.web.page import page
from koinon.core.web.problems import PROBLEM, of_refusal, problem

Answer = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)

API = "/api/"
PAGES_OF_THE_API = ("/api/docs", "/api/openapi.json")
SAFE = {"GET", "HEAD", "OPTIONS"}


def behind_proxies(get_response: Answer) -> Answer:
    """Believe X-Forwarded-For and X-Forwarded-Proto of as many proxies as are set, and of no more."""

    def answer(request: HttpRequest) -> HttpResponse:
        trusted = settings.TRUSTED_PROXIES
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if trusted and len(forwarded) >= trusted:
            request.META["REMOTE_ADDR"] = forwarded[-trusted]
        if trusted and request.META.get("HTTP_X_FORWARDED_PROTO") == "https":
            request.META["wsgi.url_scheme"] = "https"
        return get_response(request)

    return answer


def security_headers(get_response: Answer) -> Answer:
    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self), payment=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return answer


def readable_addresses(get_response: Answer) -> Answer:
    """An address with a null character is nobody's: 400, before anything reads it."""

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return page(request, "400.html", status=400)
        return get_response(request)

    return answer


def caching(get_response: Answer) -> Answer:
    """Answers that are the same twice carry an ETag and are not sent twice (RFC 9110, section 8.8.3).

    What a person sees signed in stays in their browser. A view that says how long its page keeps
    (`Cache-Control`) is left alone.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.streaming or "Cache-Control" in response:
            return response
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        response["Cache-Control"] = "private, no-cache" if signed_in else "no-cache"
        if request.method not in {"GET", "HEAD"} or response.status_code != 200 or response.cookies:
            return response
        if signed_in and not request.path_info.startswith(API):
            return response
        set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response) or response

    return answer


def problems_of_the_api(get_response: Answer) -> Answer:
    """Whatever goes wrong under /api/ is told as problem+json, also where no operation was reached."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        of_api = request.path_info.startswith(API) and not request.path_info.startswith(PAGES_OF_THE_API)
        if not of_api or response.status_code < 400 or response.get("Content-Type", "") == PROBLEM:
            return response
        kept = {name: response[name] for name in ("Allow", "Retry-After", "WWW-Authenticate") if name in response}
        return problem(response.status_code, headers=kept)

    return answer


class RefusalMiddleware:
    """A refusal that no form showed becomes a page with the same words and the right status.

    A value that the database cannot hold (a number too large, a broken character) is the reader's
    mistake, not the site's. After a deed, the desk is counted anew.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in SAFE and settings.SESSION_COOKIE_NAME in request.COOKIES:
            frame.forget(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return self.refused(request, exception)
        if isinstance(exception, (DataError, OverflowError)):
            logger.warning("%s was given a value that no row can hold: %s", request.path, exception)
            return page(request, "400.html", status=400)
        return None

    def refused(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        if request.path_info.startswith(API):
            return of_refusal(refusal)
        response = page(request, "web/refusal.html", {"refusal": refusal}, status=refusal.status)
        if "seconds" in refusal.facts:
            response["Retry-After"] = str(refusal.facts["seconds"])
        return response
