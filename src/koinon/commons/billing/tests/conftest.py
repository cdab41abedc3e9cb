"""What the billing tests share: the cast, and a day to stand on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from koinon.commons.billing.models import Invoice, Payment
from koinon.commons.billing.services import LineIn, issue_invoice, record_payment
from koinon.commons.billing.tests.people import Cast, make_cast
from koinon.core.clock import standing_at


@pytest.fixture(autouse=True)
def _in_june_2015() -> Iterator[None]:
    with standing_at(date(2015, 6, 15)):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def bill(cast: Cast) -> Callable[..., Invoice]:
    """Bill Seoul 1,600 dollars of dues on 15 January 2015, due on 15 March, unless told otherwise."""

    def issue(**changes: Any) -> Invoice:
        amount = changes.pop("amount", 160_000)
        facts: dict[str, Any] = {
            "debtor_id": cast.seoul.pk,
            "lines": [LineIn("Membership dues 2015", amount)],
            "currency": "USD",
            "due_on": date(2015, 3, 15),
            "issued_on": date(2015, 1, 15),
            "reference": "dues/2015/seoul",
            "by": cast["secretariat"],
        }
        return issue_invoice(**(facts | changes))

    return issue


@pytest.fixture
def pay(cast: Cast) -> Callable[..., Payment]:
    """Record a transfer from Seoul on 2 March 2015."""

    def record(amount: int, **changes: Any) -> Payment:
        facts: dict[str, Any] = {
            "payer_id": cast.seoul.pk,
            "currency": "USD",
            "received_on": date(2015, 3, 2),
            "bank_reference": "KEB-2015-0302-7",
            "by": cast["secretariat"],
        }
        return record_payment(amount=amount, **(facts | changes))

    return record
