"""Posting to the books, and closing their months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models, transaction
from django.utils.formats import date_format

from koinon.commons.billing.models import Account, Entry, Leg, Period
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.refusals import EarlierMonthOpen, LaterMonthClosed, NotOverYet, PeriodClosed, ReasonMissing
from koinon.commons.billing.rules import period_flow
from koinon.core.clock import now, today
from koinon.core.people.models import Person
from koinon.core.places.models import Organization
from koinon.core.record import record
from koinon.engines import ledger

_KINDS = {"1": Account.Kind.ASSET, "2": Account.Kind.LIABILITY, "4": Account.Kind.INCOME, "6": Account.Kind.EXPENSE}


@dataclass(frozen=True, slots=True)
class Move:
    """A leg to be posted: minor units into (positive) or out of (negative) an account of the books."""

    book: str
    amount: int
    debtor_id: int | None = None
    invoice_id: int | None = None


def book(code: str, currency: str) -> Account:
    """Billing's own account of that code and currency, opened when it is first needed."""
    account, _made = Account.objects.get_or_create(code=str(code), currency=currency, defaults={"kind": _KINDS[code[0]]})
    return account


def post(kind: str, moves: Sequence[Move], *, currency: str, on: date, paper: str, by: Person) -> Entry:
    """Write an entry with its legs and seal it. Call inside a deed's transaction.

    Raises engines.ledger.Unbalanced where the legs do not sum to zero, PeriodClosed for a closed month.
    """
    ledger.check([ledger.Leg(move.book, currency, move.amount) for move in moves])
    entry = Entry.objects.create(kind=kind, posted_on=on, period=_open_period(on), paper=paper, made_by=by)
    Leg.objects.bulk_create(
        Leg(
            entry=entry,
            account=book(move.book, currency),
            organization_id=move.debtor_id,
            invoice_id=move.invoice_id,
            amount=move.amount,
        )
        for move in moves
    )
    _seal(entry)
    return entry


def _seal(entry: Entry) -> None:
    """The one change an entry ever sees; from here on the database refuses any other."""
    models.QuerySet(Entry).filter(pk=entry.pk, sealed=False).update(sealed=True)
    entry.sealed = True


def lock_debtor(debtor_id: int) -> Organization:
    """Hold the debtor's account until the transaction ends, so that its deeds follow one another."""
    return Organization.objects.select_for_update(of=("self",)).get(pk=debtor_id)


def _open_period(day: date) -> Period:
    """The month of that day, locked; months up to the last closed one take nothing."""
    first = day.replace(day=1)
    if Period.objects.filter(state=Period.State.CLOSED, starts_on__gte=first).exists():
        raise PeriodClosed(month=_month(first))
    period, _made = Period.objects.get_or_create(starts_on=first)
    locked = Period.objects.select_for_update().get(pk=period.pk)
    if locked.state == Period.State.CLOSED:
        raise PeriodClosed(month=_month(first))
    return locked


@transaction.atomic
def close_period(period: Period, *, by: Person) -> Period:
    """Close a month that is over, after all months before it. From then on it takes no entry."""
    period_flow.take("close", by, period)
    if period.ends_on >= today():
        raise NotOverYet(month=_month(period.starts_on))
    earlier = Period.objects.filter(starts_on__lt=period.starts_on, state=Period.State.OPEN).first()
    if earlier:
        raise EarlierMonthOpen(month=_month(earlier.starts_on))
    period.closed_at, period.closed_by = now(), by
    period.save(update_fields=["state", "closed_at", "closed_by"])
    record(by, "billing.period_closed", period)
    return period


@transaction.atomic
def reopen_period(period: Period, *, by: Person, reason: str) -> Period:
    """An administrator opens the last closed month again, and says why."""
    period_flow.take("reopen", by, period)
    if not reason.strip():
        raise ReasonMissing("reason")
    later = Period.objects.filter(starts_on__gt=period.starts_on, state=Period.State.CLOSED).first()
    if later:
        raise LaterMonthClosed(month=_month(later.starts_on))
    period.closed_at, period.closed_by = None, None
    period.save(update_fields=["state", "closed_at", "closed_by"])
    record(by, "billing.period_reopened", period, details={"reason": reason})
    return period


def _month(first: date) -> str:
    return date_format(first, "YEAR_MONTH_FORMAT")


__all__ = ["Book", "Move", "book", "close_period", "lock_debtor", "post", "reopen_period"]
