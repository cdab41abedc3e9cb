"""How an application or a departure is told on its page: its steps, its state, its facts, its papers, its deeds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from koinon.core.clock import now, today
from koinon.core.files import link_for
from koinon.core.record.models import Entry
from koinon.core.web.listing.cells import number_in
from koinon.core.web.when import moment_words, short_day
from koinon.league.membership.models import Application, Body, Category, Decision, Departure, Standing
from koinon.league.membership.queries import decisions

S, D = Application.State, Departure.State
SIGNS: dict[str, tuple[str, str]] = {
    S.DRAFT: ("", "edit"),
    S.FILED: ("", "hourglass"),
    S.RETURNED: ("stop", "undo"),
    S.VOTING: ("", "hourglass"),
    S.ADMITTED: ("go", "approve"),
    S.DECLINED: ("stop", "decline"),
    S.RETRACTED: ("", "close"),
    D.ASKED: ("", "hourglass"),
    D.DONE: ("stop", "close"),
    D.REFUSED: ("go", "approve"),
    D.TAKEN_BACK: ("", "undo"),
}


HERE: dict[str, int] = {S.RETURNED: 1, S.FILED: 1, S.VOTING: 2}
"""Which stop of the progress line an open application stands at."""


def sign_of(thing: Application | Departure) -> dict[str, str]:
    state, icon = SIGNS[thing.state]
    return {"state": state, "words": str(thing.get_state_display()), "icon": icon}


def open_decision(thing: Application | Departure) -> Decision | None:
    return (
        thing.decisions.select_related("rule", "application__organization", "departure__standing__organization")
        .filter(closed_at__isnull=True)
        .first()
    )


def published_decision(thing: Application | Departure) -> Decision | None:
    """The newest counted or minuted decision; how each seat voted is published with it."""
    counted = thing.decisions.exclude(outcome__in=["", Decision.Outcome.CALLED_OFF])
    return counted.select_related("rule", "application__organization", "departure__standing__organization").first()


def steps(application: Application) -> list[dict[str, Any]]:
    """Filed, checked, the body decides, letter, first dues: where the application is on its way."""
    decision, over = open_decision(application), application.state in {S.ADMITTED, S.DECLINED}
    here = HERE.get(application.state, 5)
    notes = [_filed_note(application), _checked_note(application), _decided_note(application, decision), "", ""]
    if over and application.letter is not None:
        notes[3] = short_day(application.letter.kept_at)
    if application.state == S.ADMITTED and application.decided_on:
        notes[4] = str(application.decided_on.year + 1)
    labels = [_("Filed"), _("Checked"), _body_votes(application, decision), _("Letter"), _("First dues")]
    if application.state in {S.DECLINED, S.RETRACTED}:
        labels, notes = labels[:4], notes[:4]
    if application.state == S.RETRACTED:
        return [_stop(_("Filed"), notes[0], "done"), _stop(_("Withdrawn"), _day(application.decided_on), "here")]
    return [
        _stop(label, note, "done" if place < here else "here" if place == here else "ahead")
        for place, (label, note) in enumerate(zip(labels, notes, strict=True))
    ]


def _stop(label: str, note: str, state: str) -> dict[str, Any]:
    return {"label": label, "note": note, "state": state}


def _filed_note(application: Application) -> str:
    day = _day(application.filed_on)
    associate = application.category == Category.FULL
    return _("%(day)s. Associate from this day") % {"day": day} if associate else day


def _checked_note(application: Application) -> str:
    if application.state == S.RETURNED:
        if application.correct_by:
            return _("returned, to be corrected until %(day)s") % {"day": short_day(application.correct_by)}
        return _("returned for correction")
    if application.checked_on and application.state != S.FILED:
        return _("%(day)s, secretariat") % {"day": short_day(application.checked_on)}
    return _("the secretariat looks at the papers") if application.state == S.FILED else ""


def _body_votes(application: Application, decision: Decision | None) -> str:
    rule = decision.rule if decision else decisions.rule_in_force("admission", application.decided_on or today())
    if rule is not None and rule.body == Body.GENERAL_ASSEMBLY:
        return _("General Assembly decides")
    return _("Executive Committee votes")


def _decided_note(application: Application, decision: Decision | None) -> str:
    if decision is not None:
        return _("until %(moment)s") % {"moment": moment_words(decision.closes_at)}
    return _day(application.decided_on)


def _day(day: date | None) -> str:
    return short_day(day) if day else ""


def facts(application: Application) -> list[dict[str, str]]:
    """The applicant in a summary list."""
    rows = [
        (_("Organization"), f"{application.name}, {application.get_kind_display()}"),
        (_("Country"), application.country.name if application.country else ""),
        (_("Membership asked for"), application.get_category_display()),
        (_("Head"), ", ".join(part for part in (application.head_name, application.head_title) if part)),
        (_("Postal address"), ", ".join(application.address.splitlines())),
        (_("Website"), application.website),
        (_("Population"), population_words(application)),
        (_("Reason"), application.reason),
        (_("Brought in by"), application.brought_by.name if application.brought_by else ""),
    ]
    told = [{"term": term, "value": value} for term, value in rows if value]
    if application.organization and application.organization.name != application.name:
        told.insert(1, {"term": _("In the register as"), "value": application.organization.name})
    return told


def population_words(application: Application) -> str:
    if not application.population:
        return ""
    facts = {
        "number": number_in(application.population, get_language() or "en"),
        "year": application.population_year,
        "source": application.population_source,
    }
    return _("%(number)s (%(source)s, %(year)s)") % facts


def papers(application: Application, *, by_link: bool = False) -> list[dict[str, Any]]:
    """The files of an application; whoever came by the private link gets links that open without signing in."""
    checked = application.checked_on is not None and Application.Check.SIGNED in application.checks
    known = [(_("Membership form, signed"), application.signed_form, _("Secretariat") if checked else _("not yet"))]
    if application.letter is not None:
        known.append((_("Letter of the league"), application.letter, ""))
    return [
        {
            "name": name,
            "url": link_for(stored) if by_link else stored.get_absolute_url(),
            "format": format_of(stored),
            "kept_at": stored.kept_at,
            "checked": checked_by,
        }
        for name, stored, checked_by in known
        if stored is not None
    ]


def format_of(stored: Any) -> str:
    """PDF, 412 kB."""
    kind = stored.media_type.rsplit("/", 1)[-1].upper()
    return f"{kind}, {max(1, round(stored.size / 1000))} kB"


def deeds(thing: Application | Departure) -> list[dict[str, Any]]:
    """What has been done, from the record: about the thing, its standing and its decisions, with the proofs."""
    told = [_deed(entry, thing) for entry in _entries(thing)]
    decision = open_decision(thing)
    if told and decision is not None:
        told[-1]["state"] = "here"
        closing = {"title": _("Vote closes and is counted"), "text": _("The letter follows the same day.")}
        told.append({"at": decision.closes_at, **closing, "state": "ahead"})
    return told


def _entries(thing: Application | Departure) -> Iterable[Entry]:
    """Entries about the thing itself: each of its steps leaves one."""
    about = Q(kind=thing._meta.label_lower, thing_id=str(thing.pk))
    return Entry.objects.filter(about).select_related("actor").defer("leaf", "leaf_hash").order_by("index")


def _deed(entry: Entry, thing: Application | Departure) -> dict[str, Any]:
    name = thing.name if isinstance(thing, Application) else thing.standing.organization.name
    return {
        "at": timezone.localtime(entry.at),
        "title": TITLES[entry.deed]() % {"name": name} if entry.deed in TITLES else entry.deed,
        "text": _text(entry, thing),
        "proof": entry.index,
        "proof_url": reverse("record_entry", args=[entry.index]),
    }


TITLES = {
    "membership.application_filed": lambda: _("%(name)s filed its application"),
    "membership.application_changed": lambda: _("%(name)s corrected its answers"),
    "membership.focal_points_named": lambda: _("%(name)s named its focal points"),
    "membership.signed_form_sent": lambda: _("%(name)s sent the signed form"),
    "membership.application_returned": lambda: _("The application was returned for correction"),
    "membership.application_retracted": lambda: _("%(name)s withdrew its application"),
    "membership.application_admitted": lambda: _("%(name)s was admitted"),
    "membership.application_declined": lambda: _("%(name)s was not admitted"),
    "membership.vote_opened": lambda: _("The secretariat found it complete and opened the vote"),
    "membership.vote_put_back": lambda: _("Too few seats voted; the vote can be opened again"),
    "membership.letter_issued": lambda: _("The letter was issued"),
    "membership.withdrawal_asked": lambda: _("%(name)s asked to withdraw"),
    "membership.withdrawn": lambda: _("The withdrawal was confirmed"),
    "membership.termination_proposed": lambda: _("The secretariat proposed to end the membership"),
    "membership.terminated": lambda: _("The membership was ended"),
    "membership.kept": lambda: _("The membership continues"),
    "membership.departure_taken_back": lambda: _("The request was taken back"),
}


def _text(entry: Entry, thing: Application | Departure) -> str:
    """Who did it, and what it meant."""
    who = str(entry.actor) if entry.actor and not entry.actor.is_system else ""
    if entry.deed == "membership.application_returned" and isinstance(thing, Application) and thing.state == S.RETURNED:
        return _("%(who)s: %(reason)s") % {"who": who, "reason": thing.returned_because}
    if entry.deed == "membership.application_filed" and isinstance(thing, Application) and thing.category == Category.FULL:
        return _("Standing: Associate Member.")
    if entry.deed == "membership.vote_opened":
        return _("%(who)s. The rule of the day names the Executive Committee.") % {"who": who}
    return who


def standing_words(organization_id: int) -> str:
    """What an organization is today."""
    standing = Standing.objects.on(today()).filter(organization_id=organization_id).first()
    return str(standing.get_category_display()) if standing else _("no standing")


def vote(decision: Decision, *, mine: Iterable[int] = ()) -> dict[str, Any]:
    """The vote as its page shows it while it is open: seats, quorum, rule, time left."""
    seats, own = decisions.seats_with_ballots(decision), set(mine)
    voted = sum(1 for seat in seats if seat.ballot)
    quorum = decisions.quorum_of(decision)
    return {
        "decision": decision,
        "seats": [{"name": each.organization.name, "state": _seat_state(each, own)} for each in seats],
        "count": ngettext("%(voted)s of %(all)s seat has voted", "%(voted)s of %(all)s seats have voted", len(seats))
        % {"voted": voted, "all": len(seats)},
        "quorum": (_("Quorum %(quorum)s, reached.") if voted >= quorum else _("Quorum %(quorum)s, not reached yet."))
        % {"quorum": quorum},
        "majority": majority_words(decision),
        "opened_at": decision.opened_at,
        "closes_at": decision.closes_at,
        "is_due": is_due(decision),
    }


def is_due(decision: Decision) -> bool:
    return decision.closes_at <= now()


def _seat_state(seat: decisions.Seat, own: set[int]) -> str:
    if seat.ballot is not None:
        return "voted"
    return "mine" if seat.organization.pk in own else ""


def majority_words(decision: Decision) -> str:
    """The majority of the rule, in a sentence."""
    rule = decision.rule
    share = f"{rule.threshold_numerator}/{rule.threshold_denominator}"
    facts = {"share": share, "base": rule.get_base_display()}
    if rule.threshold_is_strict and share == "1/2":
        return _("More than half of the %(base)s decides.") % facts
    if rule.threshold_is_strict:
        return _("More than %(share)s of the %(base)s decides.") % facts
    return _("At least %(share)s of the %(base)s decides.") % facts


def result(decision: Decision) -> dict[str, Any]:
    """A closed decision as members read it: the tally, and how each seat voted."""
    rows = [
        {
            "seat": each.organization.name,
            "choice": str(each.ballot.get_choice_display()) if each.ballot else _("did not vote"),
            "for": each.ballot is not None and each.ballot.choice == "yes",
            "reason": each.ballot.reason if each.ballot else "",
        }
        for each in (decisions.seats_with_ballots(decision) if decision.seats else [])
    ]
    figures = [
        {"value": str(decision.yes), "label": _("for")},
        {"value": str(decision.no), "label": _("against")},
        {"value": str(decision.abstained), "label": _("abstained")},
    ]
    counted = figures if decision.yes is not None else []
    return {"decision": decision, "rows": rows, "figures": counted, "majority": majority_words(decision)}
