"""Issuing: once for each reference, numbered without gaps, in the debtor's language."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy, override

from koinon.commons.billing.models import Invoice, Leg, NumberSeries
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.models.numbers import next_number
from koinon.commons.billing.money import figure, major, minor, money
from koinon.commons.billing.refusals import AlreadyInvoiced, DueBeforeIssue, NothingToBill
from koinon.commons.billing.services import LineIn
from koinon.core.record import entries_about
from koinon.core.refusal import NotAllowed


def test_an_invoice_is_issued_with_its_number_lines_and_books(bill, cast):
    invoice = bill()

    assert (invoice.number, invoice.state, invoice.total, invoice.left()) == ("INV-2015-0001", "issued", 160_000, 160_000)
    assert (invoice.debtor_name, invoice.debtor_address) == ("Seoul", "110 Sejong-daero\nSeoul")
    assert [(str(line.text), line.amount) for line in invoice.lines.all()] == [("Membership dues 2015", 160_000)]
    legs = Leg.objects.filter(entry=invoice.entry).values_list("account__code", "amount", "organization_id")
    assert sorted(legs) == [
        (Book.RECEIVABLE, 160_000, cast.seoul.pk),
        (Book.DUES, -160_000, cast.seoul.pk),
    ]
    assert [entry.deed for entry in entries_about(invoice)] == ["billing.invoice_issued"]


def test_the_same_reference_is_billed_once(bill):
    assert bill().pk == bill().pk
    assert Invoice.objects.count() == 1
    assert NumberSeries.objects.get(kind="INV").last == 1


def test_a_reference_used_for_another_sum_or_debtor_is_refused(bill, cast):
    bill()
    with pytest.raises(AlreadyInvoiced) as refused:
        bill(amount=170_000)
    assert "INV-2015-0001" in str(refused.value)
    with pytest.raises(AlreadyInvoiced):
        bill(debtor_id=cast.gimpo.pk)


def test_numbers_have_no_gaps_after_a_refused_deed(bill, cast):
    bill()
    with transaction.atomic():
        assert bill(reference="dues/2015/lost", debtor_id=cast.gimpo.pk).number == "INV-2015-0002"
        transaction.set_rollback(True)
    assert bill(reference="dues/2015/gimpo", debtor_id=cast.gimpo.pk).number == "INV-2015-0002"


def test_each_year_and_kind_counts_by_itself(db):
    with transaction.atomic():
        assert [next_number("INV", 2015), next_number("INV", 2015), next_number("INV", 2016)] == [
            "INV-2015-0001",
            "INV-2015-0002",
            "INV-2016-0001",
        ]
        assert next_number("REC", 2015) == "REC-2015-0001"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"lines": []}, NothingToBill),
        ({"lines": [LineIn("Discount", -5)]}, NothingToBill),
        ({"due_on": date(2015, 1, 14)}, DueBeforeIssue),
    ],
)
def test_what_is_no_invoice_is_refused(bill, changes, refusal):
    with pytest.raises(refusal):
        bill(**changes)
    assert not Invoice.objects.exists()


def test_several_lines_earn_for_their_accounts(bill):
    invoice = bill(lines=[LineIn("Dues", 100_000), LineIn("Handbook", 5_000, account=Book.FEES), LineIn("Discount", -500)])
    earned = Leg.objects.filter(entry=invoice.entry).exclude(account__code=Book.RECEIVABLE)
    assert invoice.total == 104_500
    assert sorted(earned.values_list("account__code", "amount")) == [("4000", -100_000), ("4000", 500), ("4100", -5_000)]


def test_words_are_kept_in_every_language(bill):
    line = bill(lines=[LineIn(gettext_lazy("Invoice"), 100)]).lines.get()
    assert set(line.text) == {"en", "ko", "ar"}
    with override("en"):
        assert str(line.text) == "Invoice"


def test_the_debtors_language_is_the_languages_of_its_head(bill, cast):
    cast["head"].language = "ko"
    cast["head"].save()
    assert bill().language == "ko"
    assert bill(debtor_id=cast.league.pk, reference="other").language == "en"


@pytest.mark.parametrize("role", ["stranger", "head", "focal_point", "administrator"])
def test_only_the_secretariat_and_the_product_itself_issue(bill, cast, role):
    with pytest.raises(NotAllowed):
        bill(by=cast[role])
    assert bill(by=cast["system"]).number == "INV-2015-0001"


def test_overdue_is_computed(bill):
    invoice = bill()
    assert not invoice.is_overdue(date(2015, 3, 15))
    assert invoice.is_overdue(date(2015, 3, 16))
    assert list(Invoice.objects.overdue_on(date(2015, 3, 16))) == [invoice]
    assert not Invoice.objects.overdue_on(date(2015, 3, 15)).exists()


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [(160_000, "USD", "USD\u00a01,600.00"), (5_000, "KRW", "KRW\u00a05,000"), (1_234, "KWD", "KWD\u00a01.234")],
)
def test_money_in_words(amount, currency, words):
    with override("en"):
        assert money(amount, currency) == words
        assert figure(amount, currency) == words.removeprefix(f"{currency}\u00a0")
    assert minor(major(amount, currency), currency) == amount


def test_money_is_read_by_the_currency():
    assert minor(Decimal("1600"), "USD") == 160_000
    assert minor(Decimal("1600"), "JPY") == 1600
