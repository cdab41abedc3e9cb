"""The stand-alone tool, run as a newcomer runs it, against a record that is really served."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from koinon.core.record import guards, record, witnessing
from koinon.core.record.checkpoints import publish
from koinon.core.record.keys import Signer, log_signer, witness_signer
from koinon.core.record.models import Entry
from koinon.core.record.views import TOOL
from koinon.engines.merkle import leaf_hash
from koinon.engines.note import SIGNED, Note

spec = importlib.util.spec_from_file_location("verify_record", TOOL)
verify_record = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify_record)


def run(*asked):
    """Isolated from this environment: no site packages, no PYTHONPATH."""
    done = subprocess.run([sys.executable, "-I", "-S", str(TOOL), *map(str, asked)], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def recorded(transactional_db, seoul, clerk):
    with transaction.atomic():
        for number in range(300):
            record(clerk, "membership.noted", seoul, details={"number": number})
    publish()


@pytest.fixture
def copy(recorded, live_server, tmp_path):
    code, said = run("download", f"{live_server.url}/record", tmp_path / "copy")
    assert (code, said) == (0, f"7 files of 300 entries are in {tmp_path / 'copy'}\n")
    return tmp_path / "copy"


def key():
    return str(log_signer().key)


def test_a_downloaded_record_is_computed_anew(copy):
    code, said = run("log", copy, "--key", key())
    assert code == 0
    assert said.splitlines() == [
        "signed by league.example/record",
        "the tree of 300 entries was computed anew and is the one that was signed",
    ]


def test_a_record_is_checked_where_it_is_served(recorded, live_server):
    code, said = run("log", f"{live_server.url}/record")
    assert code == 0
    assert "compare it with one from somewhere else" in said


def test_a_record_still_begins_with_the_checkpoint_that_was_kept(copy, live_server, tmp_path, seoul, clerk):
    with transaction.atomic():
        record(clerk, "x.done", seoul)
    code, said = run("log", f"{live_server.url}/record", "--key", key(), "--old", copy / "checkpoint")
    assert code == 0
    assert "still begins with the 300 entries of your checkpoint" in said


def test_a_rewritten_past_is_found_by_the_checkpoint_that_was_kept(copy, live_server):
    """Even when the log itself signs the rewritten tree."""
    (copy / "kept").write_text((copy / "checkpoint").read_text())
    bundle = copy / "tile/entries/000"
    bundle.write_bytes(bundle.read_bytes().replace(b"noted", b"moted", 1))
    entries = verify_record.entries_of(bundle.read_bytes()) + verify_record.entries_of(
        (copy / "tile/entries/001.p/44").read_bytes()
    )
    peaks = []
    for size, entry in enumerate(entries):
        verify_record.grow(peaks, size, leaf_hash(entry))
    tile = (copy / "tile/0/000").read_bytes()
    (copy / "tile/0/000").write_bytes(leaf_hash(entries[0]) + tile[32:])
    (copy / "tile/1/000.p/1").write_bytes(peaks[0])
    text = f"league.example/record\n300\n{verify_record.base64.b64encode(verify_record.root_of(peaks)).decode()}\n"
    (copy / "checkpoint").write_text(str(Note(text, (log_signer().sign(text),))))

    assert run("log", copy, "--key", key())[0] == 0
    code, said = run("log", copy, "--key", key(), "--old", copy / "kept")
    assert code == 1
    assert "the first 300 entries are not those of your checkpoint: the past was rewritten" in said


@pytest.mark.parametrize(
    ("file", "old", "new", "found"),
    [
        ("tile/entries/000", b"noted", b"moted", "entry 0 was changed"),
        ("tile/entries/001.p/44", b"noted", b"moted", "entry 256 was changed"),
        ("tile/1/000.p/1", b"", b"", "tile 0/0 was changed"),
        ("checkpoint", b"\n300\n", b"\n299\n", "signature of league.example/record"),
        ("checkpoint", b"league.example", b"legume.example", "legume.example"),
    ],
)
def test_a_changed_byte_is_named(copy, file, old, new, found):
    path = copy / file
    changed = path.read_bytes().replace(old, new, 1) if old else bytes(32)
    path.write_bytes(changed)
    code, said = run("log", copy, "--key", key())
    assert code == 1
    assert found in said


def test_a_missing_file_is_named(copy):
    (copy / "tile/0/000").unlink()
    code, said = run("log", copy, "--key", key())
    assert (code, "tile/0/000 cannot be read" in said) == (1, True)


def test_a_changed_byte_in_the_database_is_named_from_outside(recorded, live_server):
    guards.remove(connection)
    try:
        leaf = bytes(Entry.objects.get(pk=7).leaf)
        Entry.objects.filter(pk=7).update(leaf=leaf.replace(b"noted", b"moted"))
        code, said = run("log", f"{live_server.url}/record", "--key", key())
    finally:
        guards.install(connection)
    assert code == 1
    assert "entry 7 was changed" in said


def test_a_cosignature_is_asked_for(recorded, live_server):
    witness = witnessing.add_witness("https://w.example", str(witness_signer().key))
    asked = ["log", f"{live_server.url}/record", "--key", key(), "--witness", str(witness_signer().key)]
    assert "has not signed" in run(*asked)[1]
    checkpoint = publish()
    line = witness_signer().cosign(Note.parsed(checkpoint.note).text, 1_479_000_000)
    checkpoint.cosignatures.create(witness=witness, line=str(line), at=checkpoint.at)
    code, said = run(*asked)
    assert code == 0
    assert "cosigned by league.example/record/witness at 1479000000" in said


@pytest.mark.parametrize("index", [0, 255, 256, 299])
def test_a_receipt_is_checked_without_the_site(recorded, client, clerk, tmp_path, index):
    client.force_login(clerk)
    receipt, proof = tmp_path / "receipt.json", tmp_path / "entry.tlog-proof"
    receipt.write_bytes(client.get(f"/record/{index}/receipt.json").content)
    proof.write_bytes(client.get(f"/record/{index}/entry.tlog-proof").content)

    code, said = run("receipt", receipt, "--key", key())
    assert code == 0
    assert f"entry {index} is in the tree of 300 entries" in said
    assert f'details opens to {{"number":{index}}}' in said
    assert f"entry {index} is in the tree" in run("receipt", proof, "--key", key())[1]
    assert "give --key" in run("receipt", proof)[1]


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("index", 8, "is not in the tree"),
        ("leaf", '{"v":1}', "is not in the tree"),
        ("proof", [], "too short"),
        ("proof", ["AAAA"] * 20, "too long"),
        ("checkpoint", "x", "not a signed checkpoint"),
    ],
)
def test_a_false_receipt_is_refused(recorded, client, tmp_path, field, value, found):
    receipt = client.get("/record/7/receipt.json").json()
    (tmp_path / "receipt.json").write_text(json.dumps(receipt | {field: value}))
    code, said = run("receipt", tmp_path / "receipt.json", "--key", key())
    assert code == 1
    assert found in said


def test_a_false_opening_is_refused(recorded, client, clerk, tmp_path):
    client.force_login(clerk)
    receipt = client.get("/record/7/receipt.json").json()
    receipt["opening"]["details"]["value"] = {"number": 8}
    (tmp_path / "receipt.json").write_text(json.dumps(receipt))
    code, said = run("receipt", tmp_path / "receipt.json", "--key", key())
    assert (code, "'details' is not what the entry commits to" in said) == (1, True)


def test_another_logs_key_is_refused(recorded, client, tmp_path):
    (tmp_path / "receipt.json").write_bytes(client.get("/record/7/receipt.json").content)
    for other in (str(Signer.made("league.example/record", SIGNED).key), str(Signer.made("x", SIGNED).key), "nonsense"):
        assert run("receipt", tmp_path / "receipt.json", "--key", other)[0] == 1


def test_it_needs_the_standard_library_alone():
    lines = Path(TOOL).read_text().splitlines()
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= set(sys.stdlib_module_names) | {"__future__"}


@given(message=st.binary(max_size=200), seed=st.binary(min_size=32, max_size=32), bit=st.integers(0, 511))
@settings(max_examples=25, deadline=None)
def test_its_ed25519_agrees_with_the_librarys(message, seed, bit):
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert verify_record.ed25519(public, message, signature)
    bent = bytes(byte ^ (1 << bit % 8 if place == bit // 8 else 0) for place, byte in enumerate(signature))
    assert not verify_record.ed25519(public, message, bent)
    assert not verify_record.ed25519(public, message + b"x", signature)


def test_the_vectors_of_rfc_8032():
    """Section 7.1, tests 1 and 2."""
    vectors = [
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "-",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155",
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ]
    for at in (0, 4):
        public, message, first, second = vectors[at : at + 4]
        message = message.strip("-")
        assert verify_record.ed25519(*map(bytes.fromhex, (public, message, first + second)))
