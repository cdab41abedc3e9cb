from django.db import migrations

from koinon.league.membership import guards


def up(apps, schema_editor):
    guards.install(schema_editor.connection)


def down(apps, schema_editor):
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("membership", "0001_initial")]
    operations = [migrations.RunPython(up, down, atomic=True)]
