"""What membership will not do about dues, in sentences a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from koinon.core.refusal import Refusal


class NoRule(Refusal):
    """Raised for a year before the first dues rule."""

    says = _("No dues rule was in force on 1 January %(year)s. The first one known is that of November 2014.")


class NoChart(Refusal):
    """Raised where no chart in force covers this category and kind of member."""

    says = _("No fee chart in force on 1 January %(year)s covers this kind of member.")


class TooEarly(Refusal):
    """Raised for a run whose year has not begun to be assessable."""

    says = _("The dues of %(year)s can be previewed from 1 January %(before)s on.")


class NothingToIssue(Refusal):
    says = _("No member owes dues that are not invoiced yet.")


class OddDay(Refusal):
    """Raised for a day on the invoices that lies long before the year, or more than a year ahead."""

    says = _("The day on the invoices must lie between %(first)s and %(last)s.")


class ChartNotReadable(Refusal):
    """Raised for a chart file that leaves a gap, overlaps, or cannot be read."""

    says = _("The chart cannot be taken: %(why)s")


class BeginsTooEarly(Refusal):
    """Raised when a new version would begin on or before the first day of the one in force."""

    says = _("The new version must begin after %(day)s, the first day of the one it follows.")


class YearAssessed(Refusal):
    """Raised when a new version would reach back into a year whose dues were assessed."""

    says = _("The dues of %(year)s were assessed under the version in force. The new one must begin after 1 January %(year)s.")


class InUse(Refusal):
    says = _("Dues were assessed under this version, so it stays as it is. Put a new version in force instead.")
    status = 409
