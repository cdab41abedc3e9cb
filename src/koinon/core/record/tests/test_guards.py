"""The database itself refuses to change the record."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from koinon.core.record import guards, record
from koinon.core.record.checkpoints import publish
from koinon.core.record.models import Checkpoint, Entry, Tile, TreeHead

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded(seoul, clerk):
    with transaction.atomic():
        for _ in range(256):
            record(clerk, "x.done", seoul)
    publish()


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Entry, {"leaf": b"forged"}),
        (Entry, {"leaf_hash": bytes(32)}),
        (Entry, {"deed": "x.undone"}),
        (Entry, {"role": "excom"}),
        (Entry, {"thing_id": "7"}),
        (Entry, {"actor": "resident"}),
        (Entry, {"index": 999}),
        (Tile, {"hashes": b""}),
        (Tile, {"root": bytes(32)}),
        (Checkpoint, {"note": ""}),
        (Checkpoint, {"size": 1}),
        (TreeHead, {"size": 255}),
        (TreeHead, {"frontier": b""}),
    ],
)
def test_a_change_is_refused(recorded, resident, model, change):
    if "actor" in change:
        change = {"actor": resident}
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.update(**change)


@pytest.mark.parametrize("model", [Tile, Checkpoint, TreeHead])
def test_deleting_is_refused(recorded, model):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.all().delete()


def test_deleting_an_entry_is_refused_by_the_product_and_by_the_database(recorded):
    with pytest.raises(ProtectedError), transaction.atomic():
        Entry.objects.all().delete()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute('DELETE FROM core_entry WHERE "index" = 3')


def test_erasing_passes(recorded):
    assert Entry.objects.update(thing_id=None, actor=None) == 256


def test_a_guard_that_was_taken_down_is_missed():
    assert guards.missing(connection) == []
    with connection.cursor() as cursor:
        on = " ON core_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER core_entry_is_fixed{on}")
    assert guards.missing(connection) == ["core_entry_is_fixed"]
    guards.install(connection)
    assert guards.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_test_database_can_be_emptied_and_is_guarded_again(recorded):
    call_command("flush", interactive=False, verbosity=0)
    assert Entry.objects.count() == 0
    assert guards.missing(connection) == []


def test_a_real_record_cannot_be_emptied(settings):
    settings.RECORD_CAN_BE_EMPTIED = False
    with pytest.raises(CommandError, match="append-only"):
        call_command("flush", interactive=False, verbosity=0)
