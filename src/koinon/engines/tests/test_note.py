"""Notes, checkpoints and requests: the examples of the specifications, and no other spelling."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from koinon.engines.note import (
    COSIGNED,
    SIGNED,
    AddCheckpoint,
    Checkpoint,
    LogProof,
    NotANote,
    Note,
    Signature,
    VerifierKey,
    cosignature,
    cosigned_message,
    from_base64,
    key_id,
    to_base64,
    to_number,
)

# tlog-checkpoint and tlog-cosignature print this one.
CHECKPOINT = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""
# tlog-witness prints this one (its second signature left out).
REQUEST = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""
# The key of Go's golang.org/x/mod/sumdb/note, whose notes signed-note describes, and its example.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def signer(name: str, kind: int) -> tuple[Ed25519PrivateKey, VerifierKey]:
    private = Ed25519PrivateKey.generate()
    return private, VerifierKey(name, kind, private.public_key().public_bytes_raw())


def test_the_published_note_is_signed_by_its_key():
    key, note = VerifierKey.parsed(PETER), Note.parsed(PETERS)
    assert str(key) == PETER
    assert key.signed(note, verify)
    assert str(note) == PETERS
    assert not key.signed(Note(note.text.replace("answer", "question"), note.signatures), verify)


def test_the_published_checkpoint_is_read_and_written_back():
    note = Note.parsed(CHECKPOINT)
    checkpoint = Checkpoint.parsed(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text == note.text
    assert str(note) == CHECKPOINT
    assert [line.time for line in note.signatures] == [None, 1679315147]


def test_the_published_request_is_read_and_written_back():
    request = AddCheckpoint.parsed(REQUEST)
    assert (request.old, len(request.proof)) == (20852014, 4)
    assert str(request) == REQUEST


def test_a_cosignature_holds_for_its_second_and_its_checkpoint():
    private, key = signer("witness.example/w1", COSIGNED)
    text = Checkpoint("log.example", 7, bytes(32)).text
    line = cosignature(key, 1_679_315_147, private.sign(cosigned_message(text, 1_679_315_147)))
    note = Note(text, (line,))

    assert cosigned_message(text, 5) == b"cosignature/v1\ntime 5\n" + text.encode()
    assert key.signed(Note.parsed(str(note)), verify)
    assert not key.signed(Note(Checkpoint("log.example", 8, bytes(32)).text, (line,)), verify)
    later = Signature(line.name, line.id, (1_679_315_148).to_bytes(8, "big") + line.value[8:])
    assert not key.signed(Note(text, (later,)), verify)


def test_a_log_key_is_no_cosigner_and_the_other_way_about():
    private, key = signer("log.example", SIGNED)
    text = Checkpoint("log.example", 7, bytes(32)).text
    note = Note(text, (Signature(key.name, key.id, private.sign(text.encode())),))
    assert key.signed(note, verify)
    assert not VerifierKey(key.name, COSIGNED, key.public).signed(note, verify)
    assert key_id("log.example", SIGNED, key.public) != key_id("log.example", COSIGNED, key.public)


def test_further_signatures_stand_once_a_key():
    note = Note.parsed(CHECKPOINT)
    assert note.with_signatures(note.signatures) == note
    another = Signature("w2", b"abcd", bytes(72))
    assert note.with_signatures([another]).signatures == (*note.signatures, another)


@given(index=st.integers(0, 10**9), hashes=st.lists(st.binary(min_size=32, max_size=32)), extra=st.binary())
def test_a_proof_is_read_back(index, hashes, extra):
    proof = LogProof(index, tuple(hashes), Note.parsed(CHECKPOINT), extra)
    assert LogProof.parsed(str(proof)) == proof


@given(st.binary())
def test_base64_is_read_back(material):
    assert from_base64(to_base64(material)) == material


@pytest.mark.parametrize("text", ["A", "AA", "AAA", "AB==", "AA==\n", " AA==", "AA-_", "é"])
def test_another_base64_is_refused(text):
    with pytest.raises(NotANote):
        from_base64(text)


@pytest.mark.parametrize("text", ["", "01", "+1", "-1", " 1", "1 ", "1_0", "٣", "9" * 19, "9" * 5000])
def test_another_number_is_refused(text):
    with pytest.raises(NotANote):
        to_number(text)


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n— name",
        "text\n\n— name AAAAAA==",
        "text\n\n— na+me AAAAAAA=\n",
        "text\n\n-- name AAAAAAA=\n",
        "text\n\n— name AAAA\n",
        "text\r\n\n— name AAAAAAA=\n",
        "text\n\n" + "— name AAAAAAA=\n" * 65,
        "x" * 70_000 + "\n\n— name AAAAAAA=\n",
    ],
)
def test_another_form_of_note_is_refused(broken):
    with pytest.raises(NotANote):
        Note.parsed(broken)


@pytest.mark.parametrize("text", ["", "o\n1\n", "o\n1\nAAAA\n", "\n1\n" + to_base64(bytes(32)) + "\n", "o\n01\nAA==\n"])
def test_another_form_of_checkpoint_is_refused(text):
    with pytest.raises(NotANote):
        Checkpoint.parsed(text)


@pytest.mark.parametrize(
    "key", ["", "a+b+c", PETER.replace("c74f", "c74e"), PETER[:-4], "a b" + PETER, PETER.replace("AR", "Ax")]
)
def test_another_form_of_key_is_refused(key):
    with pytest.raises(NotANote):
        VerifierKey.parsed(key)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    for parse in (Note.parsed, Checkpoint.parsed, VerifierKey.parsed, AddCheckpoint.parsed, LogProof.parsed):
        with pytest.raises(NotANote):
            parse(text)
