"""Several workers at once: nothing is billed or counted twice, and no number is lost or doubled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from koinon.commons.billing.models import Invoice, Leg, Payment
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.refusals import AlreadyRecorded
from koinon.commons.billing.services import LineIn, issue_invoice, record_payment
from koinon.commons.billing.tests.people import make_cast

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite takes one writer at a time; this is about several at once"),
]
DAY = date(2015, 1, 15)


def at_once(deed, arguments):
    """Each call in a thread with a connection of its own; what it returns or raises."""

    def call(argument):
        try:
            return deed(argument)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        return list(pool.map(call, arguments))


def test_the_same_reference_is_billed_once_and_numbers_have_no_gap():
    cast = make_cast()

    def bill(reference):
        return issue_invoice(
            debtor_id=cast.seoul.pk, lines=[LineIn("Dues", 100)], currency="USD", due_on=DAY, issued_on=DAY,
            reference=reference, by=cast["secretariat"],
        ).pk  # fmt: skip

    found = at_once(bill, ["a", "a", "b", "b", "c", "a", "c", "b"] * 2)
    assert all(isinstance(pk, int) for pk in found), found
    assert sorted(Invoice.objects.values_list("reference", flat=True)) == ["a", "b", "c"]
    assert sorted(Invoice.objects.values_list("number", flat=True)) == [f"INV-2015-000{n}" for n in (1, 2, 3)]


def test_the_same_transfer_counts_once_and_debts_are_not_paid_twice():
    cast = make_cast()
    for reference in ("a", "b"):
        issue_invoice(
            debtor_id=cast.seoul.pk, lines=[LineIn("Dues", 100)], currency="USD", due_on=DAY, issued_on=DAY,
            reference=reference, by=cast["secretariat"],
        )  # fmt: skip

    def pay(reference):
        return record_payment(
            payer_id=cast.seoul.pk, amount=80, currency="USD", received_on=DAY, bank_reference=reference,
            by=cast["secretariat"],
        )  # fmt: skip

    found = at_once(pay, ["x", "x", "y", "x", "z", "y"])
    assert sum(isinstance(each, Payment) for each in found) == 3
    assert sum(isinstance(each, AlreadyRecorded) for each in found) == 3
    assert Leg.objects.of_book(Book.RECEIVABLE).total() == 0
    assert Leg.objects.of_book(Book.CREDIT).total() == -40
    assert set(Invoice.objects.values_list("state", flat=True)) == {"paid"}
