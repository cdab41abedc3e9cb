"""Importing a file: examine it, then take it whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from koinon.core.clock import now
from koinon.core.files import keep
from koinon.core.flow.flow import lock
from koinon.core.people.models import Person
from koinon.core.record import record
from koinon.core.refusal import MovedOn, NotAllowed
from koinon.league.membership.importing.aliases import Aliases
from koinon.league.membership.importing.figures import Incomes, Populations
from koinon.league.membership.importing.forms import CHANGED, NEW, SAME, Change, Form, Options
from koinon.league.membership.importing.members import Members
from koinon.league.membership.importing.problems import Examination, Problem
from koinon.league.membership.importing.reading import Table, read_table
from koinon.league.membership.importing.refusals import FileHasProblems, TakenAlready, UnknownForm
from koinon.league.membership.models import Import
from koinon.league.membership.rules import may_import

FORMS: Mapping[str, type[Form]] = {form.key: form for form in (Members, Aliases, Populations, Incomes)}
PURPOSE = "membership.import"


@dataclass(frozen=True)
class Report:
    """What taking a file would do, or what stands in its way. `unread`: columns that are passed over."""

    form: Form
    rows: int
    problems: list[Problem]
    changes: list[Change]
    unread: list[str]
    sha256: str

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(change.what for change in self.changes)
        return {what: counted[what] for what in (NEW, CHANGED, SAME)}

    @property
    def can_be_taken(self) -> bool:
        return not self.problems


def examine(data: bytes, *, form: str = "", options: Options | None = None) -> Report:
    """Read a file against the register as it stands; changes nothing.

    form: which form it has (told from its columns by default). Raises a refusal where the file as a
    whole cannot be read; what is wrong with single cells stands in the report.
    """
    table = read_table(data)
    reader = _form_of(table, form)()
    examination = Examination(table)
    changes = reader.examine(examination, options or Options())
    problems = sorted(examination.problems, key=lambda problem: problem.line)
    return Report(reader, len(table.rows), problems, changes, reader.unread(table), sha256(data).hexdigest())


def _form_of(table: Table, asked: str) -> type[Form]:
    candidates = [FORMS[asked]] if asked in FORMS else list(FORMS.values())
    for candidate in candidates:
        if candidate.fits(table):
            return candidate
    raise UnknownForm("file", found=", ".join(table.columns.values())[:300])


@transaction.atomic
def take(data: bytes, *, name: str, by: Person, form: str = "", options: Options | None = None) -> Import:
    """Take a file straight away, whole or not at all. Raises FileHasProblems, NotAllowed."""
    _may_import(by)
    chosen = options or Options()
    report = examine(data, form=form, options=chosen)
    row = _row(report, name, chosen, by)
    _take(row, report, by)
    return row


@transaction.atomic
def upload(upload: Any, *, by: Person, form: str = "", options: Options | None = None) -> Import:
    """Keep an uploaded file to be looked at and taken later. Its report is made anew each time it is shown."""
    _may_import(by)
    chosen = options or Options()
    report = examine(upload.read(), form=form, options=chosen)
    upload.seek(0)
    row = _row(report, upload.name, chosen, by)
    row.save()
    row.file = keep(upload, by=by, purpose=PURPOSE, about=row)
    row.save(update_fields=["file"])
    return row


def report_of(row: Import) -> Report:
    """What taking the file would do now."""
    assert row.file is not None, "an uploaded import keeps its file"
    with row.file.content.open() as content:
        return examine(content.read(), form=row.form, options=Options(row.true_on, row.source))


@transaction.atomic
def confirm(row: Import, *, by: Person) -> Import:
    """Take an uploaded file: read once more against the register as it stands now. Raises TakenAlready, FileHasProblems."""
    _may_import(by)
    lock(row)
    if row.state == Import.State.TAKEN:
        raise TakenAlready()
    _take(row, report_of(row), by)
    return row


def _row(report: Report, name: str, options: Options, by: Person) -> Import:
    return Import(
        form=report.form.key,
        name=name[:160],
        sha256=report.sha256,
        true_on=options.on,
        source=options.source,
        uploaded_at=now(),
        uploaded_by=by,
    )


def _take(row: Import, report: Report, by: Person) -> None:
    if report.problems:
        raise FileHasProblems(count=len(report.problems))
    try:
        with transaction.atomic():
            report.form.take(report.changes, by)
    except IntegrityError as clash:
        raise MovedOn() from clash
    row.state, row.taken_at, row.taken_by, row.counts = Import.State.TAKEN, now(), by, report.counts
    row.save()
    record(by, report.form.deed, row, details={"sha256": report.sha256, **report.counts})


def _may_import(by: Person) -> None:
    if not may_import(by):
        raise NotAllowed()
