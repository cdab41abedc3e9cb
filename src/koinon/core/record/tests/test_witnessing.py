"""Cosigning the checkpoints of others, by the rules of c2sp.org/tlog-witness; and being cosigned."""

from http.client import BadStatusLine
from io import BytesIO
from urllib.error import HTTPError

import pytest
from django.core.management import CommandError, call_command

from koinon.core.record import jobs, record, witnessing
from koinon.core.record.checkpoints import note_of, publish
from koinon.core.record.keys import Signer, log_signer, verify, witness_signer
from koinon.core.record.models import Cosignature, Witness, WitnessedLog
from koinon.engines.merkle import leaf_hash
from koinon.engines.note import COSIGNED, SIGNED, AddCheckpoint, NotANote, Note, Signature
from koinon.engines.note import Checkpoint as Stated
from koinon.engines.tiles import MemoryStorage, append, consistency_proof, root

pytestmark = pytest.mark.django_db
ADDRESS = "/record/witness/add-checkpoint"


class Log:
    """Another installation's log, as a witness meets it."""

    def __init__(self, name="busan.example/record"):
        self.signer = Signer.made(name, SIGNED)
        self.tree = MemoryStorage()

    def grow(self, to):
        for number in range(self.tree.frontier().size, to):
            append(self.tree, leaf_hash(b"%d" % number))

    def note(self, size, signer=None):
        stated = Stated(self.signer.name, size, root(size, self.tree.read))
        return Note(stated.text, ((signer or self.signer).sign(stated.text),))

    def request(self, old, size, proof=None, note=None):
        hashes = consistency_proof(old, size, self.tree.read) if proof is None else proof
        return str(AddCheckpoint(old, tuple(hashes), note or self.note(size)))


@pytest.fixture
def busan(db):
    log = Log()
    log.grow(300)
    witnessing.trust(str(log.signer.key))
    return log


def send(client, body):
    return client.post(ADDRESS, body, content_type="text/plain")


# --- Cosigning ---------------------------------------------------------------------------------


def test_a_consistent_log_is_cosigned_step_by_step(client, busan):
    for old, size in [(0, 5), (5, 5), (5, 256), (256, 300)]:
        answer = send(client, busan.request(old, size))
        assert answer.status_code == 200
        line = Signature.parsed(answer.content.decode().removesuffix("\n"))
        assert witness_signer().key.signed(Note(busan.note(size).text, (line,)), verify)
    log = WitnessedLog.objects.get()
    assert (log.size, bytes(log.root)) == (300, busan.tree.frontier().root())
    assert witness_signer().key.signed(Note.parsed(log.note), verify)


def test_an_unknown_log_is_not_cosigned(client, busan):
    stranger = Log("stranger.example")
    stranger.grow(3)
    assert send(client, stranger.request(0, 3)).status_code == 404


def test_a_checkpoint_that_the_logs_key_did_not_sign_is_not_cosigned(client, busan):
    forged = busan.note(5, signer=Signer.made(busan.signer.name, SIGNED))
    assert send(client, busan.request(0, 5, note=forged)).status_code == 403


def test_another_size_than_the_last_is_answered_with_the_last(client, busan):
    send(client, busan.request(0, 256))
    answer = send(client, busan.request(0, 300))
    assert (answer.status_code, answer.content) == (409, b"256\n")
    assert answer["Content-Type"] == "text/x.tlog.size"


def test_a_rewritten_past_is_not_cosigned(client, busan):
    send(client, busan.request(0, 256))
    other = Log(busan.signer.name)
    other.signer = busan.signer
    append(other.tree, leaf_hash(b"another past"))
    other.grow(300)

    assert send(client, other.request(256, 300)).status_code == 422
    assert send(client, other.request(256, 256)).status_code == 409
    assert send(client, busan.request(256, 300, proof=[])).status_code == 422
    assert send(client, busan.request(256, 300)).status_code == 200


def test_from_nothing_no_proof_is_given(client, busan):
    assert send(client, busan.request(0, 300, proof=[bytes(32)])).status_code == 422


def test_an_old_size_above_the_new_is_no_request(client, busan):
    send(client, busan.request(0, 300))
    body = busan.request(0, 256).replace("old 0\n", "old 300\n")
    assert send(client, body).status_code == 400


@pytest.mark.parametrize("body", ["", "old 0", "old 0\n\nnonsense", "old x\n\n", b"\xff\xfe", "old 0\n\na\nb\nc\n\n— d e\n"])
def test_what_is_no_request_is_refused(client, busan, body):
    assert send(client, body).status_code == 400


def test_a_request_that_is_too_long_is_refused(client, busan):
    assert send(client, "x" * 70_000).status_code == 413


def test_only_posting_is_answered(client):
    assert client.get(ADDRESS).status_code == 405


def test_only_a_logs_key_is_trusted_and_only_a_witness_is_asked():
    with pytest.raises(NotANote):
        witnessing.trust(str(Signer.made("w.example", COSIGNED).key))
    with pytest.raises(NotANote):
        witnessing.add_witness("https://w.example", str(Signer.made("l.example", SIGNED).key))
    with pytest.raises(NotANote):
        witnessing.add_witness("file:///etc/passwd", str(Signer.made("w.example", COSIGNED).key))


# --- Being cosigned ----------------------------------------------------------------------------


@pytest.fixture
def cosigned_by_ourselves(client, seoul, clerk, monkeypatch):
    """A witness that is this very installation, reached without a network."""
    for _ in range(3):
        record(clerk, "x.done", seoul)
    witnessing.trust(str(log_signer().key))

    def open_it(request, timeout):
        answer = send(client, request.data.decode())
        if answer.status_code != 200:
            headers = {"Content-Type": answer["Content-Type"]}
            raise HTTPError(request.full_url, answer.status_code, "", headers, BytesIO(answer.content))
        reply = BytesIO(answer.content)
        reply.status = 200
        return reply

    monkeypatch.setattr(witnessing, "urlopen", open_it)
    return witnessing.add_witness("https://w.example/record/witness", str(witness_signer().key))


def test_a_checkpoint_wears_its_cosignature(cosigned_by_ourselves, seoul, clerk):
    jobs.sign_and_ask.call()
    record(clerk, "x.done", seoul)
    jobs.sign_and_ask.call()

    assert list(Cosignature.objects.values_list("checkpoint__size", flat=True).order_by("checkpoint__size")) == [3, 4]
    assert witness_signer().key.signed(note_of(publish()), verify)


def test_a_checkpoint_is_cosigned_once(cosigned_by_ourselves):
    first = witnessing.ask(cosigned_by_ourselves, publish())
    assert witnessing.ask(cosigned_by_ourselves, publish()) == first


def test_a_witness_that_has_seen_more_than_we_remember_names_its_size(cosigned_by_ourselves, seoul, clerk):
    witnessing.ask(cosigned_by_ourselves, publish())
    Cosignature.objects.all().delete()
    record(clerk, "x.done", seoul)
    assert witnessing.ask(cosigned_by_ourselves, publish()).checkpoint.size == 4


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (HTTPError("", 404, "", {}, BytesIO(b"who are you")), "404 who are you"),
        (HTTPError("", 409, "", {"Content-Type": "text/x.tlog.size"}, BytesIO(b"999\n")), "409 999"),
        (OSError("no route"), "no route"),
        (BadStatusLine("?"), "?"),
    ],
)
def test_a_silent_witness_is_remembered_as_such(cosigned_by_ourselves, monkeypatch, reply, said):
    def refuse(request, timeout):
        raise reply

    monkeypatch.setattr(witnessing, "urlopen", refuse)
    assert [witness.answer for witness in witnessing.ask_all()] == [said]
    assert Cosignature.objects.count() == 0


def test_another_signature_than_the_witnesss_is_not_taken(cosigned_by_ourselves, monkeypatch):
    reply = BytesIO(f"{log_signer().sign('x')}\nnonsense\n".encode())
    reply.status = 200
    monkeypatch.setattr(witnessing, "urlopen", lambda request, timeout: reply)
    with pytest.raises(witnessing.WitnessSilent):
        witnessing.ask(cosigned_by_ourselves, publish())


# --- The command -------------------------------------------------------------------------------


def test_the_command_does_all_of_it(cosigned_by_ourselves, capsys):
    call_command("witness", "--keys")
    assert str(log_signer().key) in capsys.readouterr().out
    call_command("witness", "--trust", str(Signer.made("l.example", SIGNED).key))
    assert WitnessedLog.objects.filter(origin="l.example").exists()
    call_command("witness", "--ask")
    assert "cosigned 3 entries" in capsys.readouterr().out
    call_command("witness", "--ask", "https://w.example/record/witness")
    call_command("witness", "--add", "https://v.example/", str(Signer.made("v.example", COSIGNED).key))
    assert Witness.objects.get(name="v.example").url == "https://v.example"
    call_command("witness", "--list")
    assert "v.example" in capsys.readouterr().out


def test_the_command_says_what_went_wrong(db, monkeypatch):
    for asked in (["--trust", "nonsense"], ["--ask"], ["--ask", "https://nobody.example"]):
        with pytest.raises(CommandError):
            call_command("witness", *asked)
    witnessing.add_witness("https://w.example", str(witness_signer().key))

    def refuse(request, timeout):
        raise OSError("no route")

    monkeypatch.setattr(witnessing, "urlopen", refuse)
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("witness", "--ask")
