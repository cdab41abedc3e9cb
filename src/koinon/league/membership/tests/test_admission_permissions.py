"""Who may do what, in every state: one table for applications, one for departures, one for votes."""

import pytest

from koinon.core.clock import standing_at
from koinon.league.membership.actors import LinkHolder
from koinon.league.membership.models import Application, Decision, Departure, Standing
from koinon.league.membership.queries.applications import visible_to
from koinon.league.membership.rules import (
    application_flow,
    decision_flow,
    departure_flow,
    may_ask_to_withdraw,
    may_enter_standings,
    may_minute_decisions,
    may_propose_termination,
    may_read_decisions,
    may_see_applications,
    may_see_departure,
)
from koinon.league.membership.services import decisions, departures
from koinon.league.membership.tests.admission_cast import DAY, filed, make_cast, vote, voting

pytestmark = pytest.mark.django_db
ROLES = [
    "anonymous", "link", "other link", "applicant", "other", "focal_point", "head", "head_elsewhere", "office",
    "office_elsewhere", "secretariat", "excom", "administrator", "system",
]  # fmt: skip

APPLICANT = {"draft": "change file retract", "filed": "retract", "returned": "change file retract", "voting": "retract"}
APPLICATION_STEPS = {
    "link": APPLICANT,
    "applicant": APPLICANT,
    "office": {"filed": "return"},
    "secretariat": {"filed": "return open_vote"},
    "system": {"filed": "admit decline", "voting": "admit decline come_back"},
}
"""Role, state, steps; a role or state that is not named has none."""
DEPARTURE_STEPS = {
    #  kind         role            asked                       voting
    "withdrawal": {
        "focal_point": ({"take_back"},                          set()),
        "head":        ({"take_back"},                          set()),
        "secretariat": ({"accept", "take_back"},                set()),
        "system":      ({"terminate", "keep"},                  {"terminate", "keep", "come_back"}),
    },
    "termination": {
        "secretariat": ({"open_vote", "take_back"},             set()),
        "system":      ({"terminate", "keep"},                  {"terminate", "keep", "come_back"}),
    },
}  # fmt: skip

OF_A_MEMBER = {"focal_point", "head", "head_elsewhere", "office", "office_elsewhere"}
SIMPLE = {
    may_read_decisions: OF_A_MEMBER | {"secretariat", "excom", "administrator"},
    may_see_applications: {"secretariat", "excom", "administrator"},
    may_enter_standings: {"secretariat", "administrator", "system"},
    may_minute_decisions: {"administrator", "system"},
    may_propose_termination: {"secretariat"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _on_the_day():
    with standing_at(DAY):
        yield


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def actors(cast):
    """Everybody of the table; `applicant` filed the application that the holder of the link holds."""
    application = filed(by=cast["other"])
    cast.people |= {
        "link": LinkHolder(application.key),
        "other link": LinkHolder("another key"),
        "applicant": cast["other"],
        "other": cast["head_elsewhere"],
    }
    return application, {role: cast[role] for role in ROLES}


@pytest.mark.parametrize("role", ROLES)
def test_steps_of_an_application(actors, role):
    application, people = actors
    table = APPLICATION_STEPS.get(role, {})

    for state in Application.State.values:
        application.state = state
        wanted = set(table.get(state, "").split())
        assert {each.name for each in application_flow.open_steps(people[role], application)} == wanted, state


@pytest.mark.parametrize("kind", ["withdrawal", "termination"])
@pytest.mark.parametrize("role", ROLES)
def test_steps_of_a_departure(cast, actors, role, kind):
    _application, people = actors
    standing = Standing.objects.get(organization=cast.members["Gampaha"])
    departure = Departure(kind=kind, standing=standing)
    asked, voted = DEPARTURE_STEPS[kind].get(role, (set(), set()))

    for state in Departure.State.values:
        departure.state = state
        wanted = {"asked": asked, "voting": voted}.get(state, set())
        assert {each.name for each in departure_flow.open_steps(people[role], departure)} == wanted, state


@pytest.mark.parametrize("role", ROLES)
def test_steps_of_a_vote(cast, actors, role):
    _application, people = actors
    matale, decision = voting(cast, "Kandy")
    wanted = {"excom": {"vote"}, "secretariat": {"close"}, "system": {"close"}}.get(role, set())

    assert {each.name for each in decision_flow.open_steps(people[role], decision)} == wanted
    vote(cast, decision, Seoul="yes", Chengdu="yes", Jakarta="yes")
    decisions.close(decision, by=cast["secretariat"])
    assert decision_flow.open_steps(people[role], Decision.objects.get(pk=decision.pk)) == []
    assert matale.number == "2016-002"


@pytest.mark.parametrize("may", SIMPLE, ids=lambda may: may.name)
def test_plain_permissions(actors, may):
    _application, people = actors

    assert {role for role in ROLES if may(people[role])} == SIMPLE[may] | (
        {"other"} if "head_elsewhere" in SIMPLE[may] else set()
    )


def test_who_asks_to_leave_and_who_sees_it(cast, actors):
    _application, people = actors
    standing = Standing.objects.get(organization=cast.members["Gampaha"])
    departure = departures.ask_to_withdraw(standing, by=cast["head"], reason="We lack the means.")

    assert {role for role in ROLES if may_ask_to_withdraw(people[role], standing)} == {"focal_point", "head"}
    assert {role for role in ROLES if may_see_departure(people[role], departure)} == {
        "focal_point", "head", "office", "secretariat", "excom", "administrator",
    }  # fmt: skip


def test_who_sees_an_application(actors):
    application, people = actors
    persons = [role for role in ROLES if role not in {"anonymous", "link", "other link"}]

    seen = {role for role in persons if visible_to(people[role]).filter(pk=application.pk).exists()}
    assert seen == {"applicant", "office", "secretariat", "excom", "administrator"}


def test_every_step_stands_in_the_table():
    named = {step for row in APPLICATION_STEPS.values() for steps in row.values() for step in steps.split()}
    assert named == set(application_flow.steps)

    departing = set().union(*(step for kind in DEPARTURE_STEPS.values() for row in kind.values() for step in row))
    assert departing == set(departure_flow.steps)
