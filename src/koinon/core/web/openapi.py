"""What the OpenAPI description says of errors: every operation declares them, as problem+json."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from koinon.core.web.problems import PROBLEM, Problem

ALWAYS = (400, 422, 429)
WHERE_SIGNED_IN = (401, 403)
WITH_A_BODY = (413,)
METHODS = {"get", "put", "post", "delete", "patch"}


def with_problems(schema: Any, open_to_all: set[str]) -> Any:
    """Declare the errors that the frame itself answers, their media type, and where signing in is a choice."""
    schema["components"].setdefault("schemas", {}).update(_problem_schemas())
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            if method in METHODS:
                _declare(operation)
            if method in METHODS and operation["operationId"] in open_to_all:
                operation["security"] = [*operation["security"], {}]
    return schema


def _declare(operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    wanted = [*ALWAYS, *(WHERE_SIGNED_IN if operation.get("security") else ())]
    wanted += WITH_A_BODY if "requestBody" in operation else ()
    for status in {*wanted, *(int(code) for code in answers if int(code) >= 400)}:
        answers.pop(status, None)
        answers.pop(str(status), None)
        answers[status] = _problem_answer(status)


def _problem_answer(status: int) -> dict[str, Any]:
    return {
        "description": HTTPStatus(status).phrase,
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _problem_schemas() -> dict[str, Any]:
    made = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    inner = made.pop("$defs", {})
    return {"Problem": made, **inner}
