"""What billing will not do, in sentences a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from koinon.core.refusal import Refusal


class PeriodClosed(Refusal):
    """Raised when a day lies in a closed month, or before one."""

    says = _("The books of %(month)s are closed. Choose a later day, or ask an administrator to open the month again.")


class NotOverYet(Refusal):
    says = _("%(month)s is not over yet. Close it after its last day.")


class EarlierMonthOpen(Refusal):
    says = _("%(month)s is still open. Close the months in their order.")


class LaterMonthClosed(Refusal):
    says = _("%(month)s is closed. Open the later months first.")


class AlreadyInvoiced(Refusal):
    """Raised when a reference was used for another debtor or another sum."""

    says = _("This has been billed already with invoice %(number)s, for another sum or debtor.")
    status = 409


class NothingToBill(Refusal):
    says = _("An invoice needs at least one line, and a total above zero.")


class DueBeforeIssue(Refusal):
    says = _("The day by which to pay must not be before the day of the invoice.")


class AlreadyRecorded(Refusal):
    """Raised for the same bank transfer a second time."""

    says = _("A payment with the bank reference %(reference)s was recorded on %(day)s. The same transfer counts once.")
    status = 409


class InTheFuture(Refusal):
    says = _("The day lies in the future. Record a payment when the bank has it.")


class NotThisDebtors(Refusal):
    says = _("Invoice %(number)s is not open for this debtor in this currency.")


class NoCredit(Refusal):
    says = _("This debtor has no credit in %(currency)s.")


class TooMuch(Refusal):
    """Raised when a correction is larger than what it corrects."""

    says = _("At most %(most)s can be taken off here.")


class CreditSpent(Refusal):
    says = _("What this payment brought over was applied to another invoice. Correct that invoice first.")


class ReasonMissing(Refusal):
    says = _("Say why. The reason is kept with the books.")


class ReversalProposed(Refusal):
    says = _("A reversal of this payment waits for a second person already.")
    status = 409


class NothingToRemind(Refusal):
    says = _("No reminder is due for this invoice: it is not overdue long enough, or all reminders were sent.")


class LadderInPast(Refusal):
    says = _("The new ladder must begin after the one in force began on %(day)s.")


class LadderBroken(Refusal):
    says = _("Each reminder must come later than the one before it.")
