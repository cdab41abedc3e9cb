"""What holds for every test of the project."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def requests_stay_in_the_transaction_of_the_test(django_test_environment: None) -> Iterator[None]:
    """A request inside a test's transaction leaves the connection open.

    Django would close one that it finds in a transaction after a request. Its own test client sees to
    that; a program that speaks WSGI (schemathesis) or a browser does not.
    """
    from django.db.backends.base.base import BaseDatabaseWrapper

    closes = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def closes_outside_of_transactions(wrapper: BaseDatabaseWrapper) -> None:
        if not wrapper.in_atomic_block:
            closes(wrapper)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", closes_outside_of_transactions)
        yield
