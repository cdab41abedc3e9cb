"""The frame of the API: one NinjaAPI, its tokens, its errors, its windows over long lists.

A module's `api.py` offers a `router`; its operations call the same services as its pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelError
from django.db import DataError
from django.db.models import Choices, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.throttling import BaseThrottle
from pydantic import BeforeValidator, Field, create_model
from pydantic_core import core_schema

import koinon
from koinon.core.people.tokens import Bearer, BySession
from koinon.core.refusal import Refusal
from koinon.core.web import problems
from koinon.core.web.limits import TooManyRequests, spend
from koinon.core.web.openapi import with_problems
from koinon.core.web.problems import Problem

__all__ = [
    "SIGNED_IN",
    "SIGNED_IN_OR_NOT",
    "Day",
    "Id",
    "Line",
    "OneOf",
    "Problem",
    "Text",
    "Window",
    "make_api",
    "page_of",
    "responses",
    "windowed",
]

LARGEST_ID = 2**63 - 1

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Line = Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f]*$")]
Text = Annotated[str, Field(max_length=10_000)]


def _as_written(value: Any) -> Any:
    """Only `2016-03-31` is a day: a number would be read as seconds since 1970."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError("a day as 2016-03-31")


Day = Annotated[date, BeforeValidator(_as_written)]


def anyone(request: HttpRequest) -> bool:
    return True


SAFE = {"GET", "HEAD", "OPTIONS"}
MINUTE = 60
SIGNED_IN: Sequence[Any] = (Bearer(), BySession())
SIGNED_IN_OR_NOT: Sequence[Any] = (Bearer(), BySession(), anyone)


class WriteLimit(BaseThrottle):
    """So many writes a minute by one person, or by one address of who is not signed in. Reading is free."""

    def allow_request(self, request: HttpRequest) -> bool:
        if request.method in SAFE:
            return True
        try:
            spend("api", request, most=settings.API_WRITES_A_MINUTE, seconds=MINUTE)
        except TooManyRequests:
            return False
        return True

    def wait(self) -> float:
        return MINUTE


class Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


class StrictParser(Parser):
    """JSON as the standard has it (RFC 8259, RFC 7493): no lone surrogates, no NaN, and no null characters."""

    def parse_body(self, request: HttpRequest) -> Any:
        parsed = orjson.loads(request.body)
        if b"\\u0000" in request.body and _has_null(parsed):
            raise ValueError("null characters are not allowed")
        return parsed


def _has_null(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_null(key) or _has_null(inner) for key, inner in value.items())
    return isinstance(value, list) and any(map(_has_null, value))


class API(NinjaAPI):
    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        return with_problems(super().get_openapi_schema(*args, **kwargs), self._open_to_all())

    def _open_to_all(self) -> set[str]:
        """Operations that nobody has to sign in for, and that know those who do."""
        views = (view for bound in self._get_bound_routers() for view in bound.path_operations.values())
        operations = (operation for view in views for operation in view.operations)
        return {
            operation.operation_id or self.get_openapi_operation_id(operation)
            for operation in operations
            if anyone in operation.auth_callbacks
        }


def make_api() -> NinjaAPI:
    """The API of this installation. Signing in is asked of every operation that does not say `auth=None`."""
    api = API(
        title="Koinon",
        version=koinon.__version__,
        description=_description(),
        docs_url=None,
        urls_namespace="api",
        auth=SIGNED_IN,
        throttle=[WriteLimit()],
        renderer=Renderer(),
        parser=StrictParser(),
    )
    _answer_errors(api)
    return api


def _description() -> str:
    return (
        "The same deeds as the pages, spoken in JSON. Errors are problem+json (RFC 9457). "
        "A token is made on the page Account, Tokens, and sent as `Authorization: Bearer …`. "
        "Lists take `limit` and `offset` and answer with an ETag."
    )


def _answer_errors(api: NinjaAPI) -> None:
    add: Any = api.add_exception_handler  # its types allow for a class where an error always comes
    add(Refusal, lambda request, error: problems.of_refusal(error))
    add(ValidationError, lambda request, error: problems.of_schema(error.errors))
    add(ModelError, lambda request, error: problems.of_model(error))
    add(Http404, lambda request, error: problems.problem(404))
    add(PermissionDenied, lambda request, error: problems.problem(403))
    add(DataError, lambda request, error: problems.problem(422))
    add(OverflowError, lambda request, error: problems.problem(422))
    add(HttpError, _http_error)


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    headers = {"WWW-Authenticate": 'Bearer realm="koinon"'} if error.status_code == 401 else None
    return problems.problem(error.status_code, headers=headers)


def responses(success: Any, *errors: int, status: int = 200) -> dict[int, Any]:
    """What an operation answers: `response=responses(MemberOut, 404, 409)`.

    400, 422, 429 and, where signing in is asked, 401 and 403 are declared for every operation by the frame.
    """
    return {status: success, **dict.fromkeys(errors, Problem)}


class OneOf:
    """A value of a Django enumeration: `Annotated[str, OneOf(Invoice.State)]`. Written out where it stands,
    so that two modules may both have a `State`."""

    def __init__(self, choices: type[Choices]) -> None:
        self.values = [str(value) for value in choices.values]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return core_schema.literal_schema(self.values)


class Window(Schema):
    """Which part of a long list."""

    limit: int = Field(100, ge=1, le=1000, description="At most this many items.")
    offset: int = Field(0, ge=0, le=10_000_000, description="Items to leave out from the start.")


@cache
def page_of(item: type[Schema]) -> type[Schema]:
    """The schema of a window over a list of `item`."""
    made: type[Schema] = create_model(
        f"{item.__name__}Page",
        __base__=Schema,
        count=(int, Field(description="Items in the whole list.")),
        items=(list[item], ...),  # type: ignore[valid-type]
    )
    return made


def windowed(rows: QuerySet[Any] | Sequence[Any], window: Window) -> dict[str, Any]:
    """The part of an ordered queryset (or list) that the window shows, with the count of all."""
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    return {"count": count, "items": list(rows[window.offset : window.offset + window.limit])}
