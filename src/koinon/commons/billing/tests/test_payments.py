"""Payments: whole, partial, over; the same transfer once; credit applied."""

from datetime import date

import pytest

from koinon.commons.billing.models import Leg, Payment
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.refusals import AlreadyRecorded, InTheFuture, NoCredit, NotThisDebtors
from koinon.commons.billing.services import apply_credit, credit_of
from koinon.core.record import entries_about
from koinon.core.refusal import MovedOn, NotAllowed


def balance(code):
    return Leg.objects.of_book(code).total()


def test_a_whole_payment_settles_the_invoice_and_is_receipted(bill, pay):
    invoice = bill()
    payment = pay(160_000)
    invoice.refresh_from_db()

    assert (invoice.state, invoice.left()) == ("paid", 0)
    assert (payment.receipt.number, payment.receipt.issued_on) == ("REC-2015-0001", date(2015, 6, 15))
    assert (balance(Book.BANK), balance(Book.RECEIVABLE), balance(Book.CREDIT)) == (160_000, 0, 0)
    assert [entry.deed for entry in entries_about(invoice)] == ["billing.invoice_issued", "billing.invoice_paid"]


def test_a_partial_payment_leaves_the_rest_open(bill, pay):
    invoice = bill()
    pay(60_000)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.left()) == ("partly_paid", 100_000)

    pay(100_000, bank_reference="KEB-2")
    invoice.refresh_from_db()
    assert (invoice.state, invoice.left()) == ("paid", 0)


def test_what_is_paid_over_becomes_credit_and_can_be_applied(bill, pay, cast):
    bill()
    pay(200_000)
    assert credit_of(cast.seoul.pk, "USD") == 40_000

    later = bill(reference="dues/2016/seoul", issued_on=date(2015, 4, 1), due_on=date(2015, 5, 1))
    apply_credit(later, by=cast["secretariat"])

    assert (later.state, later.left(), credit_of(cast.seoul.pk, "USD")) == ("partly_paid", 120_000, 0)
    with pytest.raises(NoCredit):
        apply_credit(later, by=cast["secretariat"])


def test_a_payment_without_an_open_invoice_is_all_credit(pay, cast):
    pay(5_000)
    assert (credit_of(cast.seoul.pk, "USD"), credit_of(cast.gimpo.pk, "USD")) == (5_000, 0)


def test_the_oldest_due_is_paid_first_unless_invoices_are_named(bill, pay):
    late = bill(reference="b", due_on=date(2015, 5, 1), amount=100)
    early = bill(reference="a", due_on=date(2015, 2, 1), amount=100)
    pay(150)
    assert (early.left(), late.left()) == (0, 50)

    third = bill(reference="c", due_on=date(2015, 5, 2), amount=100)
    pay(100, bank_reference="X", invoice_ids=[third.pk])
    assert (late.left(), third.left()) == (50, 0)


def test_the_same_transfer_counts_once(bill, pay):
    bill()
    pay(60_000)
    with pytest.raises(AlreadyRecorded) as refused:
        pay(60_000)
    assert "KEB-2015-0302-7" in str(refused.value)
    assert (refused.value.status, refused.value.field) == (409, "bank_reference")
    assert Payment.objects.count() == 1


def test_a_payment_in_another_currency_does_not_pay_dollars(bill, pay, cast):
    invoice = bill()
    pay(160_000, currency="EUR")
    assert invoice.left() == 160_000
    assert credit_of(cast.seoul.pk, "EUR") == 160_000


def test_another_debtors_invoice_is_not_paid(bill, pay, cast):
    other = bill(debtor_id=cast.gimpo.pk, reference="gimpo")
    with pytest.raises(NotThisDebtors) as refused:
        pay(100, invoice_ids=[other.pk])
    assert other.number in str(refused.value)


def test_a_payment_is_not_recorded_before_the_bank_has_it(pay):
    with pytest.raises(InTheFuture):
        pay(100, received_on=date(2015, 6, 16))


@pytest.mark.parametrize("role", ["stranger", "head", "administrator"])
def test_only_the_secretariat_records_payments(pay, cast, role):
    with pytest.raises(NotAllowed):
        pay(100, by=cast[role])


def test_a_settled_invoice_takes_no_credit(bill, pay, cast):
    invoice = bill()
    pay(200_000)
    with pytest.raises(MovedOn):
        apply_credit(invoice, by=cast["secretariat"])
