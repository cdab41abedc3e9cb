"""What a list shows, taken along: CSV (RFC 4180), Office Open XML and JSON, all pages, in the list's order."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import today
from koinon.core.refusal import TooLarge
from koinon.core.web.limits import spend
from koinon.core.web.listing.cells import words_of
from koinon.core.web.listing.shape import Column, Listing, Row

AT_ONCE = 2_000
MOST_XLSX_ROWS = 50_000
LEADS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class TooManyRows(TooLarge):
    """Raised when a list is longer than a spreadsheet file should be."""

    says = _("An XLSX file of more than %(most)s rows would take too long. Filter the list, or take it as CSV.")


@dataclass(frozen=True)
class Format:
    label: str
    media_type: str
    write: Callable[[Listing, QuerySet[Any]], Any]


def export(request: HttpRequest, listing: Listing, rows: QuerySet[Any], name: str) -> StreamingHttpResponse:
    """The whole list as a file; at most twenty a minute for one reader."""
    spend("export", request, most=20, seconds=60)
    chosen = FORMATS[name]
    answer = StreamingHttpResponse(chosen.write(listing, rows), content_type=chosen.media_type)
    filename = f"{listing.name.replace('.', '-')}-{today():%Y-%m-%d}.{name}"
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def valued(listing: Listing) -> list[tuple[Column, Callable[[Row], Any]]]:
    """Each column with its exported value: numbers and days as such, the rest in words."""
    language = get_language() or "en"
    return [(column, _value(column, language)) for column in listing.columns]


def _value(column: Column, language: str) -> Callable[[Row], Any]:
    if column.export is not None:
        return column.export
    first = column.fields[0]
    if column.kind in {"number", "date", "moment"} and column.show is None:
        return lambda row: row[first]
    return words_of(column, language)


def lines(listing: Listing, rows: QuerySet[Any]) -> Iterator[Row]:
    return iter(rows.values(*listing.fields_of(listing.columns)).iterator(chunk_size=AT_ONCE))


class _Echo:
    """A file that gives back what is written, for csv to write into a stream."""

    def write(self, text: str) -> str:
        return text


def as_csv(listing: Listing, rows: QuerySet[Any]) -> Iterator[str]:
    columns, language = valued(listing), get_language() or "en"
    writer: Any = csv.writer(_Echo())
    yield writer.writerow([str(column.label) for column, _value in columns])
    for row in lines(listing, rows):
        with override(language):
            line = [harmless(plain(value(row))) for _column, value in columns]
        yield writer.writerow(line)


def as_json(listing: Listing, rows: QuerySet[Any]) -> Iterator[bytes]:
    columns, language = valued(listing), get_language() or "en"
    before = b"[\n"
    for row in lines(listing, rows):
        with override(language):
            item = {column.key: value(row) for column, value in columns}
        yield before + orjson.dumps(item, default=str)
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


def as_xlsx(listing: Listing, rows: QuerySet[Any]) -> Iterator[bytes]:
    from openpyxl import Workbook

    if rows.order_by()[: MOST_XLSX_ROWS + 1].count() > MOST_XLSX_ROWS:
        raise TooManyRows(most=MOST_XLSX_ROWS)
    columns = valued(listing)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_title(str(listing.title)))
    sheet.freeze_panes = "A2"
    sheet.append([harmless(str(column.label)) for column, _value in columns])
    for row in lines(listing, rows):
        sheet.append([harmless(for_sheet(value(row))) for _column, value in columns])
    file = TemporaryFile()  # noqa: SIM115 - FileResponse closes it when it was sent
    book.save(file)
    file.seek(0)
    return iter(FileResponse(file).streaming_content)  # type: ignore[arg-type]


def sheet_title(text: str) -> str:
    """A name that spreadsheets take: 31 letters, none of []:*?/\\."""
    return "".join(" " if each in "[]:*?/\\" else each for each in text)[:31] or "List"


def plain(value: Any) -> Any:
    """As CSV has it: days and instants in ISO 8601, nothing as nothing."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return "" if value is None else value.isoformat() if isinstance(value, date) else value


def for_sheet(value: Any) -> Any:
    """As a spreadsheet has it: instants without a zone (Excel knows none), no control characters."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    if value is None or isinstance(value, (int, float, Decimal, date)):
        return value
    return "".join(each for each in str(value) if each >= " " or each in "\t\n")[:32_000]


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(LEADS_A_FORMULA) else value


FORMATS = {
    "csv": Format("CSV", "text/csv; charset=utf-8", as_csv),
    "xlsx": Format("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "json": Format("JSON", "application/json", as_json),
}
