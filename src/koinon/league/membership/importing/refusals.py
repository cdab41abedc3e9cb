"""Why a file cannot be read at all, in sentences a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from koinon.core.refusal import Refusal, TooLarge


class FileTooLarge(TooLarge):
    says = _("The file is larger than %(limit)s MB. Split it into several files.")


class TooManyRows(TooLarge):
    says = _("The file has more than %(limit)s rows or %(columns)s columns. Split it into several files.")


class NotATable(Refusal):
    says = _("This file is neither CSV nor XLSX. Save the table as one of these and try again.")


class NotText(Refusal):
    """Raised for a CSV file whose letters cannot be told."""

    says = _("Line %(line)s holds letters that are not UTF-8. Save the file as “CSV UTF-8” and try again.")


class BrokenFile(Refusal):
    says = _("The file cannot be opened: it is damaged, or protected by a password.")


class QuotesOpen(Refusal):
    says = _("Line %(line)s cannot be read: its quotation marks do not match. Mend that line, or save the table as XLSX.")


class NoHeader(Refusal):
    says = _("The first line must name the columns, each once. Here: %(why)s")


class UnknownForm(Refusal):
    """Raised where the columns fit none of the forms that can be imported."""

    says = _("These columns fit none of the forms that can be imported. Found: %(found)s. Look at the list of forms below.")


class FileHasProblems(Refusal):
    """Raised when a file with problems is to be taken: all or nothing."""

    says = _("Nothing was taken: the file has problems (%(count)s). Mend them and upload it again.")


class TakenAlready(Refusal):
    says = _("This import was taken already.")
    status = 409
