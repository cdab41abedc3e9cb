"""In a full house every operation of the API answers as its description says, to everybody (schemathesis).

`config/tests/test_api_fuzz.py` sends whatever there is to an almost empty league. Here the addresses lead to
rows that exist, so that answers with content are held against their description too.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.house.doors import DOORS
from tests.house.knocking import House

from koinon.config.env import PROJECT

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WHO = ("anonymous", "applicant", "excom", "secretariat")
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CONFIG = schemathesis.Config.from_path(PROJECT / "schemathesis.toml")
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application(), config=CONFIG)
THINGS = {str(door): door.things for door in DOORS if door.is_api}


@schema.parametrize()
@settings(max_examples=12, phases=[Phase.generate], deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_an_operation_answers_as_described(case: Any, house: House) -> None:
    named = THINGS[f"{case.method} {case.operation.path.removeprefix('/api')}"]
    case.path_parameters = {name: str(house.world.things[thing]) for name, thing in named.items()}
    for role in WHO:
        token = house.world.tokens.get(role)
        headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {token}"} if token else {})
        cache.clear()
        with transaction.atomic():
            case.call_and_validate(headers=headers, checks=CHECKS)
            transaction.set_rollback(True)
