"""Errors of the API as problem+json (RFC 9457), in the same words as the pages'."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import orjson
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ModelError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from koinon.core.refusal import Refusal

PROBLEM = "application/problem+json"


class FieldProblem(Schema):
    """What is wrong with one value of the request."""

    pointer: str = Field(
        description="Where the value stands: a JSON pointer (RFC 6901) into the body, or ?name for a parameter of the address."
    )
    detail: str


class Problem(Schema):
    """An error (RFC 9457)."""

    type: str = Field(description="A name for this kind of problem, stable across languages.")
    title: str
    status: int
    detail: str = Field(description="A sentence a person can act on, in the language of the request.")
    errors: list[FieldProblem] = []


def problem(
    status: int, *, kind: str = "", detail: str = "", errors: Iterable[dict[str, str]] = (), headers: dict[str, str] | None = None
) -> HttpResponse:
    """An answer of problem+json. `kind` is the last part of the problem's type, the status's own name by default."""
    title = HTTPStatus(status).phrase
    body = {
        "type": f"urn:koinon:problem:{kind or title.lower().replace(' ', '-')}",
        "title": title,
        "status": status,
        "detail": detail or sentence(status),
        "errors": list(errors),
    }
    return HttpResponse(orjson.dumps(body), status=status, content_type=PROBLEM, headers=headers)


def sentence(status: int) -> str:
    """What to say of a status that no refusal explains."""
    sentences = {
        400: _("The request cannot be read."),
        401: _("Sign in, or send a token: Authorization: Bearer …"),
        403: _("You may not do this. Ask the secretariat if you think you should."),
        404: _("This does not exist, or it is not open to you."),
        405: _("This address does not know that method."),
        413: _("This is larger than the site takes."),
        415: _("Send the body as application/json."),
        422: _("Some values of the request are not right."),
        429: _("Too many tries in a short time. Wait a little and try again."),
    }
    return sentences.get(status) or _("Something went wrong on our side. It has been noted.")


def of_refusal(refusal: Refusal) -> HttpResponse:
    errors = [{"pointer": f"/{refusal.field}", "detail": str(refusal)}] if refusal.field else []
    headers = {"Retry-After": str(refusal.facts["seconds"])} if "seconds" in refusal.facts else None
    return problem(refusal.status, kind=refusal.code, detail=str(refusal), errors=errors, headers=headers)


def of_schema(errors: Iterable[dict[str, Any]]) -> HttpResponse:
    """Values that do not fit the operation's schema, each with where it stands."""
    return problem(422, errors=[{"pointer": pointer(error["loc"]), "detail": error["msg"]} for error in errors])


def of_model(error: ModelError) -> HttpResponse:
    """Values that a model or form does not take."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    errors = [
        {"pointer": "" if field == NON_FIELD_ERRORS else f"/{field}", "detail": message}
        for field, messages in by_field.items()
        for message in messages
    ]
    return problem(422, errors=errors)


def of_form(form: forms.BaseForm) -> HttpResponse:
    return of_model(ModelError({field: list(errors) for field, errors in form.errors.items()}))


def pointer(where: Iterable[str | int]) -> str:
    """`("body", "payload", "heads", 0, "name")` becomes `/heads/0/name`; `("query", "limit")` becomes `?limit`."""
    source, *parts = map(str, where)
    if source in {"query", "header", "path"}:
        return {"query": "?", "header": "", "path": ""}[source] + (parts[-1] if parts else source)
    names = parts[1:] if source == "body" else parts
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in names)
