"""The papers and mails that a debtor gets: in its language, with the sums of the books."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from koinon.commons.billing import papers
from koinon.commons.billing.services import (
    LineIn,
    approve,
    propose_credit_note,
    propose_reversal,
    remind,
    set_bank_details,
)
from koinon.core.clock import standing_at
from koinon.core.notify.models import Message


def text_of(pdf):
    assert pdf.startswith(b"%PDF-")
    words = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return "".join(letter for letter in words if letter not in "\u2068\u2069").replace("\u00a0", " ")


@pytest.fixture
def bank(cast):
    return set_bank_details(
        currency="USD", holder="League of Cities", bank="Woori Bank, Seoul", account="1005-502-123456", bic="HVBKKRSE",
        valid_from=date(2014, 1, 1), by=cast["administrator"],
    )  # fmt: skip


def test_the_invoice_says_what_for_how_much_by_when_and_where_to(bill, bank):
    lines = [LineIn("Membership dues 2015", 160_000, detail="1,000 to 1,999 thousand inhabitants")]
    words = text_of(papers.invoice_paper(bill(lines=lines)))
    for expected in (
        "INV-2015-0001", "Seoul", "110 Sejong-daero", "Membership dues 2015", "1,000 to 1,999 thousand inhabitants",
        "1,600.00", "USD 1,600.00", "15 March 2015", "1005-502-123456", "HVBKKRSE",
    ):  # fmt: skip
        assert expected in words, expected


def test_an_invoice_keeps_the_bank_details_of_its_day(bill, bank, cast):
    invoice = bill()
    set_bank_details(
        currency="USD", holder="League", bank="Other Bank", account="999", bic="", valid_from=date(2015, 6, 1),
        by=cast["administrator"],
    )  # fmt: skip
    assert "1005-502-123456" in text_of(papers.invoice_paper(invoice))
    later = bill(reference="later", issued_on=date(2015, 6, 2), due_on=date(2015, 7, 2))
    assert "Other Bank" in text_of(papers.invoice_paper(later))


def test_the_receipt_says_which_invoices_were_paid_and_what_is_credit(bill, pay):
    bill()
    words = text_of(papers.receipt_paper(pay(200_000)))
    for expected in ("REC-2015-0001", "KEB-2015-0302-7", "INV-2015-0001", "1,600.00", "400.00", "USD 2,000.00"):
        assert expected in words, expected


def test_a_reminder_says_what_is_still_open(bill, pay, cast):
    invoice = bill()
    pay(60_000)
    invoice.refresh_from_db()
    words = text_of(papers.reminder_paper(remind(invoice, by=cast["secretariat"])))
    for expected in ("Friendly reminder", "INV-2015-0001", "USD 1,000.00"):
        assert expected in words, expected


def test_credit_notes_and_reversals_have_their_paper(bill, pay, cast):
    note = propose_credit_note(bill(), amount=1_000, reason="Wrong population", by=cast["secretariat"])
    approve(note, by=cast["administrator"])
    words = text_of(papers.correction_paper(note, "en"))
    assert "CRN-2015-0001" in words
    assert "Reason: Wrong population" in words

    reversal = propose_reversal(pay(100), reason="Wrong city", by=cast["secretariat"])
    approve(reversal, by=cast["administrator"])
    assert "REV-2015-0001" in text_of(papers.correction_paper(reversal, "en"))


@pytest.mark.parametrize("language", ["ko", "ar"])
def test_papers_are_made_in_the_debtors_language(bill, cast, language):
    cast["head"].language = language
    cast["head"].save()
    invoice = bill(lines=[LineIn({"en": "Dues", "ko": "회비", "ar": "رسوم"}, 160_000)])
    assert invoice.language == language
    assert "INV-2015-0001" in text_of(papers.invoice_paper(invoice))


def test_the_debtors_people_are_told_of_every_paper(bill, pay, cast):
    invoice = bill()
    pay(100)
    invoice.refresh_from_db()
    with standing_at(date(2015, 4, 20)):
        remind(invoice, by=cast["secretariat"])
    approve(
        propose_credit_note(invoice, amount=1_000, reason="Wrong *population*", by=cast["secretariat"]),
        by=cast["administrator"],
    )
    told = Message.objects.filter(recipient=cast["head"]).order_by("pk")
    assert [message.subject for message in told] == [
        "Invoice INV-2015-0001: Invoice",
        "Receipt REC-2015-0001: we have received USD 1.00",
        "A friendly reminder of invoice INV-2015-0001",
        "Credit note CRN-2015-0001 for INV-2015-0001",
    ]
    assert Message.objects.filter(recipient=cast["focal_point"]).count() == 4
    assert not Message.objects.filter(recipient=cast["head_elsewhere"]).exists()
    assert "1,600.00" in told[0].text
    assert "Wrong *population*" in told[3].text
