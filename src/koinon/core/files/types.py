"""Types of files, read from their bytes."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO

import puremagic

HEAD = 64 * 1024
NAME_LENGTH = 120
FORBIDDEN_IN_NAMES = re.compile(r'[\\/:*?"<>|%]+')


def _magic(*media_types: str) -> Callable[[IO[bytes]], bool]:
    def looks_right(content: IO[bytes]) -> bool:
        content.seek(0)
        try:
            found = puremagic.magic_string(content.read(HEAD))
        except (puremagic.PureError, ValueError):
            return False
        best = max((each.confidence for each in found), default=0)
        return any(each.mime_type in media_types and each.confidence >= best for each in found)

    return looks_right


def _pdf(content: IO[bytes]) -> bool:
    """ISO 32000-1, 7.5.2: the file begins with its header, so that it can be nothing else at the same time."""
    content.seek(0)
    return content.read(5) == b"%PDF-" and _magic("application/pdf")(content)


def _workbook(content: IO[bytes]) -> bool:
    """An Office Open XML workbook without macros."""
    content.seek(0)
    if content.read(4) != b"PK\x03\x04":
        return False
    try:
        with zipfile.ZipFile(content) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    return {"[Content_Types].xml", "xl/workbook.xml"} <= names and not any("vbaProject" in name for name in names)


def _text(content: IO[bytes]) -> bool:
    """UTF-8 without control characters but line ends and tabs."""
    content.seek(0)
    try:
        words = content.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", words)


def _table(content: IO[bytes]) -> bool:
    if not _text(content):
        return False
    content.seek(0)
    try:
        return any(csv.reader(io.StringIO(content.read().decode("utf-8-sig")), strict=True))
    except csv.Error:
        return False


def _json(content: IO[bytes]) -> bool:
    content.seek(0)
    try:
        json.loads(content.read())
    except (ValueError, RecursionError):
        return False
    return True


@dataclass(frozen=True)
class FileType:
    """A type by its usual short name: how browsers call it, which endings it has, whether bytes are of it."""

    key: str
    label: str
    media_type: str
    endings: tuple[str, ...]
    fits: Callable[[IO[bytes]], bool]
    shown: bool = False


KNOWN = {
    each.key: each
    for each in (
        FileType("pdf", "PDF", "application/pdf", (".pdf",), _pdf),
        FileType("jpeg", "JPEG", "image/jpeg", (".jpg", ".jpeg"), _magic("image/jpeg"), shown=True),
        FileType("png", "PNG", "image/png", (".png",), _magic("image/png"), shown=True),
        FileType("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",), _workbook),
        FileType("json", "JSON", "application/json", (".json",), _json),
        FileType("csv", "CSV", "text/csv", (".csv",), _table),
        FileType("txt", "TXT", "text/plain", (".txt",), _text),
    )
}


def type_of(content: IO[bytes], among: Iterable[str], name: str = "") -> FileType | None:
    """Which of these types the bytes are of. Types that only their name tells apart (CSV, text) go by the name."""
    wanted = [each for key, each in KNOWN.items() if key in set(among)]
    named = [each for each in wanted if name.casefold().endswith(each.endings)]
    rest = [each for each in wanted if each not in named and each.key not in {"csv", "txt", "json"}]
    found = next((each for each in (*named, *rest) if each.fits(content)), None)
    content.seek(0)
    return found


def type_by_media(media_type: str) -> FileType | None:
    return next((each for each in KNOWN.values() if each.media_type == media_type), None)


def safe_name(name: str, kind: FileType) -> str:
    """A name to keep: no path, no control or direction characters, not too long, with the ending of its type."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(each for each in unicodedata.normalize("NFC", base) if unicodedata.category(each)[0] != "C")
    plain = " ".join(FORBIDDEN_IN_NAMES.sub(" ", plain).split())
    ending = next((each for each in kind.endings if plain.casefold().endswith(each)), "")
    stem = plain[: len(plain) - len(ending)].strip(". ")
    return f"{stem[:NAME_LENGTH] or 'file'}{ending or kind.endings[0]}"
