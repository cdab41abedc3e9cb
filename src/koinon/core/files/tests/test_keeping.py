import hashlib
import io
import os
import time
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from koinon.core.clock import now, standing_at
from koinon.core.files import forget, keep, keep_bytes
from koinon.core.files.forms import UploadField
from koinon.core.files.jobs import sweep_strays
from koinon.core.files.models import StoredFile
from koinon.core.files.purposes import Purpose, register
from koinon.core.files.services import Empty, TooLarge, WrongType
from koinon.core.files.tests.conftest import JPEG, PDF, PNG
from koinon.core.places.models import Country
from koinon.core.tests.undone import Undone, undone

pytestmark = pytest.mark.django_db


def upload(name="form.pdf", data=PDF, media_type="application/pdf"):
    return SimpleUploadedFile(name, data, content_type=media_type)


def workbook(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [("form.pdf", PDF, "application/pdf"), ("scan.png", PNG, "image/png"), ("scan.jpg", JPEG, "image/jpeg")],
)
def test_a_file_is_kept_as_what_its_bytes_are(owner, name, data, media_type):
    korea, _made = Country.objects.get_or_create(code="KR")

    stored = keep(upload(name, data, "text/html"), by=owner, purpose="trial.form", about=korea)

    assert (stored.name, stored.media_type, stored.size) == (name, media_type, len(data))
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    assert (stored.kept_by, stored.about) == (owner, korea)
    with stored.content.open() as content:
        assert content.read() == data


def test_bytes_lie_under_a_name_that_tells_nothing(owner):
    stored = keep(upload("secret plan.pdf"), by=owner, purpose="trial.form")

    assert "secret" not in stored.content.name
    assert "." not in stored.content.name


def test_the_name_says_png_and_the_bytes_say_pdf(owner):
    stored = keep(upload("scan.png", PDF), by=owner, purpose="trial.form")

    assert (stored.name, stored.media_type) == ("scan.png.pdf", "application/pdf")


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00" + bytes(100),
        b"GIF89a" + bytes(30),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"  %PDF-1.7 not at the start",
        b"PK\x03\x04" + bytes(50),
        b"x",
    ],
)
def test_other_types_are_refused_whatever_the_name_says(owner, data):
    with pytest.raises(WrongType) as refused:
        keep(upload(data=data), by=owner, purpose="trial.form", field="signed_form")

    assert (refused.value.field, refused.value.status) == ("signed_form", 422)
    assert "PDF, JPEG, PNG" in str(refused.value)
    assert not StoredFile.objects.exists()


def test_a_large_file_is_refused_with_both_sizes(owner):
    with pytest.raises(TooLarge) as refused:
        keep(upload(data=PDF + bytes(4_000_000)), by=owner, purpose="trial.form")

    assert refused.value.status == 413
    assert "4.0 MB large" in str(refused.value) or "4 MB large" in str(refused.value)


def test_an_empty_file_is_refused(owner):
    with pytest.raises(Empty):
        keep(upload(data=b""), by=owner, purpose="trial.form")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Kim\\form.pdf", "form.pdf"),
        ("신청서.PDF", "신청서.pdf"),
        ("form\u202efdp.exe", "formfdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        (".pdf", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_names_are_made_safe(owner, given, kept):
    made = upload()
    made._name = given

    assert keep(made, by=owner, purpose="trial.form").name == kept


@pytest.mark.parametrize(
    ("key", "name", "data", "fits"),
    [
        ("xlsx", "a.xlsx", workbook("[Content_Types].xml", "xl/workbook.xml"), True),
        ("xlsx", "a.xlsx", workbook("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), False),
        ("xlsx", "a.xlsx", workbook("word/document.xml"), False),
        ("csv", "a.csv", "name,country\nGimpo,KR\nالجزيرة,SD\n".encode(), True),
        ("csv", "a.csv", b"name,\x00country", False),
        ("csv", "a.csv", "é".encode("latin-1"), False),
        ("csv", "a.exe", b"name,country", False),
        ("json", "a.json", b'{"type": "FeatureCollection"}', True),
        ("json", "a.json", b"{", False),
        ("json", "a.json", b"[" * 100_000, False),
        ("txt", "a.txt", b"words\n", True),
    ],
)
def test_other_types_that_a_purpose_may_take(owner, key, name, data, fits):
    register(Purpose("trial.import", "Import", types={key}, max_bytes=1_000_000, may_see=lambda person, stored: False))

    if fits:
        assert keep(upload(name, data), by=owner, purpose="trial.import").name == name
    else:
        with pytest.raises(WrongType):
            keep(upload(name, data), by=owner, purpose="trial.import")


def test_a_purpose_names_types_that_are_known():
    with pytest.raises(ValueError, match="exe"):
        Purpose("x", "x", types={"exe"}, max_bytes=1, may_see=lambda person, stored: True)


def test_nobody_keeps_files_for_an_unknown_purpose(owner):
    with pytest.raises(LookupError, match=r"trial\.unknown"):
        keep(upload(), by=owner, purpose="trial.unknown")


def test_what_the_product_made_is_kept_the_same_way():
    stored = keep_bytes("Invoice 2016-001.pdf", PDF, purpose="trial.form", by=None)

    assert (stored.name, stored.kept_by, stored.size) == ("Invoice 2016-001.pdf", None, len(PDF))


@pytest.mark.django_db(transaction=True)
def test_bytes_are_deleted_only_once_the_row_is_gone_for_good(owner):
    stored = keep(upload(), by=owner, purpose="trial.form")
    place = stored.content.name

    with pytest.raises(Undone):
        undone(forget, StoredFile.objects.get())
    assert default_storage.exists(place)

    forget(StoredFile.objects.get())
    assert not default_storage.exists(place)


def test_bytes_of_a_deed_that_was_undone_are_swept_after_two_days(owner):
    stored = keep(upload(), by=owner, purpose="trial.form")
    stray = keep(upload(), by=owner, purpose="trial.form")
    StoredFile.objects.filter(pk=stray.pk).delete()
    assert sweep_strays.call() == 0

    with standing_at(now() + timedelta(days=3)):
        assert sweep_strays.call() == 1

    assert default_storage.exists(stored.content.name)
    assert not default_storage.exists(stray.content.name)


def test_a_form_says_beside_the_field_what_is_wrong():
    field = UploadField(purpose="trial.form", label="Form")
    assert field.widget.attrs["accept"] == ".pdf,.jpg,.jpeg,.png"
    assert str(field.help_text) == "PDF, JPEG, PNG, at most 0 MB."

    with pytest.raises(Exception, match="not one of: PDF, JPEG, PNG"):
        field.clean(upload(data=b"MZ" + bytes(50)))
    checked = field.clean(upload())
    assert keep(checked, by=None, purpose="trial.form").size == len(PDF)


def test_checking_a_file_takes_milliseconds():
    register(Purpose("trial.big", "Big", types={"pdf"}, max_bytes=10_000_000, may_see=lambda person, stored: False))
    data = PDF + os.urandom(9_000_000)
    began = time.perf_counter()

    keep(upload(data=data), by=None, purpose="trial.big")

    assert time.perf_counter() - began < 2
