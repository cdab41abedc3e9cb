"""The papers as PDF: invoice, receipt, reminder, credit note. What they say, in the debtor's language."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from koinon.commons.billing.models import BankDetails, Correction, Invoice, Leg, Payment, Reminder, ReminderRule
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.money import figure, money
from koinon.core.web.pdf import typeset
from koinon.core.web.when import day_words

Paper = dict[str, Any]
TEMPLATE = "billing/typst/paper.typ"


def invoice_paper(invoice: Invoice) -> bytes:
    """The invoice as it was issued: its words and sums never change."""
    with override(invoice.language):
        return typeset(TEMPLATE, _invoice(invoice), language=invoice.language)


def receipt_paper(payment: Payment) -> bytes:
    with override(payment.receipt.language):
        return typeset(TEMPLATE, _receipt(payment), language=payment.receipt.language)


def reminder_paper(reminder: Reminder) -> bytes:
    with override(reminder.invoice.language):
        return typeset(TEMPLATE, _reminder(reminder), language=reminder.invoice.language)


def correction_paper(correction: Correction, language: str) -> bytes:
    with override(language):
        return typeset(TEMPLATE, _correction(correction), language=language)


def _paper(title: str, number: str, to: tuple[str, str], on: date, **more: Any) -> Paper:
    """What every paper has; `paper.typ` draws the parts that are there."""
    empty: Paper = {"before": [], "columns": [], "rows": [], "totals": [], "pay": [], "note": ""}
    return empty | {
        "title": title,
        "number": number,
        "to": [to[0], *to[1].splitlines()],
        "facts": [[_("Date"), day_words(on)]],
        "pay_title": _("Please pay to"),
        **more,
    }


def _row(text: str, amount: int, currency: str, detail: str = "") -> dict[str, str]:
    return {"text": text, "detail": detail, "amount": figure(amount, currency)}


def _invoice(invoice: Invoice) -> Paper:
    made = _paper(_("Invoice"), invoice.number, (invoice.debtor_name, invoice.debtor_address), invoice.issued_on)
    made["facts"] += [[_("To be paid by"), day_words(invoice.due_on)]]
    made["before"] = [str(invoice.subject)]
    made["columns"] = [_("What for"), invoice.currency]
    made["rows"] = [_row(str(line.text), line.amount, invoice.currency, str(line.detail)) for line in invoice.lines.all()]
    made["totals"] = [[_("Total"), money(invoice.total, invoice.currency)]]
    made["pay"] = pay_to(invoice)
    made["note"] = _("Please name the number of the invoice with the transfer.")
    return made


def pay_to(invoice: Invoice) -> list[list[str]]:
    """Where to pay to, by the bank details in force when the invoice was issued; nothing where none were set."""
    details = BankDetails.objects.in_force(invoice.currency, invoice.issued_on)
    if details is None:
        return []
    rows = [
        [_("Account holder"), details.holder],
        [_("Bank"), details.bank],
        [_("Account"), details.account],
        [_("BIC (SWIFT)"), details.bic],
        [_("Reference"), invoice.number],
    ]
    return [row for row in rows if row[1]]


def _receipt(payment: Payment) -> Paper:
    receipt, currency = payment.receipt, payment.currency
    made = _paper(_("Receipt"), receipt.number, (payment.payer.name, payment.payer.address), receipt.issued_on)
    made["facts"] += [
        [_("Received on"), day_words(payment.received_on)],
        [_("Bank reference"), payment.bank_reference],
    ]
    made["before"] = [_("We have received %(amount)s. Thank you.") % {"amount": money(payment.amount, currency)}]
    made["columns"] = [_("Paid on"), currency]
    legs = Leg.objects.filter(entry=payment.entry).exclude(account__code=Book.BANK).select_related("invoice")
    made["rows"] = [_row(_paid_on(leg.invoice), -leg.amount, currency) for leg in legs]
    made["totals"] = [[_("Received"), money(payment.amount, currency)]]
    return made


def _paid_on(invoice: Invoice | None) -> str:
    if invoice is None:
        return _("Your credit with us")
    return _("Invoice %(number)s: %(subject)s") % {"number": invoice.number, "subject": invoice.subject}


def _reminder(reminder: Reminder) -> Paper:
    invoice = reminder.invoice
    title = str(ReminderRule.Tone(reminder.rule.tone).label)
    made = _paper(title, invoice.number, (invoice.debtor_name, invoice.debtor_address), reminder.sent_on)
    made["facts"] += [[_("Was due on"), day_words(invoice.due_on)]]
    made["before"] = [_TONES[reminder.rule.tone]()]
    made["columns"] = [_("Invoice"), invoice.currency]
    made["rows"] = [_row(_paid_on(invoice), invoice.total, invoice.currency)]
    made["totals"] = [[_("Open on the day of this letter"), money(reminder.open_amount, invoice.currency)]]
    made["pay"] = pay_to(invoice)
    return made


_TONES = {
    "friendly": lambda: _(
        "Perhaps it escaped your attention: this invoice is still open. "
        "If you have paid in the last days, please take no notice of this letter."
    ),
    "firm": lambda: _("This invoice is still open. Please pay it now, or tell us what stands in the way."),
    "last": lambda: _(
        "In spite of our reminders this invoice is still open. This is our last reminder. "
        "Please pay it without delay, or talk to the secretariat, so that we find a way together."
    ),
}


def _correction(correction: Correction) -> Paper:
    about = correction.about
    debtor = correction.invoice.debtor if correction.invoice else correction.payment.payer  # type: ignore[union-attr]
    on = correction.entry.posted_on if correction.entry else correction.proposed_at.date()
    made = _paper(str(correction.get_kind_display()), str(correction.number), (debtor.name, debtor.address), on)
    made["facts"] += [[_("About"), str(about)]]
    made["before"] = [_("Reason: %(reason)s") % {"reason": correction.reason}]
    made["totals"] = [[_("Amount"), money(correction.amount, correction.currency)]]
    return made
