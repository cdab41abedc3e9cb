"""What was changed behind the product's back is found, and named."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from koinon.core.places.models import Organization
from koinon.core.record import audit as audits
from koinon.core.record import erase_person, guards, record
from koinon.core.record.audit import audit
from koinon.core.record.checkpoints import publish
from koinon.core.record.keys import witness_signer
from koinon.core.record.models import Checkpoint, Entry, Opening, Tile, TreeHead
from koinon.core.record.witnessing import add_witness
from koinon.engines.merkle import Frontier, leaf_hash

pytestmark = pytest.mark.django_db


@pytest.fixture
def unguarded(db):
    """Someone at work who may drop triggers."""
    guards.remove(connection)


@pytest.fixture
def recorded(seoul, clerk):
    """300 deeds, a checkpoint at 100 and one at 300; Seoul's last entry is 299."""
    for number in range(300):
        record(clerk, "membership.noted", seoul, details={"number": number})
        if number == 99:
            publish()
    publish()


def findings():
    return [finding for finding in audit().findings if not finding.startswith("The guard")]


def test_an_untouched_record_has_no_findings(recorded):
    report = audit()
    assert report.findings == report.notes == []
    assert (report.entries, report.checkpoints, report.things) == (300, 2, 1)


def test_a_changed_row_is_named(recorded, seoul):
    Organization.objects.filter(pk=seoul.pk).update(name="Seoul Special City")
    assert findings() == [
        f"core.organization {seoul.pk} (Seoul Special City): the row was changed since entry 299 (membership.noted)."
    ]


def test_a_deed_that_is_recorded_makes_it_right_again(recorded, seoul, clerk):
    Organization.objects.filter(pk=seoul.pk).update(name="Seoul Special City")
    record(clerk, "places.renamed", seoul)
    assert findings() == []


def test_a_deleted_row_is_named(recorded, seoul):
    pk = seoul.pk
    seoul.delete()
    assert findings() == [f"core.organization {pk}: the row was deleted since entry 299 (membership.noted)."]


def test_a_row_taken_away_by_a_deed_is_no_finding_until_it_is_back(recorded, seoul, clerk):
    record(clerk, "places.removed", seoul, gone=True)
    pk, country = seoul.pk, seoul.country
    seoul.delete()
    assert findings() == []
    Organization.objects.create(pk=pk, name="Seoul", slug="seoul", country=country)
    assert findings() == [
        f"core.organization {pk} (Seoul): the row is there again, which was gone since entry 300 (places.removed)."
    ]


def test_a_row_put_in_without_a_deed_is_named(seoul, clerk, monkeypatch):
    monkeypatch.setattr(audits, "models_that_are_always_recorded", lambda: [Organization])
    record(clerk, "places.added", seoul)
    league = Organization.objects.get(runs_the_league=True)
    assert findings() == [f"core.organization {league.pk} (League): the row was put in without a recorded deed."]


def test_a_changed_byte_is_named(recorded, unguarded):
    leaf = bytes(Entry.objects.get(pk=7).leaf)
    Entry.objects.filter(pk=7).update(leaf=leaf.replace(b'"number"', b'"nomber"').replace(b"noted", b"moted"))
    found = findings()
    assert found[0] == "Entry 7 (membership.noted): its bytes were changed."
    assert "Checkpoint 100 has another root: an entry from 0 to 99 was changed." in found
    assert "Tile 0/000 does not agree with entry 7: one of the two was changed." in found


def test_a_byte_changed_with_its_hash_is_named_by_the_tile(recorded, unguarded):
    forged = bytes(Entry.objects.get(pk=7).leaf).replace(b"noted", b"moted")
    Entry.objects.filter(pk=7).update(leaf=forged, leaf_hash=leaf_hash(forged), deed="membership.moted")
    assert "Tile 0/000 does not agree with entry 7: one of the two was changed." in findings()


def test_a_byte_changed_at_the_end_is_narrowed_down_by_checkpoints(recorded, unguarded):
    forged = bytes(Entry.objects.get(pk=280).leaf).replace(b"noted", b"moted")
    Entry.objects.filter(pk=280).update(leaf=forged, leaf_hash=leaf_hash(forged), deed="membership.moted")
    found = findings()
    assert "Checkpoint 300 has another root: an entry from 100 to 299 was changed." in found
    assert "The head of the tree does not agree with the 300 entries." in found


@pytest.mark.parametrize(
    ("column", "value"), [("deed", "x.other"), ("role", "excom"), ("kind", "core.person"), ("thing_id", "99")]
)
def test_a_changed_column_is_named(recorded, unguarded, column, value):
    Entry.objects.filter(pk=3).update(**{column: value})
    assert f"Entry 3 (membership.noted): its column {column} was changed." in findings()


def test_another_actor_is_named(recorded, unguarded, resident):
    Entry.objects.filter(pk=3).update(actor=resident)
    assert findings() == ["Entry 3 (membership.noted): its column actor was changed."]


def test_changed_details_are_named(recorded):
    Opening.objects.filter(pk=3).update(details='{"number":4}')
    assert findings() == ["Entry 3 (membership.noted): its column details was changed."]


def test_a_missing_entry_is_named(recorded, unguarded):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_opening WHERE entry_id = 5")
        cursor.execute('DELETE FROM core_entry WHERE "index" = 5')
    assert "Entry 5 is missing: the next one there is 6." in findings()


def test_an_end_cut_off_is_named(recorded, unguarded):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_opening WHERE entry_id >= 290")
        cursor.execute('DELETE FROM core_entry WHERE "index" >= 290')
    found = findings()
    assert "Checkpoint 300 was signed, but only 290 entries are left: some were cut off." in found
    assert "The head of the tree does not agree with the 290 entries." in found


def test_a_rewritten_record_is_given_away_by_its_signed_checkpoint(recorded, unguarded):
    """Everything made to fit but the signature, which takes the key."""
    forged = bytes(Entry.objects.get(pk=280).leaf).replace(b"noted", b"moted")
    Entry.objects.filter(pk=280).update(leaf=forged, leaf_hash=leaf_hash(forged), deed="membership.moted")
    frontier = Frontier()
    for leaf in Entry.objects.order_by("index").values_list("leaf_hash", flat=True):
        frontier = frontier.append(bytes(leaf))
    TreeHead.objects.update(frontier=frontier.packed())
    Checkpoint.objects.filter(size=300).update(root=frontier.root())
    assert findings() == ["Checkpoint 300: its columns and its signed note do not agree."]


def test_tiles_are_held_against_the_entries(recorded, unguarded):
    tile = Tile.objects.get()
    hashes = bytes(tile.hashes)
    Tile.objects.update(hashes=hashes[:32] + bytes(32) + hashes[64:])
    assert "Tile 0/000 does not agree with entry 1: one of the two was changed." in findings()
    Tile.objects.update(hashes=hashes, root=bytes(32))
    assert findings() == ["Tile 0/000: its root was changed."]
    Tile.objects.update(root=tile.root)
    Tile.objects.create(level=0, number=1, hashes=hashes, root=tile.root)
    assert findings() == ["There are 2 tiles where the entries make 1."]
    Tile.objects.all().delete()
    assert findings() == ["Tile 0/000 is missing."]


def test_a_forged_signature_is_named(recorded, unguarded):
    note = Checkpoint.objects.get(size=100).note
    Checkpoint.objects.filter(size=300).update(note=note)
    found = findings()
    assert found == ["Checkpoint 300: its columns and its signed note do not agree."]
    Checkpoint.objects.filter(size=300).update(note="no note")
    assert findings() == ["Checkpoint 300: its note cannot be read."]


def test_a_forged_cosignature_is_named(recorded):
    checkpoint = Checkpoint.objects.get(size=300)
    line = checkpoint.note.splitlines()[-1]
    witness = add_witness("https://witness.example/record/witness", str(witness_signer().key))
    checkpoint.cosignatures.create(witness=witness, line=line, at=checkpoint.at)
    assert findings() == [f"Checkpoint 300: the cosignature of {witness} is wrong."]


def test_missing_guards_are_named(recorded, unguarded):
    assert "The guard core_entry_is_kept is missing from the database." in audit().findings


def test_what_was_erased_is_counted_and_is_no_finding(recorded, clerk, resident):
    record(resident, "people.named", resident)
    erase_person(resident)
    report = audit()
    assert (report.findings, report.erased) == ([], 0)
    record(clerk, "people.named", clerk)
    Opening.objects.filter(pk=301).update(state_salt=None)
    assert audit().erased == 1


def test_kinds_and_columns_that_are_gone_are_noted(recorded, unguarded):
    Opening.objects.filter(pk=299).update(fields="name mayor")
    assert audit().notes == [
        "1 rows of core.organization were not compared: their table has other columns than when they were recorded."
    ]
    leaf = bytes(Entry.objects.get(pk=299).leaf).replace(b"core.organization", b"core.municipality")
    Entry.objects.filter(pk=299).update(kind="core.municipality", leaf=leaf)
    assert "core.municipality is no longer known here: 1 rows were not compared." in audit().notes


def test_the_command_says_it_and_ends_with_1(recorded, seoul):
    said = StringIO()
    call_command("verify_record", stdout=said)
    assert said.getvalue() == "300 entries, 2 checkpoints, 1 rows compared: all as recorded.\n"

    Organization.objects.filter(pk=seoul.pk).update(name="Soul")
    said, found = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_record", stdout=said, stderr=found)
    assert ended.value.code == 1
    assert "(Soul): the row was changed since entry 299" in found.getvalue()
    assert "1 findings" in said.getvalue()
