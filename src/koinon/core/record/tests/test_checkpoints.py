"""Signed heads, proofs by them, receipts, and who may see behind a commitment."""

import json
import os
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from koinon.core.places.models import Organization
from koinon.core.record import guards, record
from koinon.core.record.checkpoints import (
    NoSuchEntry,
    best_for,
    continues,
    newest_cosigned,
    note_of,
    prove_consistency,
    prove_inclusion,
    publish,
)
from koinon.core.record.keys import Signer, log_signer, verify, witness_signer
from koinon.core.record.models import Checkpoint, Entry, TreeHead
from koinon.core.record.receipts import log_proof_of, may_open, receipt_of
from koinon.core.record.witnessing import add_witness
from koinon.engines.merkle import EMPTY_ROOT, leaf_hash, proves_consistency, proves_inclusion
from koinon.engines.note import COSIGNED, SIGNED, LogProof, NotANote, Note, from_base64
from koinon.engines.note import Checkpoint as Stated

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded(seoul, clerk):
    for number in range(300):
        record(clerk, "membership.noted", seoul, details={"number": number})


# --- Keys -------------------------------------------------------------------------------------


def test_a_key_is_made_once_and_kept_to_ourselves(settings):
    first = log_signer().key
    assert log_signer().key == first
    assert first.name == "league.example/record"
    assert witness_signer().key.name == "league.example/record/witness"
    assert (first.kind, witness_signer().key.kind) == (SIGNED, COSIGNED)
    kept = settings.DATA / "keys" / "record"
    assert stat.S_IMODE(os.stat(kept).st_mode) == 0o600


def test_a_key_keeps_its_name_when_the_site_moves(settings):
    before = log_signer().key
    settings.ORIGIN = "https://elsewhere.example"
    assert log_signer().key == before


def test_a_key_may_come_from_the_environment(settings):
    signer = Signer.made("wego.example/record", SIGNED)
    settings.RECORD_KEY = str(signer)
    assert log_signer().key == signer.key


def test_a_key_that_cannot_be_read_stops_the_site(settings):
    settings.RECORD_KEY = "PRIVATE+KEY+nonsense"
    with pytest.raises(ImproperlyConfigured):
        log_signer()
    settings.RECORD_KEY = str(Signer.made("wego.example/record", COSIGNED))
    with pytest.raises(ImproperlyConfigured):
        log_signer()
    with pytest.raises(NotANote):
        Signer.parsed(str(Signer.made("a", SIGNED)).replace("+a+", "+b+"))


# --- Checkpoints ------------------------------------------------------------------------------


def test_the_empty_record_has_a_checkpoint_too():
    stated = Stated.parsed(note_of(publish()).text)
    assert (stated.origin, stated.size, stated.root) == ("league.example/record", 0, EMPTY_ROOT)


def test_a_size_is_signed_once(recorded, seoul, clerk):
    first = publish()
    assert publish() == first
    assert (first.size, Checkpoint.objects.count()) == (300, 1)
    assert log_signer().key.signed(Note.parsed(first.note), verify)
    record(clerk, "x.done", seoul)
    assert publish().size == 301


def test_a_tree_that_rewrites_the_past_is_not_signed(recorded, seoul, clerk, caplog):
    good = publish()
    guards.remove(connection)
    Entry.objects.filter(pk=299).update(leaf_hash=bytes(32))
    record(clerk, "x.done", seoul)

    assert publish() == good
    assert not continues(good)
    assert "does not continue" in caplog.text


def test_a_tree_that_was_cut_is_not_signed(recorded):
    good = publish()
    guards.remove(connection)
    TreeHead.objects.update(size=0, frontier=b"")
    assert publish() == good
    assert not continues(good)


# --- Proofs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("index", [0, 17, 255, 256, 299])
def test_any_entry_is_proved_by_the_checkpoint(recorded, index):
    proof = prove_inclusion(index)
    stated = Stated.parsed(proof.note.text)
    leaf = leaf_hash(bytes(Entry.objects.get(pk=index).leaf))
    assert proves_inclusion(leaf, index, stated.size, proof.proof, stated.root)


def test_an_older_checkpoint_proves_too(recorded, seoul, clerk):
    publish()
    record(clerk, "x.done", seoul)
    assert Stated.parsed(prove_inclusion(3, 300).note.text).size == 300
    for index, size in [(300, 300), (3, 299), (301, None), (-1, None)]:
        with pytest.raises(NoSuchEntry):
            prove_inclusion(index, size)


def test_consistency_between_sizes(recorded, seoul, clerk):
    old = publish()
    record(clerk, "x.done", seoul)
    new = publish()
    shown = prove_consistency(300)
    assert (shown.old, shown.new) == (300, 301)
    assert proves_consistency(300, 301, shown.proof, bytes(old.root), bytes(new.root))
    for sizes in [(302, None), (5, 4), (0, 302), (-1, 5)]:
        with pytest.raises(NoSuchEntry):
            prove_consistency(*sizes)


def test_the_best_checkpoint_is_the_newest_cosigned_one_that_holds_the_entry(recorded, seoul, clerk):
    older = publish()
    assert newest_cosigned() is None
    witness = add_witness("https://w.example", str(witness_signer().key))
    line = witness_signer().cosign(Note.parsed(older.note).text, 1_479_000_000)
    older.cosignatures.create(witness=witness, line=str(line), at=older.at)
    record(clerk, "x.done", seoul)

    assert best_for(5) == newest_cosigned() == older
    assert best_for(300).size == 301
    assert witness_signer().key.signed(note_of(older), verify)


# --- Receipts ---------------------------------------------------------------------------------


def test_a_receipt_stands_alone(recorded):
    receipt = receipt_of(Entry.objects.get(pk=42))
    note = Note.parsed(receipt["checkpoint"])
    stated = Stated.parsed(note.text)
    proof = [from_base64(line) for line in receipt["proof"]]
    assert proves_inclusion(leaf_hash(receipt["leaf"].encode()), 42, stated.size, proof, stated.root)
    assert receipt["key"] == str(log_signer().key)
    assert "opening" not in receipt
    assert json.loads(receipt["leaf"])["deed"] == "membership.noted"


def test_a_tlog_proof_carries_the_leaf(recorded):
    entry = Entry.objects.get(pk=42)
    proof = LogProof.parsed(str(log_proof_of(entry)))
    assert (proof.index, proof.extra) == (42, bytes(entry.leaf))


def test_who_sees_behind_the_commitments(recorded, clerk, resident):
    entry = Entry.objects.get(pk=42)
    assert may_open(clerk, entry)
    assert not may_open(resident, entry)
    assert not may_open(None, entry)
    mine = record(resident, "x.done")
    assert may_open(resident, mine)
    assert receipt_of(entry, clerk)["opening"]["details"]["value"] == {"number": 42}


def test_a_thing_may_let_others_see(recorded, monkeypatch, resident):
    entry = Entry.objects.get(pk=42)
    monkeypatch.setattr(Organization, "record_opens_to", lambda self, person: person == resident, raising=False)
    assert may_open(resident, entry)
    assert not may_open(None, entry)


def test_a_row_that_changed_since_no_longer_opens_its_state(recorded, seoul, clerk):
    seoul.name = "Seoul Special City"
    seoul.save()
    assert set(receipt_of(Entry.objects.get(pk=42), clerk)["opening"]) == {"by", "thing", "details"}
