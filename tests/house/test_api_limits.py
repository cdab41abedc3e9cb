"""The API as a whole is slowed where it writes."""

import pytest
from django.core.cache import cache

from koinon.core.people.tests.factories import a_person

pytestmark = pytest.mark.django_db


def test_writing_is_limited_and_reading_is_not(client, settings):
    cache.clear()
    client.force_login(a_person(), backend="django.contrib.auth.backends.ModelBackend")
    settings.API_WRITES_A_MINUTE = 2
    told = [client.post("/api/applications", {}, content_type="application/json") for _ in range(3)]
    assert [answer.status_code for answer in told] == [422, 422, 429]
    assert told[2]["Content-Type"] == "application/problem+json"
    assert client.get("/api/members").status_code == 200
