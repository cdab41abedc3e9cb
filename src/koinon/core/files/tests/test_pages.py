import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from koinon.core.clock import now
from koinon.core.files import keep, link_for, purposes
from koinon.core.files.tests.conftest import PDF, PNG

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def stored(owner):
    return keep(SimpleUploadedFile("신청서 1.pdf", PDF), by=owner, purpose="trial.form")


def test_its_owner_gets_the_file_with_every_guard(client, owner, stored):
    client.force_login(owner, backend=BACKEND)

    answer = client.get(stored.get_absolute_url())

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(PDF))
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%EC%8B%A0%EC%B2%AD%EC%84%9C%201.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, max-age=600"
    assert answer["ETag"] == f'"{stored.sha256}"'


def test_a_picture_is_shown_in_its_place(client, owner):
    client.force_login(owner, backend=BACKEND)
    stored = keep(SimpleUploadedFile("a.png", PNG), by=owner, purpose="trial.form")

    assert client.get(stored.get_absolute_url())["Content-Disposition"] == 'inline; filename="a.png"'
    assert client.get(stored.get_absolute_url() + "?download")["Content-Disposition"] == 'attachment; filename="a.png"'


def test_a_file_that_did_not_change_is_not_sent_again(client, owner, stored):
    client.force_login(owner, backend=BACKEND)

    answer = client.get(stored.get_absolute_url(), headers={"If-None-Match": f'"{stored.sha256}"'})

    assert (answer.status_code, answer.content) == (304, b"")


def test_for_everyone_else_there_is_no_such_file(client, stranger, stored):
    assert client.get(stored.get_absolute_url()).status_code == 404
    client.force_login(stranger, backend=BACKEND)
    assert client.get(stored.get_absolute_url()).status_code == 404
    assert client.get(stored.get_absolute_url(), headers={"If-None-Match": f'"{stored.sha256}"'}).status_code == 404
    assert client.get(reverse("file", args=[uuid.uuid4()])).status_code == 404


def test_a_link_shows_one_file_for_a_while(client, stored, owner, monkeypatch):
    other = keep(SimpleUploadedFile("b.pdf", PDF), by=owner, purpose="trial.form")
    link = link_for(stored, minutes=10)

    assert client.get(link).status_code == 200
    assert client.get(link.replace(str(stored.pk), str(other.pk))).status_code == 404
    assert client.get(link + "x").status_code == 404

    later = now().timestamp() + 601
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert client.get(link).status_code == 404


def test_a_file_whose_module_is_gone_is_shown_to_nobody(client, owner, stored, monkeypatch):
    client.force_login(owner, backend=BACKEND)
    monkeypatch.delitem(purposes._purposes, "trial.form")

    assert client.get(stored.get_absolute_url()).status_code == 404


def test_bytes_that_were_lost_are_not_there(client, owner, stored):
    client.force_login(owner, backend=BACKEND)
    stored.content.storage.delete(stored.content.name)

    assert client.get(stored.get_absolute_url()).status_code == 404


def test_an_upload_beyond_the_limit_keeps_its_size_and_what_was_typed(settings):
    settings.UPLOAD_LIMIT = 3_000_000
    large = SimpleUploadedFile("a.pdf", PDF + bytes(5_000_000))

    request = RequestFactory().post("/", {"name": "Gimpo", "file": large, "other": SimpleUploadedFile("b.pdf", PDF)})

    assert request.POST["name"] == "Gimpo"
    assert request.FILES["file"].size == len(PDF) + 5_000_000
    assert request.FILES["file"].read() == b""
    assert request.FILES["other"].read() == PDF


@pytest.mark.parametrize("size", [1_000, 2_900_000])
def test_an_upload_within_the_limit_arrives_whole(settings, size):
    settings.UPLOAD_LIMIT = 3_000_000

    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.pdf", PDF + bytes(size))})

    assert request.FILES["file"].read() == PDF + bytes(size)


def test_a_request_far_beyond_the_limit_is_answered_with_413(client, settings, db):
    settings.UPLOAD_LIMIT = 1_000
    answer = client.post(reverse("choose_language"), {"language": "ko", "file": SimpleUploadedFile("a.pdf", bytes(9_000))})

    assert answer.status_code == 413
