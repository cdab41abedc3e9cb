"""The API described for people: one page, drawn from its OpenAPI description, without a script."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from koinon.core.web.page import page

METHODS = ("get", "post", "put", "patch", "delete")


def reference(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters, body and answers."""
    address = reverse("api:openapi-json")
    described = orjson.loads(resolve(address).func(request).content)
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in described["paths"].items():
        for method in METHODS:
            if method in operations:
                operation = operations[method]
                groups.setdefault((operation.get("tags") or [_("Others")])[0], []).append(
                    _operation(path, method, operation, described)
                )
    context = {
        "groups": sorted(groups.items()),
        "schemas": [_schema(name, schema) for name, schema in sorted(described["components"].get("schemas", {}).items())],
        "version": described["info"]["version"],
        "openapi_url": address,
        "origin": request.build_absolute_uri("/").rstrip("/"),
    }
    return page(request, "web/api_docs.html", context)


def _operation(path: str, method: str, operation: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "text": operation.get("description", ""),
        "signed_in": bool(operation.get("security")),
        "parameters": [_parameter(each) for each in operation.get("parameters", [])],
        "body": [{"media": media, **_type(content["schema"])} for media, content in body.items()],
        "answers": [_answer(status, answer) for status, answer in operation["responses"].items()],
    }


def _parameter(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": given["name"],
        "where": given["in"],
        "required": given.get("required", False),
        "text": given.get("description", ""),
        **_type(given["schema"]),
    }


def _answer(status: str, answer: dict[str, Any]) -> dict[str, Any]:
    schemas = [content["schema"] for content in answer.get("content", {}).values() if "schema" in content]
    return {"status": status, "text": answer["description"], **(_type(schemas[0]) if schemas else {"type": "", "schema": ""})}


def _schema(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    required = set(schema.get("required", ()))
    fields = [
        {"name": field, "required": field in required, "text": about.get("description", ""), **_type(about)}
        for field, about in schema.get("properties", {}).items()
    ]
    return {"name": name, "text": schema.get("description", ""), "fields": fields, "values": schema.get("enum", [])}


def _type(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema in a few words: its type, and the name of the schema it refers to, if any."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return {"type": name, "schema": name}
    if schema.get("type") == "array":
        inner = _type(schema.get("items", {}))
        return {"type": _("list of %(what)s") % {"what": inner["type"]}, "schema": inner["schema"]}
    several = schema.get("anyOf") or schema.get("allOf") or schema.get("oneOf")
    if several:
        inners = [_type(each) for each in several]
        return {
            "type": " | ".join(inner["type"] for inner in inners),
            "schema": next((i["schema"] for i in inners if i["schema"]), ""),
        }
    words = [str(schema.get("type", "")), str(schema.get("format", ""))]
    bounds = [f"{sign} {schema[key]}" for key, sign in (("minimum", "≥"), ("maximum", "≤"), ("maxLength", "≤")) if key in schema]
    return {"type": " ".join(part for part in [*words, *bounds] if part), "schema": ""}
