"""What was changed behind the product's back is found and named, by the books and by the record."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models

from koinon.commons.billing import guards
from koinon.commons.billing.audit import audit
from koinon.commons.billing.models import Correction, Entry, Invoice, InvoiceLine, Leg, NumberSeries, Payment, Period
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.services import approve, close_period, propose_credit_note, propose_reversal, propose_waiver
from koinon.core.record.audit import audit as audit_record


@pytest.fixture
def books(bill, pay, cast):
    """A year with every kind of paper."""
    first, second = bill(), bill(reference="second")
    wrong = pay(1_000, bank_reference="wrong")
    approve(propose_reversal(wrong, reason="Wrong city", by=cast["secretariat"]), by=cast["administrator"])
    pay(200_000)
    second.refresh_from_db()
    approve(propose_credit_note(second, amount=20_000, reason="Chart", by=cast["secretariat"]), by=cast["administrator"])
    approve(propose_waiver(second, amount=100_000, reason="Flood", by=cast["secretariat"]), by=cast["administrator"])
    close_period(Period.objects.earliest("starts_on"), by=cast["secretariat"])
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("paid", "waived")
    return first


def behind_our_back(model, pk, **values):
    """Change a row as somebody with the database in hand would."""
    with guards.lifted(connection):
        models.QuerySet(model).filter(pk=pk).update(**values)


def test_books_in_order_pass(books, capsys):
    assert audit() == []
    call_command("verify_books")
    assert "in order" in capsys.readouterr().out


def test_every_row_of_billing_agrees_with_the_record(books):
    assert audit_record().findings == []


def test_a_changed_leg_is_found(books):
    leg = Leg.objects.of_book(Book.BANK).first()
    behind_our_back(Leg, leg.pk, amount=leg.amount + 7)
    assert f"Entry {leg.entry_id} is off by 7 in USD." in audit()
    with pytest.raises(CommandError):
        call_command("verify_books")


@pytest.mark.parametrize(
    ("model", "values", "expected"),
    [
        (Entry, {"sealed": False}, "is not sealed"),
        (Invoice, {"total": 5}, "INV-2015-0001 asks for 5"),
        (Invoice, {"state": "issued"}, "INV-2015-0001 is issued, but the books say paid."),
        (Invoice, {"number": "INV-2015-0009"}, "INV-2015-0001 is missing."),
        (InvoiceLine, {"amount": 5}, "its lines for 5"),
        (NumberSeries, {"last": 3}, "INV-2015-0003 is missing."),
    ],
)
def test_what_was_changed_is_named(books, model, values, expected):
    behind_our_back(model, model.objects.order_by("pk").first().pk, **values)
    assert any(expected in sentence for sentence in audit())


def test_an_entry_in_another_month_is_named(books):
    entry = Entry.objects.latest("pk")
    behind_our_back(Entry, entry.pk, period=Period.objects.earliest("starts_on"))
    assert any(f"Entry {entry.pk} of" in sentence for sentence in audit())


def test_a_missing_guard_is_named(books):
    guards.remove(connection)
    assert len(audit()) == len(guards.GUARDS)
    guards.install(connection)
    assert audit() == []


@pytest.mark.parametrize("model", [Invoice, Payment, Correction])
def test_the_record_finds_a_changed_paper(books, model):
    before = len(audit_record().findings)
    models.QuerySet(model).filter(pk=model.objects.first().pk).update(
        **{Invoice: {"due_on": "2020-01-01"}, Payment: {"amount": 9}, Correction: {"reason": "x"}}[model]
    )
    assert len(audit_record().findings) == before + 1
