"""Journeys through the pages, without JavaScript; and lists in a fixed number of queries."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import escape

from koinon.commons.billing.models import Correction, Invoice, Leg, Payment, Period, ReminderRule
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.services import set_bank_details
from koinon.core.clock import standing_at
from koinon.core.search import find, reindex
from koinon.core.web.desk import waiting_for


@pytest.fixture
def as_(client, cast):
    def sign_in(role):
        client.force_login(cast[role])
        return client

    return sign_in


def words_of(answer):
    return answer.content.decode()


def test_from_the_invoice_to_the_receipt(as_, cast):
    secretariat = as_("secretariat")
    form = secretariat.get(reverse("billing_new_invoice"))
    number = form.context["form"]["form_number"].initial
    facts = {
        "debtor": cast.seoul.pk, "subject": "Training in Jeju", "text": "Two seats", "account": Book.FEES,
        "amount": "1600.00", "currency": "usd", "due_on": "2015-07-01", "form_number": number() if callable(number) else number,
    }  # fmt: skip
    answer = secretariat.post(reverse("billing_new_invoice"), facts)
    invoice = Invoice.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, invoice.get_absolute_url())
    assert (invoice.total, invoice.currency, str(invoice.subject)) == (160_000, "USD", "Training in Jeju")

    assert secretariat.post(reverse("billing_new_invoice"), facts)["Location"] == invoice.get_absolute_url()
    assert Invoice.objects.count() == 1

    pay = reverse("billing_pay_invoice", args=[invoice.pk])
    paid = {"amount": "1600", "received_on": "2015-06-10", "bank_reference": "KEB-9", "note": ""}
    answer = secretariat.post(pay, paid, follow=True)
    payment = Payment.objects.get()
    assert answer.redirect_chain == [(payment.get_absolute_url(), 302)]
    assert "REC-2015-0001" in words_of(answer)

    again = secretariat.post(pay, paid)
    assert again.status_code == 409
    assert "KEB-9" in words_of(again)
    assert Payment.objects.count() == 1

    page = words_of(as_("head").get(invoice.get_absolute_url()))
    assert "Paid" in page
    assert "You may" not in page
    receipt = as_("head").get(reverse("billing_receipt_pdf", args=[payment.pk]))
    assert receipt["Content-Type"] == "application/pdf"


def test_a_waiver_passes_a_second_pair_of_eyes(as_, bill, cast):
    invoice = bill()
    url = reverse("billing_propose_waiver", args=[invoice.pk])
    refused = as_("secretariat").post(url, {"amount": "1600.01", "reason": "Earthquake"})
    assert refused.status_code == 422
    assert "At most" in words_of(refused)
    as_("secretariat").post(url, {"amount": "1600.00", "reason": "Earthquake"})
    waiver = Correction.objects.get()

    assert list(waiting_for(cast["secretariat"])) == []
    [waiting] = waiting_for(cast["second_secretariat"])
    assert waiting.url == waiver.get_absolute_url()
    assert "1,600.00" in waiting.what

    mine = words_of(as_("secretariat").get(waiver.get_absolute_url()))
    assert "Take it back" in mine
    assert reverse("billing_approve", args=[waiver.pk]) not in mine
    other = as_("administrator")
    assert reverse("billing_approve", args=[waiver.pk]) in words_of(other.get(waiver.get_absolute_url()))
    other.post(reverse("billing_approve", args=[waiver.pk]), {"answer": "Agreed"})
    invoice.refresh_from_db()
    assert invoice.state == "waived"
    assert other.get(reverse("billing_correction_pdf", args=[waiver.pk])).status_code == 200


def test_a_decline_asks_for_an_answer(as_, bill):
    invoice = bill()
    url = reverse("billing_propose_credit_note", args=[invoice.pk])
    as_("secretariat").post(url, {"amount": "5", "reason": "Wrong year"})
    note = Correction.objects.get()
    decline = reverse("billing_decline", args=[note.pk])
    assert as_("administrator").post(decline, {"answer": " "}).status_code == 422
    as_("administrator").post(decline, {"answer": "The year is right"})
    note.refresh_from_db()
    assert (note.state, note.answer) == ("declined", "The year is right")


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"amount": "16.005"}, 422, "USD has 2 decimals."),
        ({"amount": "0"}, 422, "greater than or equal"),
        ({"amount": "-5"}, 422, "greater than or equal"),
        ({"amount": "x"}, 422, "Enter a number"),
        ({"received_on": "2015-06-16"}, 422, "The day lies in the future"),
        ({"received_on": "2015-02-30"}, 422, "Enter a valid date"),
        ({"bank_reference": ""}, 422, "This field is required"),
        ({"bank_reference": "x" * 81}, 422, "at most 80"),
        ({"currency": "XYZ"}, 422, "XYZ is not a currency."),
        ({"currency": "us"}, 422, "US is not a currency."),
        ({"payer": "0"}, 422, "Select a valid choice"),
    ],
)
def test_a_payment_that_is_not_right_is_told_beside_the_field(as_, cast, changes, status, words):
    facts = {
        "payer": cast.seoul.pk, "amount": "16.00", "currency": "USD", "received_on": "2015-06-10", "bank_reference": "X",
    }  # fmt: skip
    answer = as_("secretariat").post(reverse("billing_new_payment"), facts | changes)
    assert answer.status_code == status
    assert escape(words) in words_of(answer)
    assert not Payment.objects.exists()


def test_a_payment_of_any_payer_pays_what_is_open(as_, bill, cast):
    invoice = bill()
    facts = {"payer": cast.seoul.pk, "amount": "2000", "currency": "USD", "received_on": "2015-06-10", "bank_reference": "X"}
    as_("secretariat").post(reverse("billing_new_payment"), facts)
    invoice.refresh_from_db()
    assert invoice.state == "paid"
    later = bill(reference="later")
    assert reverse("billing_apply_credit", args=[later.pk]) in words_of(as_("secretariat").get(later.get_absolute_url()))
    as_("secretariat").post(reverse("billing_apply_credit", args=[later.pk]))
    assert later.left() == 120_000


def test_a_reminder_is_offered_when_it_is_due_and_sent_once(as_, bill):
    invoice = bill()
    remind = reverse("billing_remind", args=[invoice.pk])
    with standing_at(date(2015, 3, 20)):
        assert remind not in words_of(as_("secretariat").get(invoice.get_absolute_url()))
    with standing_at(date(2015, 4, 1)):
        assert remind in words_of(as_("secretariat").get(invoice.get_absolute_url()))
        as_("secretariat").post(remind)
        assert as_("secretariat").post(remind).status_code == 422
    assert invoice.reminders.count() == 1


def test_a_month_is_closed_and_opened_again(as_, bill):
    bill()
    bill(reference="later", issued_on=date(2015, 2, 1))
    period = Period.objects.earliest("starts_on")
    close, reopen = (reverse(f"billing_{verb}_period", args=[period.pk]) for verb in ("close", "reopen"))
    assert close in words_of(as_("secretariat").get(reverse("billing_periods")))
    as_("secretariat").post(close)
    assert reopen in words_of(as_("administrator").get(reverse("billing_periods")))
    assert as_("administrator").post(reopen, {"reason": ""}).status_code == 422
    as_("administrator").post(reopen, {"reason": "A statement came late"})
    period.refresh_from_db()
    assert period.state == "open"


def test_the_trial_balance_balances_on_every_day(as_, bill, pay):
    bill()
    pay(60_000)
    page = words_of(as_("secretariat").get(reverse("billing_trial_balance")))
    assert "Balances" in page
    assert "2,200.00" in page
    early = words_of(as_("secretariat").get(reverse("billing_trial_balance"), {"on": "2015-02-01"}))
    assert "1,600.00" in early
    assert "2,200.00" not in early
    for wrong in ("x", "", "2015-02-30", "9999999-01-01"):
        assert as_("secretariat").get(reverse("billing_trial_balance"), {"on": wrong}).status_code == 200


def test_an_account_shows_its_balance_after_each_entry(as_, bill, pay):
    bill()
    pay(60_000)
    account = Leg.objects.of_book(Book.RECEIVABLE).first().account
    page = words_of(as_("secretariat").get(reverse("billing_account", args=[account.pk])))
    assert page.index("1,000.00") < page.rindex("1,600.00")


def test_a_statement_shows_every_movement_with_what_is_owed(as_, bill, pay, cast):
    bill()
    pay(200_000)
    page = words_of(as_("focal_point").get(reverse("billing_statement", args=[cast.seoul.slug])))
    for expected in ("INV-2015-0001", "REC-2015-0001", "-2,000.00", "-400.00", "Credit"):
        assert expected in page, expected


def test_an_administrator_sets_ladder_and_bank_details(as_):
    ladder = {"valid_from": "2016-01-01", "source": "EXCOM 2015", "friendly": "30", "firm": "60", "last": ""}
    assert as_("administrator").post(reverse("billing_set_ladder"), ladder).status_code == 302
    assert list(ReminderRule.objects.in_force_on(date(2016, 1, 1)).values_list("days_after_due", flat=True)) == [30, 60]
    assert as_("administrator").post(reverse("billing_set_ladder"), ladder).status_code == 422
    details = {
        "currency": "USD", "holder": "League", "bank": "Woori", "account": "1005", "bic": "", "valid_from": "2015-01-01",
    }  # fmt: skip
    assert as_("administrator").post(reverse("billing_set_bank_details"), details).status_code == 302
    assert "1005" in words_of(as_("secretariat").get(reverse("billing_setup")))
    assert as_("administrator").post(reverse("billing_set_bank_details"), details).status_code == 422


@pytest.mark.parametrize("export", ["csv", "xlsx", "json"])
def test_lists_are_taken_along(as_, bill, export):
    bill()
    answer = as_("secretariat").get(reverse("billing_invoices"), {"export": export})
    data = b"".join(answer.streaming_content)
    assert export == "xlsx" or b"INV-2015-0001" in data
    assert export != "csv" or b"1600.00" in data


@pytest.mark.parametrize(("query", "count"), [("overdue=true", 1), ("overdue=false", 1), ("state=paid", 0), ("words=seoul", 2)])
def test_the_invoice_list_is_filtered(as_, bill, query, count):
    bill()
    bill(reference="later", due_on=date(2015, 12, 1))
    answer = as_("secretariat").get(f"{reverse('billing_invoices')}?{query}")
    assert answer.context["listing"]["page"]["count"] == count


LISTS = ["billing_invoices", "billing_payments", "billing_corrections", "billing_arrears"]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_the_same_queries_however_long(as_, bill, pay, cast, name, django_assert_max_num_queries):
    def fill(number):
        invoice = bill(reference=f"r{number}")
        as_("secretariat").post(reverse("billing_propose_credit_note", args=[invoice.pk]), {"amount": "1", "reason": "Why"})
        pay(100, bank_reference=f"b{number}")

    def queries():
        with django_assert_max_num_queries(40) as counted:
            assert as_("secretariat").get(reverse(name)).status_code == 200
        return len(counted)

    fill(1)
    queries()  # takes the toast away
    one = queries()
    fill(2)
    fill(3)
    queries()
    assert queries() == one


def test_an_open_invoice_says_where_to_pay_to(as_, bill, cast):
    set_bank_details(
        currency="USD", holder="League", bank="Woori", account="1005-502", bic="", valid_from=date(2014, 1, 1),
        by=cast["administrator"],
    )  # fmt: skip
    page = words_of(as_("head").get(bill().get_absolute_url()))
    assert "Please pay to" in page
    assert "1005-502" in page


@pytest.mark.parametrize("pk", [0, 2**31, 2**63, 10**30])
def test_an_invoice_that_is_not_there_is_not_there(as_, bill, pk):
    bill()
    for name in ("billing_invoice", "billing_invoice_pdf", "billing_payment", "billing_correction", "billing_entry"):
        assert as_("secretariat").get(reverse(name, args=[pk])).status_code == 404


def test_an_invoice_due_on_the_last_day_of_all_is_shown(as_, bill):
    assert as_("secretariat").get(bill(due_on=date.max).get_absolute_url()).status_code == 200


def test_invoices_are_found_by_those_who_may_see_them(bill, cast):
    reindex("billing.invoice", [bill().pk])
    found = {role: find("INV-2015-0001", cast[role]).count for role in ("secretariat", "head", "head_elsewhere", "nobody")}
    assert found == {"secretariat": 1, "head": 1, "head_elsewhere": 0, "nobody": 0}
