from django.db import migrations

from koinon.core.record import guards


def put_up(apps, schema_editor):
    guards.install(schema_editor.connection, apps)


def take_down(apps, schema_editor):
    guards.remove(schema_editor.connection, apps)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(put_up, take_down)]
