"""The lists of billing: their columns, filters and words."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koinon.commons.billing.models import Correction, Entry, Invoice, Payment
from koinon.commons.billing.money import major, money
from koinon.core.clock import today
from koinon.core.web.listing import Column, Empty, Listing, YesOrNo, link_to

Row = dict[str, Any]


def sum_column(key: str, label: Any, field: str, currency: str = "currency", **more: Any) -> Column:
    """A column of sums: `USD 1,600.00` on the page, the bare figure in exports."""
    return Column(
        key,
        label,
        (field, currency),
        kind="number",
        show=lambda row: money(row[field], row[currency]),
        export=lambda row: major(row[field], row[currency]),
        **more,
    )


def currency_column(currency: str = "currency") -> Column:
    return Column("currency", gettext_lazy("Currency"), currency, only_exported=True)


class InvoiceFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=Invoice.State, label=gettext_lazy("State"))
    overdue = YesOrNo(method="filter_overdue", label=gettext_lazy("Overdue"))
    issued_on = django_filters.DateFromToRangeFilter(label=gettext_lazy("Issued"))

    class Meta:
        model = Invoice
        fields: tuple[str, ...] = ()

    def filter_overdue(self, rows: QuerySet[Invoice], name: str, value: bool) -> QuerySet[Invoice]:
        overdue = {"state__in": Invoice.OPEN_STATES, "due_on__lt": today()}
        return rows.filter(**overdue) if value else rows.exclude(**overdue)


def _state_words(row: Row) -> str:
    if _is_overdue(row):
        return _("Overdue")
    return str(Invoice.State(row["state"]).label)


def _is_overdue(row: Row) -> bool:
    return row["state"] in Invoice.OPEN_STATES and row["due_on"] < today()


INVOICES = Listing(
    name="billing.invoices",
    title=gettext_lazy("Invoices"),
    columns=(
        Column("number", gettext_lazy("Number"), "number", sort="number", link=link_to("billing_invoice", pk="pk")),
        Column("debtor", gettext_lazy("Debtor"), "debtor_name", sort="debtor_name"),
        Column("subject", gettext_lazy("Subject"), "subject", show=lambda row: str(row["subject"])),
        Column("issued_on", gettext_lazy("Issued"), "issued_on", kind="date", sort="issued_on"),
        Column("due_on", gettext_lazy("Due"), "due_on", kind="date", sort="due_on"),
        sum_column("total", gettext_lazy("Total"), "total", sort="total"),
        sum_column("open", gettext_lazy("Open"), "open_amount"),
        Column(
            "state",
            gettext_lazy("State"),
            ("state", "due_on"),
            kind="mark",
            show=_state_words,
            mark_on=lambda row: row["state"] == Invoice.State.PAID,
        ),
        currency_column(),
    ),
    filters=InvoiceFilter,
    words=("number", "debtor_name", "reference"),
    words_label=gettext_lazy("Number or debtor"),
    order="-issued_on",
    empty=Empty(gettext_lazy("No invoice yet"), gettext_lazy("An invoice appears here as soon as it is issued.")),
)


class PaymentFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=Payment.State, label=gettext_lazy("State"))
    received_on = django_filters.DateFromToRangeFilter(label=gettext_lazy("Received"))

    class Meta:
        model = Payment
        fields: tuple[str, ...] = ()


PAYMENTS = Listing(
    name="billing.payments",
    title=gettext_lazy("Payments"),
    columns=(
        Column(
            "bank_reference",
            gettext_lazy("Bank reference"),
            "bank_reference",
            sort="bank_reference",
            link=link_to("billing_payment", pk="pk"),
        ),
        Column("payer", gettext_lazy("Payer"), "payer__name", sort="payer__name"),
        Column("received_on", gettext_lazy("Received"), "received_on", kind="date", sort="received_on"),
        sum_column("amount", gettext_lazy("Amount"), "amount", sort="amount"),
        Column("receipt", gettext_lazy("Receipt"), "receipt__number"),
        Column(
            "state",
            gettext_lazy("State"),
            "state",
            choices=Payment.State,
            kind="mark",
            mark_on=lambda row: row["state"] == Payment.State.RECORDED,
        ),
        currency_column(),
    ),
    filters=PaymentFilter,
    words=("bank_reference", "payer__name", "receipt__number"),
    words_label=gettext_lazy("Reference, payer or receipt"),
    order="-received_on",
    empty=Empty(gettext_lazy("No payment yet"), gettext_lazy("Record a transfer from the bank statement on its invoice.")),
)


class CorrectionFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=Correction.Kind, label=gettext_lazy("Kind"))
    state = django_filters.ChoiceFilter(choices=Correction.State, label=gettext_lazy("State"))

    class Meta:
        model = Correction
        fields: tuple[str, ...] = ()


def _about(row: Row) -> str:
    return str(row["invoice__number"] or row["payment__bank_reference"])


CORRECTIONS = Listing(
    name="billing.corrections",
    title=gettext_lazy("Credit notes, waivers and reversals"),
    columns=(
        Column(
            "paper",
            gettext_lazy("Paper"),
            ("number", "kind"),
            show=lambda row: row["number"] or str(Correction.Kind(row["kind"]).label),
            link=link_to("billing_correction", pk="pk"),
        ),
        Column("kind", gettext_lazy("Kind"), "kind", choices=Correction.Kind, sort="kind"),
        Column("about", gettext_lazy("About"), ("invoice__number", "payment__bank_reference"), show=_about),
        Column("debtor", gettext_lazy("Debtor"), "debtor", sort="debtor"),
        sum_column("amount", gettext_lazy("Amount"), "amount", currency="currency_code", sort="amount"),
        Column("proposed", gettext_lazy("Proposed"), "proposed_at", kind="moment", sort="proposed_at"),
        Column(
            "state",
            gettext_lazy("State"),
            "state",
            choices=Correction.State,
            kind="mark",
            mark_on=lambda row: row["state"] == Correction.State.APPROVED,
        ),
        currency_column("currency_code"),
    ),
    filters=CorrectionFilter,
    words=("number", "invoice__number", "invoice__debtor_name", "payment__bank_reference", "reason"),
    order="-proposed",
    empty=Empty(gettext_lazy("Nothing was corrected"), gettext_lazy("A credit note or waiver is proposed on its invoice.")),
)

ARREARS = Listing(
    name="billing.arrears",
    title=gettext_lazy("Arrears"),
    columns=(
        Column("number", gettext_lazy("Number"), "number", sort="number", link=link_to("billing_invoice", pk="pk")),
        Column(
            "debtor",
            gettext_lazy("Debtor"),
            ("debtor_name", "debtor__slug"),
            sort="debtor_name",
            show=lambda row: row["debtor_name"],
            link=link_to("billing_statement", slug="debtor__slug"),
        ),
        Column("due_on", gettext_lazy("Due"), "due_on", kind="date", sort="due_on"),
        Column(
            "days",
            gettext_lazy("Days over"),
            "due_on",
            kind="number",
            sort="-due_on",
            show=lambda row: (today() - row["due_on"]).days,
        ),
        sum_column("open", gettext_lazy("Open"), "open_amount", sort="open_amount"),
        Column("reminders", gettext_lazy("Reminders sent"), "reminded", kind="number", sort="reminded"),
        currency_column(),
    ),
    words=("number", "debtor_name"),
    words_label=gettext_lazy("Number or debtor"),
    order="due_on",
    empty=Empty(gettext_lazy("Nobody is in arrears"), gettext_lazy("All invoices that were due have been paid.")),
)

ACCOUNT = Listing(
    name="billing.account",
    title=gettext_lazy("Account"),
    columns=(
        Column(
            "paper",
            gettext_lazy("Paper"),
            ("entry__paper", "entry_id"),
            sort="entry_id",
            show=lambda row: row["entry__paper"],
            link=link_to("billing_entry", pk="entry_id"),
        ),
        Column("posted_on", gettext_lazy("Day"), "entry__posted_on", kind="date", sort=("entry__posted_on", "entry_id")),
        Column("kind", gettext_lazy("Kind"), "entry__kind", choices=Entry.Kind),
        Column("debtor", gettext_lazy("Debtor"), "organization__name", sort="organization__name"),
        sum_column("amount", gettext_lazy("Amount"), "amount", currency="account__currency", sort="amount"),
        sum_column("balance", gettext_lazy("Balance after it"), "running", currency="account__currency"),
        currency_column("account__currency"),
    ),
    order="-posted_on",
    empty=Empty(gettext_lazy("Nothing was posted to this account")),
)
