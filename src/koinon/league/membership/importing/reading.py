"""Bytes to a table of text: CSV by comma, semicolon or tab, UTF-8 or UTF-16, and XLSX."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from koinon.league.membership.importing.limits import MAX_BYTES, MAX_CELL, MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED
from koinon.league.membership.importing.refusals import (
    BrokenFile,
    FileTooLarge,
    NoHeader,
    NotATable,
    NotText,
    QuotesOpen,
    TooManyRows,
)

ZIP = b"PK\x03\x04"
Line = tuple[int, list[str]]
"""A line's number in the file (where it begins: a quoted cell may run over several) and its cells."""
UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table with its number in the file; cells by the folded name of their column."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """The columns as they are written, by their folded names, and the rows that hold anything."""

    columns: dict[str, str]
    rows: list[Row]


def read_table(data: bytes) -> Table:
    """Read a CSV or XLSX file. Raises a refusal that says what is wrong with the file as a whole."""
    if len(data) > MAX_BYTES:
        raise FileTooLarge("file", limit=MAX_BYTES // 1_000_000)
    return _table(_xlsx(data) if data.startswith(ZIP) else _csv(data))


def fold(column: str) -> str:
    """A column's name without case, spaces and dashes: `Entry date` is `entry_date`."""
    return "_".join(column.strip().casefold().replace("-", " ").replace("_", " ").split())


def _csv(data: bytes) -> Iterator[Line]:
    text = _text(data)
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as wrong:
        raise QuotesOpen("file", line=begins) from wrong


def _text(data: bytes) -> str:
    if data.startswith(UTF16):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as wrong:
            raise NotText("file", line=1) from wrong
    if b"\0" in data:
        raise NotATable("file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise NotText("file", line=data.count(b"\n", 0, wrong.start) + 1) from wrong


def _xlsx(data: bytes) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise FileTooLarge("file", limit=MAX_BYTES // 1_000_000)
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_word(value) for value in row]
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, IndexError, ValueError, OSError) as wrong:
        raise BrokenFile("file") from wrong


def _word(value: Any) -> str:
    """What a cell of a sheet shows: days as ISO days, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _table(lines: Iterable[Line]) -> Table:
    filled = ((number, line) for number, line in lines if any(cell.strip() for cell in line))
    first = next(filled, None)
    if first is None:
        raise NoHeader("file", why=_("the file is empty."))
    columns = _columns(first[1])
    names = list(columns)
    rows: list[Row] = []
    for number, line in filled:
        if len(rows) >= MAX_ROWS:
            raise TooManyRows("file", limit=MAX_ROWS, columns=MAX_COLUMNS)
        rows.append(Row(number, _cells(names, line)))
    return Table({name: written for name, written in columns.items() if not name.startswith("\0")}, rows)


def _columns(line: list[str]) -> dict[str, str]:
    """Folded name of each column and how it is written; a column without a name is passed over."""
    while line and not line[-1].strip():
        line = line[:-1]
    if len(line) > MAX_COLUMNS:
        raise TooManyRows("file", limit=MAX_ROWS, columns=MAX_COLUMNS)
    columns: dict[str, str] = {}
    for place, written in enumerate(line):
        name = fold(written) or f"\0{place}"
        if name in columns:
            raise NoHeader("file", why=_("“%(column)s” stands twice.") % {"column": written.strip()[:80]})
        columns[name] = written.strip()
    return columns


def _cells(names: list[str], line: list[str]) -> dict[str, str]:
    """Cells by column; those beyond the last column are kept under an empty name, to be told of."""
    cells = {name: cell.strip()[:MAX_CELL] for name, cell in zip(names, line, strict=False)}
    beyond = " ".join(cell.strip() for cell in line[len(names) :] if cell.strip())
    return cells | ({"": beyond[:MAX_CELL]} if beyond else {})
