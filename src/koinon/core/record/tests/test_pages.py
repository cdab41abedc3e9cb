"""The pages and files of the record, as anybody fetches them."""

import gzip

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from koinon.core.record import erase_person, guards, record
from koinon.core.record.audit import audit
from koinon.core.record.checkpoints import publish
from koinon.core.record.deeds import deed_name, kind_name, name_deeds, role_name
from koinon.core.record.drawing import drawing
from koinon.core.record.keys import log_signer, witness_signer
from koinon.core.record.models import Entry, TreeHead
from koinon.engines.merkle import leaf_hash
from koinon.engines.note import Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded(seoul, clerk):
    for number in range(300):
        record(clerk, "membership.noted", seoul, details={"number": number})


def words(answer):
    return answer.content.decode()


# --- Pages -------------------------------------------------------------------------------------


def test_the_home_of_an_empty_record_tells_the_next_step(client):
    answer = client.get("/record/")
    assert answer.status_code == 200
    assert "No entry yet" in words(answer)


def test_the_home_lists_the_newest_entries(client, recorded):
    page = words(client.get("/record/"))
    assert "Does not continue" not in page
    assert str(log_signer().key) in page
    assert "/record/299/" in page
    assert "/record/275/" in page
    assert "/record/274/" not in page


@pytest.mark.parametrize(
    ("before", "first", "last"),
    [("250", 249, 225), ("20", 19, 0), ("99999", 299, 275), ("x", 299, 275), ("-1", 299, 275), ("٣", 299, 275)],
)
def test_older_entries_are_paged(client, recorded, before, first, last):
    page = words(client.get("/record/", {"before": before}))
    assert f"/record/{first}/" in page
    assert f"/record/{last}/" in page
    assert f"/record/{first + 1}/" not in page
    assert f'"/record/{last - 1}/"' not in page


def test_the_home_takes_a_fixed_number_of_queries(client, seoul, clerk, django_assert_num_queries):
    record(clerk, "x.done", seoul)
    client.get("/record/")
    with django_assert_num_queries(7):
        client.get("/record/")
    for _ in range(3):
        record(clerk, "x.done", seoul)
    client.get("/record/")
    with django_assert_num_queries(7):
        client.get("/record/")


def test_a_torn_record_says_so(client, recorded):
    publish()
    guards.remove(connection)
    Entry.objects.filter(pk=299).update(leaf_hash=bytes(32))
    record(None, "x.done")
    page = words(client.get("/record/"))
    assert "Does not continue its checkpoint" in page


def test_an_entry_that_was_changed_says_so(client, recorded):
    publish()
    guards.remove(connection)
    leaf = bytes(Entry.objects.get(pk=42).leaf)
    Entry.objects.filter(pk=42).update(leaf=leaf.replace(b"noted", b"moted"))
    page = words(client.get("/record/42/"))
    assert "Does not fit its checkpoint" in page
    assert "Proved" not in page


@pytest.mark.parametrize("leaf", [b"", b"\xff\xfe", b"[]", b'{"v":1}'])
def test_no_page_falls_over_an_entry_that_was_broken(client, recorded, clerk, leaf):
    client.force_login(clerk)
    guards.remove(connection)
    Entry.objects.filter(pk=299).update(leaf=leaf)
    for address in ("/record/", "/record/299/", "/record/299/receipt.json", "/record/299/entry.tlog-proof"):
        assert client.get(address).status_code == 200
    for address in ("/api/record/entries/299", "/api/record/entries", "/record/tile/entries/001.p/44"):
        assert client.get(address).status_code == 200
    assert any("Entry 299" in finding for finding in audit().findings)


def test_no_page_falls_over_a_tree_that_was_broken(client, recorded):
    publish()
    guards.remove(connection)
    TreeHead.objects.update(size=301)
    for address, status in [("/record/", 200), ("/record/7/", 200), ("/record/checkpoint", 200), ("/record/300/", 404)]:
        assert client.get(address).status_code == status
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_opening WHERE entry_id > 280")
        cursor.execute('DELETE FROM core_entry WHERE "index" > 280')
    for address in ("/record/7/", "/record/7/receipt.json", "/api/record/entries/7/proof", "/api/record/consistency?old=7"):
        assert client.get(address).status_code == 404
    assert client.get("/record/").status_code == 200


def test_an_entry_is_shown_with_its_proof_and_sealed(client, recorded):
    page = words(client.get("/record/42/"))
    for said in ("Entry 42", "membership.noted", "Proved", "sealed", "/record/42/receipt.json", "/record/41/", "/record/43/"):
        assert said in page
    for secret in ("Kim Ha-neul", "Opened for you"):
        assert secret not in page


def test_an_entry_is_opened_for_those_who_may_see(client, recorded, clerk):
    client.force_login(clerk)
    page = words(client.get("/record/42/"))
    for said in ("Opened for you", "Kim Ha-neul", "Seoul", "number"):
        assert said in page


def test_an_erased_entry_says_so(client, recorded, clerk, resident):
    entry = record(resident, "x.done", details={"a": 1})
    erase_person(resident)
    client.force_login(clerk)
    page = words(client.get(entry.get_absolute_url()))
    assert page.count("erased") >= 2


@pytest.mark.parametrize("index", ["300", "99999999999999999999999", "9223372036854775807"])
@pytest.mark.parametrize("rest", ["/", "/receipt.json", "/entry.tlog-proof"])
def test_an_entry_that_is_not_there(client, recorded, index, rest):
    assert client.get(f"/record/{index}{rest}").status_code == 404


@pytest.mark.parametrize("language", ["en", "ko", "ar"])
def test_pages_in_every_language(client, recorded, language):
    client.cookies["language"] = language
    for address in ("/record/", "/record/7/", "/record/check/"):
        assert client.get(address).status_code == 200


def test_how_to_check_it_names_the_address_and_the_key(client):
    page = words(client.get("/record/check/"))
    assert "download http://testserver/record " in page
    assert str(witness_signer().key) in page


def test_the_tool_can_be_downloaded(client):
    answer = client.get("/record/check/verify_record.py")
    assert b"".join(answer.streaming_content).startswith(b"#!/usr/bin/env python3")


def test_a_receipt_is_not_kept_by_caches(client, recorded):
    answer = client.get("/record/7/receipt.json")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.json()["index"] == 7
    assert client.get("/record/7/entry.tlog-proof").content.startswith(b"c2sp.org/tlog-proof@v1\n")


# --- Files for machines ------------------------------------------------------------------------


def test_the_checkpoint_is_a_signed_note_and_kept_for_a_moment(client, recorded):
    answer = client.get("/record/checkpoint")
    note = Note.parsed(words(answer))
    assert note.text.startswith("league.example/record\n300\n")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=5"
    assert words(client.get("/record/key")) == f"{log_signer().key}\n"
    assert words(client.get("/record/witness/key")) == f"{witness_signer().key}\n"


@pytest.mark.parametrize(("path", "hashes"), [("0/000", 256), ("0/001.p/44", 44), ("0/001.p/7", 7), ("1/000.p/1", 1)])
def test_tiles_are_kept_for_ever(client, recorded, path, hashes):
    answer = client.get(f"/record/tile/{path}")
    assert len(answer.content) == 32 * hashes
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Access-Control-Allow-Origin"] == "*"
    again = client.get(f"/record/tile/{path}", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    ["0/001", "0/001.p/45", "0/002.p/1", "1/000", "1/001.p/1", "63/000", "64/000", "00/000", "0/0", "0/x001/000", "0/000.p/256"],
)
def test_tiles_that_are_not_there(client, recorded, path):
    assert client.get(f"/record/tile/{path}").status_code == 404


def test_entries_come_in_bundles_with_their_lengths(client, recorded):
    bundle = client.get("/record/tile/entries/001.p/44").content
    tile = client.get("/record/tile/0/001.p/44").content
    at, hashes = 0, b""
    while at < len(bundle):
        length = int.from_bytes(bundle[at : at + 2], "big")
        hashes += leaf_hash(bundle[at + 2 : at + 2 + length])
        at += 2 + length
    assert hashes == tile
    packed = client.get("/record/tile/entries/001.p/44", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == bundle
    assert client.get("/record/tile/entries/001.p/45").status_code == 404


def test_a_machine_gets_a_refusal_as_text(client):
    answer = client.get("/record/tile/0/000")
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_a_log_asks_its_witness_without_a_cookie():
    answer = Client(enforce_csrf_checks=True).post("/record/witness/add-checkpoint", "x", content_type="text/plain")
    assert answer.status_code == 400


# --- Words and drawings ------------------------------------------------------------------------


def test_the_link_of_a_timeline(recorded):
    template = Template("{% load record %}{% proof_link entry %}")
    link = template.render(Context({"entry": Entry.objects.get(pk=7)}))
    assert link == '<a class="one-line number" href="/record/7/">Proof 7</a>'
    assert template.render(Context({"entry": 7})) == link
    assert template.render(Context({"entry": None})) == ""
    assert reverse("record_entry", args=[7]) == "/record/7/"


def test_deeds_kinds_and_roles_have_names():
    name_deeds({"test.named": "Named"})
    assert (deed_name("test.named"), deed_name("test.unnamed")) == ("Named", "test.unnamed")
    assert (kind_name("core.organization"), kind_name("gone.kind"), kind_name("")) == ("organization", "gone.kind", "")
    assert (role_name("secretariat"), role_name("public")) == ("Secretariat", "Someone not signed in")


def test_a_proof_is_drawn_from_the_entry_up_to_the_root():
    drawn = drawing(5, 8)
    assert [(stop.first, stop.last, stop.on_the_left) for stop in drawn.stops] == [(4, 4, True), (6, 7, False), (0, 3, True)]
    heights = [drawn.y, *(stop.y for stop in drawn.stops)]
    assert heights == sorted(heights, reverse=True)
    for stop in drawn.stops:
        for x in (stop.x, stop.beside_x, drawn.x):
            assert 0 < x < drawn.width
    assert drawing(0, 1).stops == []
