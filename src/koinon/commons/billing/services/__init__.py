"""The deeds of billing. Each checks who may, runs in one transaction and leaves an entry in the record."""

from koinon.commons.billing.services.corrections import (
    approve,
    decline,
    propose_credit_note,
    propose_reversal,
    propose_waiver,
    take_back,
)
from koinon.commons.billing.services.invoices import LineIn, issue_invoice
from koinon.commons.billing.services.ledger import close_period, reopen_period
from koinon.commons.billing.services.payments import apply_credit, credit_of, record_payment
from koinon.commons.billing.services.reminders import Rung, remind, remind_all, set_ladder
from koinon.commons.billing.services.setup import set_bank_details

__all__ = [
    "LineIn",
    "Rung",
    "apply_credit",
    "approve",
    "close_period",
    "credit_of",
    "decline",
    "issue_invoice",
    "propose_credit_note",
    "propose_reversal",
    "propose_waiver",
    "record_payment",
    "remind",
    "remind_all",
    "reopen_period",
    "set_bank_details",
    "set_ladder",
    "take_back",
]
