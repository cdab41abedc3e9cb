"""The description of the API calls different things by different names."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from koinon.config.api import api


def definitions() -> dict[str, list[Any]]:
    """Every schema that an operation refers to, by name, once in each form it has."""
    found: dict[str, list[Any]] = defaultdict(list)
    for operation in (
        each for bound in api._get_bound_routers() for view in bound.path_operations.values() for each in view.operations
    ):
        answers = [model for model in operation.response_models.values() if hasattr(model, "model_json_schema")]
        for model in (*operation.models, *answers):
            for name, schema in model.model_json_schema().get("$defs", {}).items():
                if schema not in found[name]:
                    found[name].append(schema)
    return found


def test_no_two_schemas_share_a_name():
    """ninja keeps one schema for a name, so a second one would be described by the first."""
    assert {name for name, forms in definitions().items() if len(forms) > 1} == set()


def test_no_two_operations_share_an_address():
    """`/organizations/{pk}` and `/organizations/{slug}` are one address to a program (OpenAPI 3.1, Paths Object)."""
    import re

    paths = [re.sub(r"{[^}]+}", "{}", path) for path in api.get_openapi_schema()["paths"]]
    assert sorted(paths) == sorted(set(paths))
