"""The larger reads: trial balance, statements, arrears."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, RowRange, Subquery, Sum, Window
from django.db.models.functions import Coalesce

from koinon.commons.billing.models import Account, Correction, Entry, Invoice, Leg, Payment, Reminder
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.rules import DEBTOR_POSTS, keeps_books, owes_here
from koinon.core.refusal import NotAllowed


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """An account with what was debited and credited up to a day, in minor units."""

    account: Account
    debit: int
    credit: int

    @property
    def balance(self) -> int:
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """All accounts of one currency. Debits and credits are equal, or the books are broken."""

    currency: str
    rows: list[AccountBalance]

    @property
    def debit(self) -> int:
        return sum(row.debit for row in self.rows)

    @property
    def credit(self) -> int:
        return sum(row.credit for row in self.rows)

    @property
    def balances(self) -> bool:
        return self.debit == self.credit


def trial_balance(on: date) -> list[TrialBalance]:
    """The books up to and with a day, one table a currency; two queries whatever their size."""
    sums = Leg.objects.filter(entry__posted_on__lte=on, entry__sealed=True).order_by().values("account")
    moved = {row["account"]: row for row in sums.annotate(debit=_sum_where(amount__gt=0), credit=_sum_where(amount__lt=0))}
    by_currency: dict[str, list[AccountBalance]] = {}
    for account in Account.objects.all():
        row = moved.get(account.pk, {"debit": 0, "credit": 0})
        by_currency.setdefault(account.currency, []).append(AccountBalance(account, row["debit"], -row["credit"]))
    return [TrialBalance(currency, rows) for currency, rows in sorted(by_currency.items())]


def _sum_where(**condition: Any) -> Coalesce:
    return Coalesce(Sum("amount", filter=Q(**condition)), 0)


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement on a debtor's account; `balance` is what is owed after it (below zero: credit)."""

    on: date
    kind: str
    paper: str
    amount: int
    balance: int
    url: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A debtor's account in one currency: every movement, and what is owed at the end."""

    currency: str
    lines: list[StatementLine]

    @property
    def balance(self) -> int:
        return self.lines[-1].balance if self.lines else 0


def statements_of(debtor_id: int) -> list[Statement]:
    """A debtor's account, one statement a currency, oldest movement first."""
    entries = (
        Entry.objects.filter(legs__organization_id=debtor_id, legs__account__code__in=[Book.RECEIVABLE, Book.CREDIT], sealed=True)
        .annotate(moved=Sum("legs__amount"), currency=F("legs__account__currency"))
        .select_related("issued_invoice", "recorded_payment", "correction")
        .order_by("posted_on", "pk")
    )
    by_currency: dict[str, list[StatementLine]] = {}
    for entry in entries:
        lines = by_currency.setdefault(entry.currency, [])
        if entry.moved:
            before = lines[-1].balance if lines else 0
            lines.append(_line(entry, before))
    return [Statement(currency, lines) for currency, lines in sorted(by_currency.items())]


def _line(entry: Any, before: int) -> StatementLine:
    return StatementLine(
        on=entry.posted_on,
        kind=entry.get_kind_display(),
        paper=entry.paper,
        amount=entry.moved,
        balance=before + entry.moved,
        url=address_of(entry),
    )


def address_of(entry: Entry) -> str:
    """Where the paper of an entry stands; empty for one without a paper of its own."""
    for name in ("issued_invoice", "recorded_payment", "correction"):
        paper: Invoice | Payment | Correction | None = getattr(entry, name, None)
        if paper is not None:
            return paper.get_absolute_url()
    return ""


@dataclass(frozen=True, slots=True)
class Arrears:
    """What a debtor owes past its due days in one currency."""

    debtor_id: int
    debtor: str
    currency: str
    amount: int
    invoices: int
    oldest_due_on: date


def invoices_seen_by(person: Any) -> QuerySet[Invoice]:
    """All invoices for those who keep the books, their own for a debtor's people; others are refused (403)."""
    found = Invoice.objects.with_open()
    if keeps_books(person):
        return found
    if not owes_here(person):
        raise NotAllowed()
    return found.filter(debtor_id__in=person.organizations_as(*DEBTOR_POSTS))


def overdue_on(day: date) -> QuerySet[Invoice]:
    """Overdue invoices with `open_amount` and `reminded`, how many reminders were sent."""
    sent = Reminder.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice").annotate(count=Count("pk"))
    return Invoice.objects.overdue_on(day).with_open().annotate(reminded=Coalesce(Subquery(sent.values("count")), 0))


def arrears(day: date) -> list[Arrears]:
    """All debtors with something overdue on a day, a row a currency, the longest overdue first; one query."""
    owed: dict[tuple[int, str], list[Invoice]] = {}
    for invoice in Invoice.objects.overdue_on(day).with_open().oldest_first():
        owed.setdefault((invoice.debtor_id, invoice.currency), []).append(invoice)
    return [
        Arrears(
            debtor_id=debtor_id,
            debtor=invoices[-1].debtor_name,
            currency=currency,
            amount=sum(invoice.open_amount for invoice in invoices),  # type: ignore[attr-defined]
            invoices=len(invoices),
            oldest_due_on=invoices[0].due_on,
        )
        for (debtor_id, currency), invoices in owed.items()
    ]


def running_legs(account: Account) -> QuerySet[Leg]:
    """The legs of an account with `running`: its balance after each, in the order of the books."""
    order = [F("entry__posted_on").asc(), F("entry_id").asc(), F("pk").asc()]
    running = Window(Sum("amount"), order_by=order, frame=RowRange(start=None, end=0))
    legs: QuerySet[Leg] = Leg.objects.filter(account=account, entry__sealed=True).annotate(running=running)
    return legs


def credits_of(debtor_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """Unused credit of each debtor and currency, in minor units; nothing for those without."""
    legs = Leg.objects.of_book(Book.CREDIT).filter(organization_id__in=list(debtor_ids))
    rows = legs.order_by().values_list("organization_id", "account__currency").annotate(total=Sum("amount"))
    return {(debtor, currency): -total for debtor, currency, total in rows if total}
