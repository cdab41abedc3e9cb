"""What the league's letters say, composed in the language in force."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

Facts = Mapping[str, str]
Said = tuple[str, list[str], list[str]]


def words(kind: str, facts: Facts, *, is_full: bool) -> Said:
    """(subject, paragraphs, signature) of a letter."""
    subject, paragraphs = LETTERS[kind](facts, is_full)
    greeting = _("Dear Sir or Madam,")
    return subject, [greeting, *paragraphs], [_("The secretariat"), facts["league"]]


def _admitted(facts: Facts, is_full: bool) -> tuple[str, list[str]]:
    subject = _("%(organization)s is a %(category)s") % facts
    paragraphs = [
        _("We are glad to tell you that the application %(number)s of %(organization)s has been approved.") % facts,
        _("From %(day)s %(organization)s is a %(category)s of %(league)s.") % facts,
    ]
    if is_full:
        paragraphs.append(
            _("As a Full Member you vote in the General Assembly, take part in all programmes, and may stand for office.")
        )
    paragraphs += [
        _("Dues begin in the year after admission: your first invoice is that of %(year)s.") % facts,
        _("The focal points that you named receive an invitation to sign in. Please keep them current; we ask once a year."),
        _("Welcome to the league."),
    ]
    return subject, paragraphs


def _declined(facts: Facts, is_full: bool) -> tuple[str, list[str]]:
    subject = _("Decision on application %(number)s") % facts
    paragraphs = [
        _("The application %(number)s of %(organization)s has not been approved. The decision was taken on %(day)s.") % facts,
    ]
    if is_full:
        paragraphs.append(_("The standing as an Associate Member, which rested on the application, ended on that day."))
    paragraphs += [
        _("How each seat voted, and the reasons given, stand on the page of your application."),
        _("You may apply again at any time. The secretariat is glad to advise you."),
    ]
    return subject, paragraphs


def _retracted(facts: Facts, is_full: bool) -> tuple[str, list[str]]:
    subject = _("Application %(number)s has been withdrawn") % facts
    paragraphs = [
        _("We confirm that %(organization)s has withdrawn its application %(number)s on %(day)s.") % facts,
    ]
    if is_full:
        paragraphs.append(_("The standing as an Associate Member, which rested on the application, ended on that day."))
    return subject, [*paragraphs, _("You may apply again at any time.")]


def _withdrawn(facts: Facts, is_full: bool) -> tuple[str, list[str]]:
    subject = _("Withdrawal of %(organization)s") % facts
    return subject, [
        _("We confirm that %(organization)s withdraws from %(league)s.") % facts,
        _("The last day of membership is %(day)s. Invoices of the years until then stay due.") % facts,
        _("Thank you for the time together. You may apply again at any time."),
    ]


def _terminated(facts: Facts, is_full: bool) -> tuple[str, list[str]]:
    subject = _("End of the membership of %(organization)s") % facts
    return subject, [
        _("The Executive Committee has decided to end the membership of %(organization)s in %(league)s.") % facts,
        _("The last day of membership is %(day)s.") % facts,
        _("The reason that was put before the Executive Committee: %(reason)s") % facts,
        _("You may apply again at any time. The secretariat is glad to advise you."),
    ]


LETTERS = {
    "admitted": _admitted,
    "declined": _declined,
    "retracted": _retracted,
    "withdrawn": _withdrawn,
    "terminated": _terminated,
}
