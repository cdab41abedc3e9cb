"""The ladder of reminders that a new installation starts with; an administrator can set another."""

from datetime import date

from django.db import migrations

LADDER = [(1, 14, "friendly"), (2, 45, "firm"), (3, 90, "last")]
SOURCE = "Starting ladder of this software, to be replaced by the league's own rule"


def set_first_ladder(apps, editor):
    rules = apps.get_model("billing", "ReminderRule").objects
    for level, days, tone in LADDER:
        rules.create(level=level, days_after_due=days, tone=tone, valid_from=date(2010, 1, 1), source=SOURCE)


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_books_never_change")]

    operations = [migrations.RunPython(set_first_ladder, migrations.RunPython.noop)]
