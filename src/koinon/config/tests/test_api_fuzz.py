"""Every operation of the API keeps its own description, whatever is sent (schemathesis, Hypothesis).

Checked by schemathesis: no 5xx, only declared statuses, media types and bodies; what the description
forbids is refused, what it asks signing in for asks for it, methods it does not name answer 405.
"""

from __future__ import annotations

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings

from koinon.config.env import PROJECT
from koinon.core.people.tests.factories import a_secretary, an_organization
from koinon.core.people.tokens import make_token

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CONFIG = schemathesis.Config.from_path(PROJECT / "schemathesis.toml")
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application(), config=CONFIG)


@pytest.fixture
def token(db):
    an_organization("Seoul")
    return make_token("Schemathesis", by=a_secretary(), writes=True)[1]


@schema.parametrize()
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_an_operation_keeps_its_description(case, token):
    case.call_and_validate(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})
