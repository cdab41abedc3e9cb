"""Reminders, by the ladder in force on the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format

from koinon.commons.billing.models import Invoice, Reminder, ReminderRule
from koinon.commons.billing.refusals import LadderBroken, LadderInPast, NothingToRemind
from koinon.commons.billing.rules import invoice_flow, may_set_rules
from koinon.commons.billing.services.letters import facts_of_reminder, tell
from koinon.core.clock import today
from koinon.core.people.models import Person
from koinon.core.record import record
from koinon.core.refusal import NotAllowed


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder of a new ladder: days after the due day, and the tone of its text."""

    days_after_due: int
    tone: str


def next_reminder(invoice: Invoice, on: date, ladder: Sequence[ReminderRule] | None = None) -> ReminderRule | None:
    """The rung that is due for an open invoice on a day, if any.

    Levels come in their order, one at a time, each as many days after the last as the ladder has
    between them, so that a late start does not send two on one day.
    """
    rungs = list(ReminderRule.objects.in_force_on(on)) if ladder is None else ladder
    sent = {reminder.level: reminder for reminder in invoice.reminders.select_related("rule")}
    rung = next((each for each in rungs if each.level > max(sent, default=0)), None)
    if rung is None or not invoice.is_open or (on - invoice.due_on).days < rung.days_after_due:
        return None
    last = sent.get(max(sent, default=0))
    if last and (on - last.sent_on).days < rung.days_after_due - last.rule.days_after_due:
        return None
    return rung


def due_reminders(on: date) -> Iterator[tuple[Invoice, ReminderRule]]:
    """Overdue invoices with the rung that is due for each on that day, oldest first."""
    ladder = list(ReminderRule.objects.in_force_on(on))
    for invoice in Invoice.objects.overdue_on(on).oldest_first().prefetch_related("reminders__rule"):
        rung = next_reminder(invoice, on, ladder)
        if rung:
            yield invoice, rung


@transaction.atomic
def remind(invoice: Invoice, *, by: Person, on: date | None = None) -> Reminder:
    """Send the reminder that is due for an invoice. Each level is sent once, whoever asks."""
    day = on or today()
    invoice_flow.take("remind", by, invoice)
    rung = next_reminder(invoice, day)
    if rung is None:
        raise NothingToRemind()
    reminder = Reminder.objects.create(
        invoice=invoice, rule=rung, level=rung.level, open_amount=invoice.left(), sent_on=day, made_by=by
    )
    record(by, "billing.reminder_sent", reminder)
    tell(invoice.debtor_id, f"billing/mail/reminder_{rung.tone}", reminder, lambda: facts_of_reminder(reminder))
    return reminder


def remind_all(*, by: Person, on: date | None = None) -> int:
    """Send all reminders that are due on a day; each in its own transaction. Returns how many."""
    day = on or today()
    sent = 0
    for invoice, _rung in list(due_reminders(day)):
        try:
            remind(invoice, by=by, on=day)
        except NothingToRemind:
            continue
        sent += 1
    return sent


@transaction.atomic
def set_ladder(rungs: Sequence[Rung], *, valid_from: date, source: str, by: Person) -> list[ReminderRule]:
    """An administrator puts a new ladder in force from a day, and names its source."""
    if not may_set_rules(by):
        raise NotAllowed()
    days = [rung.days_after_due for rung in rungs]
    if not days or days != sorted(set(days)):
        raise LadderBroken()
    latest = ReminderRule.objects.select_for_update().order_by("-valid_from").first()
    if latest and latest.valid_from >= valid_from:
        raise LadderInPast("valid_from", day=date_format(latest.valid_from, "DATE_FORMAT"))
    _end_ladder(valid_from - timedelta(days=1), by)
    made = [
        ReminderRule.objects.create(
            level=level, days_after_due=rung.days_after_due, tone=rung.tone, valid_from=valid_from, source=source
        )
        for level, rung in enumerate(rungs, start=1)
    ]
    for rule in made:
        record(by, "billing.reminder_rule_set", rule)
    return made


def _end_ladder(day: date, by: Person) -> None:
    for rule in ReminderRule.objects.filter(valid_until__isnull=True):
        rule.valid_until = day
        rule.save(update_fields=["valid_until"])
        record(by, "billing.reminder_rule_ended", rule)
