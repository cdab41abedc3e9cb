"""Who may, and what may follow what."""

from __future__ import annotations

from typing import Any

import rules
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from koinon.core.flow import Flow, step
from koinon.core.people import posts
from koinon.core.people.models import Person
from koinon.core.people.rules import is_administrator, is_system, works_at_secretariat
from koinon.league.membership import deed_words  # noqa: F401 - names the deeds
from koinon.league.membership.actors import LinkHolder
from koinon.league.membership.models import Application, Decision, Departure, DuesRun, ProfileDraft, RegionalAssignment
from koinon.league.membership.queries import decisions

EXCOM = posts.register("excom", _("Executive Committee"))
FOCAL_POINT = posts.register("focal_point", _("Focal point"))
HEAD = posts.register("head", _("Head of the organization"))
REGIONAL_OFFICE = posts.register("regional_office", _("Regional office"))


def organization_id_of(thing: Any) -> int | None:
    """The organization that a membership thing is about."""
    standing = getattr(thing, "standing", None)
    if standing is not None:
        return int(standing.organization_id)
    return getattr(thing, "organization_id", None) or (thing.pk if type(thing).__name__ == "Organization" else None)


@rules.predicate
def sits_on_excom(person: Any, thing: object = None) -> bool:
    return isinstance(person, Person) and person.holds(EXCOM)


@rules.predicate
def speaks_for_it(person: Any, thing: object = None) -> bool:
    """Head or focal point of the organization that the thing is about."""
    organization = organization_id_of(thing)
    return (
        isinstance(person, Person)
        and organization is not None
        and (person.holds(HEAD, organization) or person.holds(FOCAL_POINT, organization))
    )


@rules.predicate
def works_for_a_member(person: Any, thing: object = None) -> bool:
    """Head or focal point of any member, or staff of a regional office: those to whom decisions are published."""
    return isinstance(person, Person) and bool(person.organizations_as(HEAD, FOCAL_POINT, REGIONAL_OFFICE))


@rules.predicate
def heads_it(person: Any, thing: object = None) -> bool:
    organization = organization_id_of(thing)
    return isinstance(person, Person) and organization is not None and person.holds(HEAD, organization)


@rules.predicate
def serves_its_region(person: Any, thing: object = None) -> bool:
    """Staff of the regional office that serves the organization today."""
    organization = organization_id_of(thing)
    if not isinstance(person, Person) or organization is None:
        return False
    hosts = person.organizations_as(REGIONAL_OFFICE)
    return (
        bool(hosts)
        and RegionalAssignment.objects.filter(
            organization_id=organization, until__isnull=True, office__host_id__in=hosts, office__closed_on__isnull=True
        ).exists()
    )


@rules.predicate
def works_at_a_regional_office(person: Any, thing: object = None) -> bool:
    return isinstance(person, Person) and bool(person.organizations_as(REGIONAL_OFFICE))


@rules.predicate
def wrote_it(person: Any, thing: object = None) -> bool:
    """The applicant: the signed-in person who began the application, or whoever holds its private link."""
    if isinstance(person, LinkHolder):
        return constant_time_compare(person.key, getattr(thing, "key", ""))
    return isinstance(person, Person) and getattr(thing, "applicant_id", None) == person.pk


@rules.predicate
def holds_a_seat_in_it(person: Any, thing: object = None) -> bool:
    """Holds the mandate of a seat that is entitled to vote in a decision."""
    return isinstance(person, Person) and isinstance(thing, Decision) and bool(decisions.seats_of(person, thing))


@rules.predicate
def is_a_withdrawal(person: Any, thing: object = None) -> bool:
    return getattr(thing, "kind", "") == Departure.Kind.WITHDRAWAL


@rules.predicate
def is_a_termination(person: Any, thing: object = None) -> bool:
    return getattr(thing, "kind", "") == Departure.Kind.TERMINATION


A = Application.State
OPEN_STATES = {A.FILED, A.RETURNED, A.VOTING}
application_flow = Flow(
    step("change", start={A.DRAFT, A.RETURNED}, may=wrote_it, label=_("Change the answers")),
    step("file", start={A.DRAFT, A.RETURNED}, end=A.FILED, may=wrote_it, label=_("File the application")),
    step("return", start=A.FILED, end=A.RETURNED, may=works_at_secretariat | serves_its_region, label=_("Return for correction")),
    step("open_vote", start=A.FILED, end=A.VOTING, may=works_at_secretariat, label=_("Open the vote")),
    step("admit", start={A.FILED, A.VOTING}, end=A.ADMITTED, may=is_system, label=_("Admit")),
    step("decline", start={A.FILED, A.VOTING}, end=A.DECLINED, may=is_system, label=_("Decline")),
    step("come_back", start=A.VOTING, end=A.FILED, may=is_system, label=_("Put back: too few votes")),
    step("retract", start={A.DRAFT, *OPEN_STATES}, end=A.RETRACTED, may=wrote_it, label=_("Withdraw the application")),
)

D = Departure.State
departure_flow = Flow(
    step("accept", start=D.ASKED, end=D.DONE, may=works_at_secretariat & is_a_withdrawal, label=_("Confirm the withdrawal")),
    step("open_vote", start=D.ASKED, end=D.VOTING, may=works_at_secretariat & is_a_termination, label=_("Open the vote")),
    step("terminate", start={D.ASKED, D.VOTING}, end=D.DONE, may=is_system, label=_("End the membership")),
    step("keep", start={D.ASKED, D.VOTING}, end=D.REFUSED, may=is_system, label=_("Keep the membership")),
    step("come_back", start=D.VOTING, end=D.ASKED, may=is_system, label=_("Put back: too few votes")),
    step(
        "take_back",
        start=D.ASKED,
        end=D.TAKEN_BACK,
        may=works_at_secretariat | (speaks_for_it & is_a_withdrawal),
        label=_("Take the request back"),
    ),
)

decision_flow = Flow(
    step("vote", start=Decision.State.OPEN, may=holds_a_seat_in_it, label=_("Vote")),
    step("close", start=Decision.State.OPEN, may=works_at_secretariat | is_system, label=_("Close and count")),
)

R = DuesRun.State
dues_flow = Flow(
    step("assess_again", start={R.PREVIEW, R.ISSUED}, may=works_at_secretariat, label=_("Assess again")),
    step(
        "issue",
        start={R.PREVIEW, R.ISSUING, R.ISSUED},
        end=R.ISSUING,
        may=works_at_secretariat,
        label=_("Issue the invoices"),
    ),
    step("finish", start=R.ISSUING, end=R.ISSUED, may=is_system, label=_("Finish")),
)

P = ProfileDraft.State
profile_flow = Flow(
    step("write", start={P.WRITING, P.RETURNED}, may=speaks_for_it, label=_("Write the profile")),
    step("propose", start={P.WRITING, P.RETURNED}, end=P.PROPOSED, may=speaks_for_it, label=_("Send to the secretariat")),
    step(
        "approve", start=P.PROPOSED, end=P.APPROVED, may=works_at_secretariat | serves_its_region, label=_("Publish the profile")
    ),
    step(
        "return", start=P.PROPOSED, end=P.RETURNED, may=works_at_secretariat | serves_its_region, label=_("Return for correction")
    ),
)

may_propose_termination = works_at_secretariat
may_ask_to_withdraw = speaks_for_it
may_enter_standings = works_at_secretariat | is_administrator | is_system
may_minute_decisions = is_administrator | is_system
may_see_applications = works_at_secretariat | is_administrator | sits_on_excom
may_see_departure = may_see_applications | serves_its_region | speaks_for_it
may_read_decisions = may_see_applications | works_for_a_member
may_edit_profile = speaks_for_it
looks_after = speaks_for_it | works_at_secretariat | is_administrator | serves_its_region
may_name_focal_points = works_at_secretariat | speaks_for_it | serves_its_region
may_ask_focal_points = works_at_secretariat
may_see_focal_points = works_at_secretariat | is_administrator | works_at_a_regional_office
may_keep_regional_offices = works_at_secretariat | is_administrator
may_run_dues = works_at_secretariat
may_see_dues = works_at_secretariat | is_administrator
may_manage_charts = is_administrator
may_import = works_at_secretariat | is_administrator | is_system
