"""What billing announces after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class InvoiceIssued:
    invoice_id: int
    debtor_id: int
    reference: str


@dataclass(frozen=True)
class InvoiceSettled:
    """An invoice has nothing open any more: `how` is paid, credited or waived."""

    invoice_id: int
    debtor_id: int
    reference: str
    how: str


@dataclass(frozen=True)
class PaymentRecorded:
    payment_id: int
    payer_id: int
