"""The record by API."""

import pytest

from koinon.core.record import record
from koinon.core.record.checkpoints import publish
from koinon.engines.merkle import proves_consistency, proves_inclusion
from koinon.engines.note import from_base64

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded(seoul, clerk):
    for number in range(300):
        record(clerk, "membership.noted", seoul, details={"number": number})
        if number == 99:
            publish()


def test_the_checkpoint(client, recorded):
    said = client.get("/api/record/checkpoint").json()
    assert (said["origin"], said["size"]) == ("league.example/record", 300)
    assert said["note"].startswith("league.example/record\n300\n")
    assert set(said) == {"origin", "size", "root", "at", "key", "note"}


def test_entries_in_windows(client, recorded):
    said = client.get("/api/record/entries", {"offset": 298, "limit": 5}).json()
    assert said["count"] == 300
    assert [item["index"] for item in said["items"]] == [298, 299]
    one = client.get("/api/record/entries/7").json()
    assert (one["index"], one["deed"], one["kind"], one["role"]) == (7, "membership.noted", "core.organization", "secretariat")


def test_an_inclusion_proof(client, recorded):
    said = client.get("/api/record/entries/7/proof").json()
    proof = [from_base64(node) for node in said["proof"]]
    assert said["size"] == 300
    assert proves_inclusion(from_base64(said["leaf_hash"]), 7, 300, proof, from_base64(said["root"]))
    assert client.get("/api/record/entries/7/proof", {"size": 100}).json()["size"] == 100


def test_a_consistency_proof(client, recorded):
    old = client.get("/api/record/entries/7/proof", {"size": 100}).json()
    new = client.get("/api/record/checkpoint").json()
    said = client.get("/api/record/consistency", {"old": 100}).json()
    proof = [from_base64(node) for node in said["proof"]]
    assert (said["old"], said["new"]) == (100, 300)
    assert proves_consistency(100, 300, proof, from_base64(old["root"]), from_base64(new["root"]))


def test_a_tile(client, recorded):
    said = client.get("/api/record/tiles/0/1").json()
    assert (said["width"], said["path"], len(said["hashes"])) == (44, "0/001.p/44", 44)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("entries/300", 404),
        ("entries/9223372036854775807", 404),
        ("entries/9223372036854775808", 422),
        ("entries/7/proof?size=99", 404),
        ("entries/7/proof?size=-1", 422),
        ("entries/150/proof?size=100", 404),
        ("consistency?old=301", 404),
        ("consistency?old=5&new=4", 404),
        ("consistency", 422),
        ("tiles/0/2", 404),
        ("tiles/64/0", 422),
        ("tiles/0/99999999999999999999", 422),
        ("entries?limit=0", 422),
    ],
)
def test_what_is_not_there_is_a_problem(client, recorded, address, status):
    answer = client.get(f"/api/record/{address}")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
