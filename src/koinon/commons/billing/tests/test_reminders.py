"""Reminders: the ladder in force on the day, each level once, in order."""

from datetime import date, timedelta

import pytest

from koinon.commons.billing.models import Reminder, ReminderRule
from koinon.commons.billing.refusals import LadderBroken, LadderInPast, NothingToRemind
from koinon.commons.billing.services import Rung, remind, remind_all, set_ladder
from koinon.commons.billing.services.reminders import due_reminders
from koinon.core.refusal import MovedOn, NotAllowed

DUE = date(2015, 3, 15)
LADDER = [Rung(14, "friendly"), Rung(45, "firm"), Rung(90, "last")]


def after(days):
    return DUE + timedelta(days=days)


def test_an_installation_starts_with_a_ladder(db):
    rungs = ReminderRule.objects.in_force_on(DUE).values_list("level", "days_after_due", "tone")
    assert list(rungs) == [(1, 14, "friendly"), (2, 45, "firm"), (3, 90, "last")]


@pytest.mark.parametrize(("days", "levels"), [(0, []), (13, []), (14, [1]), (44, [1])])
def test_a_reminder_is_due_after_its_days(bill, days, levels):
    bill()
    assert [rung.level for _invoice, rung in due_reminders(after(days))] == levels


def test_each_level_is_sent_once_and_in_order(bill, cast):
    bill()
    assert [remind_all(by=cast["system"], on=after(days)) for days in (14, 14, 30, 45, 45, 90, 400)] == [1, 0, 0, 1, 0, 1, 0]
    sent = Reminder.objects.values_list("level", "sent_on", "open_amount")
    assert list(sent) == [(1, after(14), 160_000), (2, after(45), 160_000), (3, after(90), 160_000)]


def test_after_a_late_start_levels_keep_their_distance(bill, cast):
    bill()
    assert [remind_all(by=cast["system"], on=after(days)) for days in (100, 101, 130, 131)] == [1, 0, 0, 1]


def test_what_was_paid_is_not_reminded(bill, pay, cast):
    invoice = bill()
    pay(160_000)
    assert remind_all(by=cast["system"], on=after(30)) == 0
    invoice.refresh_from_db()
    with pytest.raises(MovedOn):
        remind(invoice, by=cast["secretariat"])


def test_a_reminder_that_is_not_due_is_refused(bill, cast):
    with pytest.raises(NothingToRemind):
        remind(bill(due_on=date(2015, 6, 10)), by=cast["secretariat"])


def test_a_new_ladder_begins_on_its_day_and_ends_the_old_one(bill, cast):
    made = set_ladder([Rung(30, "firm")], valid_from=date(2015, 5, 1), source="EXCOM, April 2015", by=cast["administrator"])
    assert [rule.level for rule in made] == [1]
    assert len(ReminderRule.objects.in_force_on(date(2015, 4, 30))) == 3
    assert list(ReminderRule.objects.in_force_on(date(2015, 5, 1))) == made


@pytest.mark.parametrize(
    ("rungs", "start", "refusal"),
    [
        ([], date(2015, 5, 1), LadderBroken),
        ([Rung(14, "firm"), Rung(14, "last")], date(2015, 5, 1), LadderBroken),
        (LADDER, date(2010, 1, 1), LadderInPast),
    ],
)
def test_a_ladder_that_cannot_stand_is_refused(cast, rungs, start, refusal):
    with pytest.raises(refusal):
        set_ladder(rungs, valid_from=start, source="-", by=cast["administrator"])


def test_only_an_administrator_sets_the_ladder(cast):
    with pytest.raises(NotAllowed):
        set_ladder(LADDER, valid_from=date(2016, 1, 1), source="-", by=cast["secretariat"])
