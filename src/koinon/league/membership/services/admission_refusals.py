"""What membership will not do about joining, deciding and leaving, in sentences a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from koinon.core.refusal import MovedOn, NotAllowed, Refusal, TooOften


class AlreadyMember(Refusal):
    """Raised when an organization that has a standing is to get another one."""

    says = _(
        "%(name)s is a member already. If you work there, one of its focal points can name you on its own page; "
        "or write to the secretariat of the league."
    )


class AlreadyApplied(Refusal):
    """Raised when the organization has an open application."""

    says = _(
        "An application of %(name)s is open already. Ask for its private link on the page Come back to an application, "
        "or write to the secretariat."
    )


class NotAMember(Refusal):
    """Raised when an organization without a standing is to lose one."""

    says = _("%(name)s has no standing that could end.")


class NotAnAssociate(Refusal):
    """Raised when an organization that is not an Associate Member is to be admitted as Full Member."""

    says = _("%(name)s is not an Associate Member, so it cannot become a Full Member.")


class Overlaps(Refusal):
    """Raised when two standings of one organization would hold on the same day."""

    says = _("%(name)s has another standing on some of these days. Standings of one organization never overlap.")


class EndsBeforeItBegins(Refusal):
    """Raised when a standing would end before its first day."""

    says = _("The last day, %(day)s, lies before the first day of this standing, %(first)s.")


class NotEligible(Refusal):
    """Raised when the statute gives an organization of this kind no membership."""

    says = _(
        "The statute opens membership to local governments, associations of local governments and government agencies "
        "concerned with local e-government. Other organizations work with the league as partners: write to the secretariat."
    )


class Incomplete(Refusal):
    """Raised when an application is filed with answers missing. `missing` names them."""

    says = _("Some answers are missing: %(missing)s.")


class MailboxNotConfirmed(Refusal):
    """Raised when the applicant has not shown that the mailbox is theirs."""

    says = _("Open the link that we sent to %(email)s, or type the code from that mail, before you file.")


class WrongCode(Refusal):
    """Raised for a code that is not the one mailed."""

    says = _("This is not the code from our newest mail. Check the six digits.")


class CodeUsedUp(TooOften):
    """Raised after too many wrong codes, or when the code is old."""

    says = _("This code no longer counts. Ask for a new one.")


class MailedJustNow(TooOften):
    """Raised when a new code is asked for within a minute."""

    says = _("We sent a mail a moment ago. Wait a minute and look into your mailbox, also among the unwanted mail.")


class IsItThisOne(Refusal):
    """Raised when the league knows an organization of nearly this name in this country."""

    says = _("The league knows an organization of nearly this name: %(names)s. Say whether it is yours.")


class SameName(Refusal):
    """Raised when another organization of the country has exactly this name."""

    says = _(
        "%(name)s is the name of another organization in this country that the league knows. "
        "Add what tells yours apart, such as its province."
    )


class NamedTwice(Refusal):
    """Raised when a focal point stands twice in an application."""

    says = _("%(email)s is named twice. Each focal point has an address of their own.")


class TooManyContacts(Refusal):
    """Raised for no focal point, or for more than five."""

    says = _("Name at least one focal point and at most five.")


class FixedByFiling(Refusal):
    """Raised when name, country or kind are to change after filing."""

    says = _(
        "Name, country and kind stand as filed, since the standing rests on them. "
        "If they are wrong, withdraw this application and file a new one."
    )


class WrongBody(Refusal):
    """Raised when another body decides the matter under the rule in force on that day."""

    says = _("Under the rule in force on %(day)s the %(body)s decides this. Source: %(source)s")


class NoRuleInForce(Refusal):
    """Raised when the statute names no body for the matter on that day."""

    says = _("No decision rule is in force for this on %(day)s. An administrator can add one.")


class NoSeats(Refusal):
    """Raised when nobody could vote."""

    says = _("No seat of the Executive Committee is filled today, so nobody could vote. Enter the offices held first.")


class NotChecked(Refusal):
    """Raised when a vote is opened before everything was looked at."""

    says = _("Tick every point once you have checked it. If a point does not hold, return the application.")


class VoteIsOver(MovedOn):
    """Raised when a vote is cast after closing."""

    says = _("This vote has closed. Your vote was not counted.")


class NotYetSettled(Refusal):
    """Raised when a vote is to close early while seats that have not voted could still change its outcome."""

    says = _("Seats that have not voted (%(waiting)s) could still change the outcome. The vote closes on %(closes)s.")
    status = 409


class GiveAReason(Refusal):
    """Raised when a seat declines without saying why."""

    says = _("Say why: a vote against needs a reason, which members read when the vote has closed.")


class NotYourSeat(NotAllowed):
    """Raised when somebody votes for a seat whose mandate they do not hold."""

    says = _("Only the holder of a seat may cast its vote, and no seat votes on its own membership.")


class ReturnReason(Refusal):
    """Raised when an application is returned without saying what to correct."""

    says = _("Say what has to be corrected, so that the applicant can do it.")


class DepartureOpen(Refusal):
    """Raised when a departure of this member is open already."""

    says = _("A withdrawal or termination of %(name)s is open already.")


class WithdrawTheApplication(Refusal):
    """Raised when an applicant wants to leave: there is no membership to leave yet."""

    says = _("%(name)s has an open application. Withdraw the application instead; its standing ends with it.")


class TooFarAhead(Refusal):
    """Raised for a last day more than a year ahead."""

    says = _("The last day may lie at most one year ahead.")


class ReasonMissing(Refusal):
    """Raised when a member is to leave and nobody says why."""

    says = _("Give the reason. The Executive Committee and the member read it.")


class UnknownCountry(Refusal):
    """Raised for a code that ISO 3166-1 does not list."""

    says = _("%(code)s is no country code of ISO 3166-1.")


class NoFriendshipMember(Refusal):
    """Raised when the organization that is to have brought the applicant in is no Friendship Member."""

    says = _("%(slug)s is no Friendship Member today.")


class NotYet(Refusal):
    """Raised for a population figure of a year that has not come."""

    says = _("This year has not come yet.")


class NoOpenVote(MovedOn):
    """Raised when a ballot comes for an application on which no vote is open."""

    says = _("No vote is open on this application.")
