"""A flow's table: which steps are open, what is refused, and the diagram."""

import pytest
import rules

from koinon.core.flow import Flow, step
from koinon.core.people.tests.factories import a_person, an_organization
from koinon.core.places.models import Organization
from koinon.core.refusal import MovedOn, NotAllowed

pytestmark = pytest.mark.django_db


@rules.predicate
def is_ann(person, thing=None):
    return person.name == "Ann"


Kind = Organization.Kind
FLOW = Flow(
    step("found", start=Kind.LOCAL_GOVERNMENT, end=Kind.COMPANY, may=is_ann, label="Found a company"),
    step("audit", start={Kind.COMPANY, Kind.ASSOCIATION}, may=rules.always_true),
    field="kind",
)


def test_the_table_draws_the_buttons():
    city, ann, bob = an_organization(), a_person("Ann"), a_person("Bob")
    assert [(each.name, str(each.label)) for each in FLOW.open_steps(ann, city)] == [("found", "Found a company")]
    assert FLOW.open_steps(bob, city) == []
    assert FLOW.may("found", ann, city)
    assert not FLOW.may("audit", ann, city)


def test_a_step_sets_the_state_and_leaves_saving_to_the_deed():
    city = an_organization()
    FLOW.take("found", a_person("Ann"), city)
    assert city.kind == Kind.COMPANY
    assert Organization.objects.get(pk=city.pk).kind == Kind.LOCAL_GOVERNMENT


def test_a_step_without_an_end_stays():
    company = an_organization(kind=Kind.COMPANY)
    assert FLOW.take("audit", a_person("Bob"), company).label == "Audit"
    assert company.kind == Kind.COMPANY


def test_who_may_not_is_told_before_that_it_moved_on():
    company = an_organization(kind=Kind.COMPANY)
    with pytest.raises(NotAllowed):
        FLOW.take("found", a_person("Bob"), company)
    with pytest.raises(MovedOn):
        FLOW.take("found", a_person("Ann"), company)


def test_the_row_is_read_anew_under_the_lock():
    stale = an_organization()
    Organization.objects.filter(pk=stale.pk).update(kind=Kind.COMPANY)
    with pytest.raises(MovedOn):
        FLOW.take("found", a_person("Ann"), stale)


def test_the_diagram_names_every_move():
    assert FLOW.diagram().splitlines() == [
        "stateDiagram-v2",
        "    local_government --> company: found",
        "    association --> association: audit",
        "    company --> company: audit",
    ]


def test_a_step_has_one_name():
    with pytest.raises(ValueError, match="same name"):
        Flow(step("a", start="x", may=is_ann), step("a", start="y", may=is_ann))
