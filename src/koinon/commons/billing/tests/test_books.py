"""The books: entries balance, never change, and closed months take nothing, whoever asks."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koinon.commons.billing import guards
from koinon.commons.billing.models import Account, Entry, Leg, Period
from koinon.commons.billing.models.ledger import Book, BooksNeverChange
from koinon.commons.billing.refusals import (
    EarlierMonthOpen,
    LaterMonthClosed,
    NotOverYet,
    PeriodClosed,
    ReasonMissing,
)
from koinon.commons.billing.services import close_period, reopen_period
from koinon.commons.billing.services.ledger import Move, book, post
from koinon.core.refusal import MovedOn, NotAllowed
from koinon.engines.ledger import NotAnEntry, Unbalanced

BOOKS = st.sampled_from([Book.BANK, Book.RECEIVABLE, Book.CREDIT, Book.DUES, Book.WAIVED])
AMOUNTS = st.integers(-(10**12), 10**12).filter(bool)


@pytest.fixture
def entry(cast):
    moves = [Move(Book.BANK, 500), Move(Book.DUES, -500)]
    return post(Entry.Kind.PAYMENT, moves, currency="USD", on=date(2015, 3, 2), paper="TEST-1", by=cast["secretariat"])


def refused(query, values=()):
    """Whether the database itself refuses a statement."""
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query, values)
    return True


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(BOOKS, AMOUNTS), max_size=6))
def test_every_entry_sums_to_zero_or_is_not_written(cast, moves):
    before, total = Leg.objects.count(), sum(amount for _book, amount in moves)
    with transaction.atomic():
        facts = {"currency": "USD", "on": date(2015, 3, 2), "paper": "P", "by": cast["secretariat"]}
        if total or len(moves) < 2:
            with pytest.raises((Unbalanced, NotAnEntry)):
                post(Entry.Kind.PAYMENT, [Move(*move) for move in moves], **facts)
            assert Leg.objects.count() == before
        else:
            entry = post(Entry.Kind.PAYMENT, [Move(*move) for move in moves], **facts)
            assert Leg.objects.filter(entry=entry).total() == 0
    assert Leg.objects.all().total() == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    totals=st.lists(st.integers(1, 10**6), min_size=1, max_size=4),
    payments=st.lists(st.integers(1, 10**6), max_size=4),
)
def test_whatever_is_billed_and_paid_the_books_agree(bill, pay, cast, totals, payments):
    """Open on invoices less credit is what was billed less what was paid; a debtor never has both for nothing."""
    with transaction.atomic():
        invoices = [bill(amount=total, reference=f"r{number}") for number, total in enumerate(totals)]
        for number, amount in enumerate(payments):
            pay(amount, bank_reference=f"b{number}")
        receivable, credit = Leg.objects.of_book(Book.RECEIVABLE).total(), -Leg.objects.of_book(Book.CREDIT).total()
        assert receivable - credit == sum(totals) - sum(payments)
        assert receivable == sum(invoice.left() for invoice in invoices)
        assert Leg.objects.of_book(Book.BANK).total() == sum(payments)
        assert Leg.objects.all().total() == 0
        assert all(0 <= invoice.left() <= invoice.total for invoice in invoices)
        assert not (receivable and credit)
        for invoice in invoices:
            invoice.refresh_from_db()
            assert invoice.is_open == (invoice.left() > 0)
        transaction.set_rollback(True)


def test_code_cannot_change_the_books(entry):
    leg = entry.legs.first()
    for attempt in (entry.save, entry.delete, leg.save, leg.delete, Leg.objects.all().delete, Entry.objects.all().delete):
        with pytest.raises(BooksNeverChange):
            attempt()
    with pytest.raises(BooksNeverChange):
        Leg.objects.update(amount=1)
    with pytest.raises(BooksNeverChange):
        Entry.objects.update(paper="X")
    with pytest.raises(BooksNeverChange):
        Leg.objects.bulk_update([leg], ["amount"])


def test_the_database_refuses_to_change_the_books(entry):
    leg, account = entry.legs.first(), entry.legs.first().account
    assert refused("UPDATE billing_leg SET amount = 1 WHERE id = %s", [leg.pk])
    assert refused("DELETE FROM billing_leg WHERE id = %s", [leg.pk])
    assert refused("UPDATE billing_entry SET paper = 'X' WHERE id = %s", [entry.pk])
    assert refused("UPDATE billing_entry SET sealed = %s WHERE id = %s", [False, entry.pk])
    assert refused("DELETE FROM billing_entry WHERE id = %s", [entry.pk])
    assert refused("UPDATE billing_account SET currency = 'EUR' WHERE id = %s", [account.pk])


def test_the_database_takes_no_leg_after_the_seal(entry):
    with pytest.raises(IntegrityError), transaction.atomic():
        Leg.objects.create(entry=entry, account=book(Book.BANK, "USD"), amount=5)


@pytest.mark.parametrize("amounts", [[], [5], [5, -4], [5, 5]])
def test_the_database_seals_only_what_balances(cast, amounts):
    period = Period.objects.create(starts_on=date(2015, 3, 1))
    entry = Entry.objects.create(
        kind="payment", posted_on=date(2015, 3, 2), period=period, paper="P", made_by=cast["secretariat"]
    )
    Leg.objects.bulk_create(Leg(entry=entry, account=book(Book.BANK, "USD"), amount=amount) for amount in amounts)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Entry).filter(pk=entry.pk).update(sealed=True)


def test_the_database_does_not_let_currencies_make_up_for_each_other(cast):
    period = Period.objects.create(starts_on=date(2015, 3, 1))
    entry = Entry.objects.create(
        kind="payment", posted_on=date(2015, 3, 2), period=period, paper="P", made_by=cast["secretariat"]
    )
    Leg.objects.bulk_create(
        [
            Leg(entry=entry, account=book(Book.BANK, "USD"), amount=5),
            Leg(entry=entry, account=book(Book.BANK, "EUR"), amount=-5),
        ]
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Entry).filter(pk=entry.pk).update(sealed=True)


def test_an_entry_stands_in_the_month_of_its_day(cast):
    period = Period.objects.create(starts_on=date(2015, 3, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(kind="payment", posted_on=date(2015, 4, 1), period=period, paper="P", made_by=cast["secretariat"])


def test_all_guards_stand_and_a_missing_one_is_named(db):
    assert guards.missing(connection) == []
    with guards.lifted(connection):
        assert len(guards.missing(connection)) == len(guards.GUARDS)
    assert guards.missing(connection) == []


def test_a_closed_month_takes_nothing_and_no_month_before_it_does(bill, cast):
    bill()
    january = close_period(Period.objects.get(), by=cast["secretariat"])
    assert (january.state, january.closed_by) == ("closed", cast["secretariat"])
    with pytest.raises(PeriodClosed):
        bill(reference="late")
    with pytest.raises(PeriodClosed):
        bill(reference="earlier", issued_on=date(2014, 12, 31))
    assert bill(reference="on time", issued_on=date(2015, 2, 1)).number == "INV-2015-0002"


def test_the_database_closes_the_month_too(bill, cast):
    bill()
    january = close_period(Period.objects.get(), by=cast["secretariat"])
    december = Period.objects.create(starts_on=date(2014, 12, 1))
    for period, day in ((january, date(2015, 1, 20)), (december, date(2014, 12, 20))):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(kind="payment", posted_on=day, period=period, paper="P", made_by=cast["secretariat"])


def test_months_close_in_order_and_open_from_the_last(bill, cast):
    bill()
    bill(reference="b", issued_on=date(2015, 2, 2))
    january, february = Period.objects.order_by("starts_on")
    with pytest.raises(EarlierMonthOpen):
        close_period(february, by=cast["secretariat"])
    for period in (january, february):
        close_period(Period.objects.get(pk=period.pk), by=cast["secretariat"])
    with pytest.raises(LaterMonthClosed):
        reopen_period(january, by=cast["administrator"], reason="Bank statement was wrong")
    with pytest.raises(ReasonMissing):
        reopen_period(february, by=cast["administrator"], reason=" ")
    assert reopen_period(february, by=cast["administrator"], reason="Bank statement was wrong").state == "open"


def test_a_month_that_runs_is_not_closed(bill, cast):
    bill(issued_on=date(2015, 6, 1), due_on=date(2015, 7, 1))
    with pytest.raises(NotOverYet):
        close_period(Period.objects.get(), by=cast["secretariat"])


def test_who_closes_and_who_opens(bill, cast):
    bill()
    period = Period.objects.get()
    with pytest.raises(NotAllowed):
        close_period(period, by=cast["administrator"])
    close_period(period, by=cast["secretariat"])
    with pytest.raises(MovedOn):
        close_period(period, by=cast["secretariat"])
    with pytest.raises(NotAllowed):
        reopen_period(period, by=cast["secretariat"], reason="I forgot one")


def test_billings_own_accounts_are_named_and_others_keep_their_name(db):
    assert str(book(Book.BANK, "USD").title) == "Bank"
    assert Account(code="4200", name="Training fees", kind="income", currency="USD").title == "Training fees"
    assert book(Book.CREDIT, "USD").kind == "liability"
