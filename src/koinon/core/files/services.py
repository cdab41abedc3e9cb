"""The deeds: keep a file, let someone in by a link, forget it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import IO, Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from koinon.core.files.models import StoredFile
from koinon.core.files.purposes import Purpose, purpose_of
from koinon.core.files.types import FileType, safe_name, type_of
from koinon.core.people.models import Person
from koinon.core.refusal import Refusal
from koinon.core.refusal import TooLarge as TooLargeHere

MEGABYTE = 1_000_000
KEY = "koinon.files.link"


class WrongType(Refusal):
    """Raised when the bytes are of none of the purpose's types, whatever the name says."""

    says = _("This file is not one of: %(types)s. Save it in one of these forms and choose it again.")


class TooLarge(TooLargeHere):
    """Raised when a file is larger than its purpose allows."""

    says = _("This file is %(size)s MB large; at most %(most)s MB are allowed. Make it smaller and choose it again.")


class Empty(Refusal):
    """Raised for a file without a single byte."""

    says = _("This file is empty. Choose it again.")


def keep(
    upload: UploadedFile, *, by: Person | None, purpose: str, about: models.Model | None = None, field: str = "file"
) -> StoredFile:
    """Keep what someone handed in. Raises WrongType, TooLarge or Empty about the form's `field`."""
    kind = check(upload, purpose_of(purpose), field=field)
    return _store(upload, upload.name or "", kind, purpose=purpose, by=by, about=about)


def keep_bytes(name: str, data: bytes, *, purpose: str, by: Person | None, about: models.Model | None = None) -> StoredFile:
    """Keep what the product made: the same checks, the same ways in."""
    made = ContentFile(data, name=name)
    kind = check(made, purpose_of(purpose))
    return _store(made, name, kind, purpose=purpose, by=by, about=about)


def check(upload: File[Any], purpose: Purpose, *, field: str = "file") -> FileType:
    """The type of an upload that the purpose takes. Raises WrongType, TooLarge or Empty."""
    size, most = upload.size or 0, min(purpose.max_bytes, settings.UPLOAD_LIMIT)
    if not size:
        raise Empty(field)
    if size > most:
        raise TooLarge(field, size=_megabytes(size), most=_megabytes(most))
    kind = type_of(_stream(upload), purpose.types, upload.name or "")
    if kind is None:
        raise WrongType(field, types=purpose.type_names)
    return kind


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}".removesuffix(".0")


def _stream(upload: File[Any]) -> IO[bytes]:
    upload.open()
    stream: IO[bytes] = upload.file  # type: ignore[assignment]
    return stream


@transaction.atomic
def _store(
    content: File[Any], name: str, kind: FileType, *, purpose: str, by: Person | None, about: models.Model | None
) -> StoredFile:
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    stored = StoredFile(
        purpose=purpose,
        name=safe_name(name, kind),
        media_type=kind.media_type,
        size=content.size,
        sha256=digest.hexdigest(),
        kept_by=by if isinstance(by, Person) else None,
        about_type=ContentType.objects.get_for_model(about) if about else None,
        about_id=str(about.pk) if about else "",
    )
    content.seek(0)
    stored.content.save(stored.name, File(content), save=False)
    stored.save(force_insert=True)
    return stored


@transaction.atomic
def forget(stored: StoredFile) -> None:
    """Delete the row, and the bytes once that is certain."""
    content = stored.content
    stored.delete()
    transaction.on_commit(lambda: content.storage.delete(str(content.name)))


def link_for(stored: StoredFile, *, minutes: int = 30) -> str:
    """An address that shows this one file, for a while, to whoever has it: for people who cannot sign in."""
    until = timedelta(minutes=minutes).total_seconds()
    return f"{stored.get_absolute_url()}?key={signing.dumps([str(stored.pk), until], salt=KEY)}"


def opens(key: str, stored: StoredFile) -> bool:
    """Whether a link's key is for this file and still valid."""
    try:
        file_id, lives = signing.loads(key, salt=KEY)
        signing.loads(key, salt=KEY, max_age=lives)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return bool(file_id == str(stored.pk))
