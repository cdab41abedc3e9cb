"""What billing remembers: the books, and the papers that stand on them."""

from koinon.commons.billing.models.corrections import Correction
from koinon.commons.billing.models.invoices import BankDetails, Invoice, InvoiceLine
from koinon.commons.billing.models.ledger import Account, Entry, Leg, Period
from koinon.commons.billing.models.numbers import NumberSeries
from koinon.commons.billing.models.payments import Payment, Receipt
from koinon.commons.billing.models.reminders import Reminder, ReminderRule

__all__ = [
    "Account",
    "BankDetails",
    "Correction",
    "Entry",
    "Invoice",
    "InvoiceLine",
    "Leg",
    "NumberSeries",
    "Payment",
    "Period",
    "Receipt",
    "Reminder",
    "ReminderRule",
]
