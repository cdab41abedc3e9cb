"""A purpose whose files only their owner may see."""

import pytest

from koinon.core.files import purposes
from koinon.core.files.purposes import Purpose, register
from koinon.core.people.models import Person

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + b"\x10" * 64 + bytes.fromhex("ffd9")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    place = {"location": tmp_path / "files", "base_url": None}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": place}}


@pytest.fixture(autouse=True)
def form_of_application(monkeypatch):
    monkeypatch.setattr(purposes, "_purposes", dict(purposes._purposes))
    return register(
        Purpose(
            "trial.form",
            "Signed form",
            types={"pdf", "jpeg", "png"},
            max_bytes=2_000,
            may_see=lambda person, stored: person.is_authenticated and stored.kept_by_id == person.pk,
        )
    )


@pytest.fixture
def owner(db):
    return Person.objects.create_user("owner@example.org", "a long password", name="Owner")


@pytest.fixture
def stranger(db):
    return Person.objects.create_user("stranger@example.org", "a long password", name="Stranger")
