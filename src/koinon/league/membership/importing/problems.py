"""Reading the cells of a row, and telling what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from koinon.league.membership.importing.reading import Row, Table


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way: where (line and column as written), what is there, and what to do."""

    line: int
    column: str
    found: str
    says: str
    remedy: str


@dataclass
class Examination:
    """The problems of one file, gathered while its rows are read."""

    table: Table
    problems: list[Problem] = field(default_factory=list)

    def tell(self, line: int, column: str, found: str, says: str, remedy: str) -> None:
        written = self.table.columns.get(column, column)
        self.problems.append(Problem(line, written, found[:120], says, remedy))

    def cells(self) -> Iterable[Cells]:
        """Each row, ready to be read; a row longer than the header is told of."""
        for row in self.table.rows:
            if row[""]:
                self.tell(
                    row.line,
                    "",
                    row[""],
                    _("The line has more cells than there are columns."),
                    _("Put a text that holds the separator between quotation marks."),
                )
            yield Cells(self, row)


class Cells:
    """One row. Each reading gives the value, or None after telling what is wrong."""

    def __init__(self, examination: Examination, row: Row) -> None:
        self.examination = examination
        self.row = row
        self.before = len(examination.problems)

    @property
    def line(self) -> int:
        return self.row.line

    @property
    def is_fine(self) -> bool:
        """Whether nothing has been told of this row."""
        return len(self.examination.problems) == self.before

    def tell(self, column: str, says: str, remedy: str) -> None:
        self.examination.tell(self.line, column, self.row[column], says, remedy)

    def column(self, *names: str) -> str:
        """The first of these columns that the file has; the first one where it has none."""
        return next((name for name in names if name in self.examination.table.columns), names[0])

    def text(self, *names: str, most: int, required: bool = False) -> str:
        """Words of at most so many characters, without control characters."""
        column = self.column(*names)
        words = self.row[column]
        if required and not words:
            self.tell(column, _("This cell is empty."), _("Fill it in."))
        elif len(words) > most:
            self.tell(column, _("This is longer than %(most)s characters.") % {"most": most}, _("Shorten it."))
        elif any(not (letter.isprintable() or letter in "\n\t\r") for letter in words):
            self.tell(column, _("This holds characters that cannot be shown."), _("Delete them, or type the text anew."))
        else:
            return words
        return ""

    def whole(self, *names: str, least: int, most: int, required: bool = False) -> int | None:
        """A whole number; spaces and commas between groups of three are allowed."""
        column = self.column(*names)
        written = self.row[column]
        if not written:
            self._check_filled(column, required)
            return None
        plain = written.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
        if "," in plain and all(len(group) == 3 for group in plain.split(",")[1:]):
            plain = plain.replace(",", "")
        if not (plain.isascii() and plain.isdigit()):
            self.tell(column, _("This is not a whole number."), _("Write digits only, such as 1430055."))
            return None
        return self._within(column, int(plain[:20]), least, most)

    def _within(self, column: str, value: int, least: int, most: int) -> int | None:
        if least <= value <= most:
            return value
        limits = {"least": least, "most": most}
        self.tell(column, _("The number must lie between %(least)s and %(most)s.") % limits, _("Check the figure."))
        return None

    def degrees(self, *names: str, most: int) -> Decimal | None:
        """A coordinate in degrees with a decimal point, at five decimals."""
        column = self.column(*names)
        written = self.row[column]
        if not written:
            return None
        try:
            value = Decimal(written)
            if value.is_finite() and abs(value) <= most:
                return round(value, 5)
        except InvalidOperation:
            pass
        self.tell(
            column,
            _("This is not a coordinate between -%(most)s and %(most)s.") % {"most": most},
            _("Write degrees with a decimal point, such as -17.4441."),
        )
        return None

    def day(self, *names: str, required: bool = False) -> date | None:
        """A day as 2014-06-05."""
        column = self.column(*names)
        written = self.row[column]
        if not written:
            self._check_filled(column, required)
            return None
        try:
            return date.fromisoformat(written[:10] if written[10:].strip(" 0:T") == "" else written)
        except ValueError:
            self.tell(column, _("This is not a day."), _("Write year, month and day as 2014-06-05."))
            return None

    def one_of(self, choices: Mapping[str, str | Promise], *names: str, required: bool = False) -> str:
        """One of the keys of `choices`, written as the key or in its English words, in any case."""
        column = self.column(*names)
        written = self.row[column]
        if not written:
            self._check_filled(column, required)
            return ""
        known = {plain(key): key for key in choices} | {plain(str(words)): key for key, words in choices.items()}
        if plain(written) in known:
            return known[plain(written)]
        remedy = _("Write one of: %(words)s.") % {"words": ", ".join(choices)}
        self.tell(column, _("This is not one of the words known here."), remedy)
        return ""

    def _check_filled(self, column: str, required: bool) -> None:
        if required:
            self.tell(column, _("This cell is empty."), _("Fill it in."))


def plain(words: str) -> str:
    return words.strip().casefold().replace("_", " ").replace("-", " ")
