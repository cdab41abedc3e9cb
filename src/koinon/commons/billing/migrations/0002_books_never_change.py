"""Triggers that keep the books: see `koinon.commons.billing.guards`."""

from django.db import migrations

from koinon.commons.billing import guards


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: guards.install(editor.connection),
            lambda apps, editor: guards.remove(editor.connection),
        )
    ]
