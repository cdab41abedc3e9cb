"""Recording a deed: what stands in the tree, what it commits to, and what erasing leaves."""

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction

from koinon.core.clock import standing_at
from koinon.core.people.models import Mandate, Person, system_person
from koinon.core.places.models import Organization, PopulationFigure
from koinon.core.record import entries_about, erase_person, record, storage
from koinon.core.record.leaf import Deed, Salts, canonical, commitment, opens, plain, read_leaf
from koinon.core.record.models import Entry, Opening, Tile, TreeHead
from koinon.core.record.receipts import opening_of
from koinon.core.record.services import erase_thing
from koinon.core.record.state import fields_of, knows, model_of, state_of, states_of
from koinon.engines.merkle import leaf_hash
from koinon.engines.tiles import MemoryStorage, append

pytestmark = pytest.mark.django_db


def test_a_deed_leaves_one_entry_in_the_tree(seoul, clerk):
    with standing_at(datetime(2014, 11, 4, 2, tzinfo=UTC)):
        entry = record(clerk, "membership.admitted", seoul, details={"on": date(2014, 11, 4)})

    leaf = read_leaf(entry.leaf)
    assert entry.index == 0
    assert storage.size() == 1
    assert storage.head().root() == leaf_hash(bytes(entry.leaf))
    assert {name: leaf[name] for name in ("v", "deed", "at", "kind", "role")} == {
        "v": 1,
        "deed": "membership.admitted",
        "at": "2014-11-04T02:00:00.000000Z",
        "kind": "core.organization",
        "role": "person",
    }
    assert entry.get_absolute_url() == "/record/0/"


def test_the_role_is_the_post_held_that_day(seoul, clerk, resident):
    assert record(clerk, "x.done").role == "secretariat"
    assert record(resident, "x.done").role == "person"
    assert record(system_person(), "x.done").role == "system"
    assert record(None, "x.done").role == "public"
    assert record(clerk, "x.done", role="excom").role == "excom"


def test_a_leaf_holds_no_personal_data(seoul, clerk):
    entry = record(clerk, "membership.returned", seoul, details={"reason": "Ms Lee forgot the form"})
    leaf = bytes(entry.leaf).decode()
    for secret in ("Lee", "Kim", clerk.email, '"Seoul"', "forgot"):
        assert secret not in leaf


def test_the_same_deed_twice_gives_two_leaves(seoul, clerk):
    assert record(clerk, "x.done", seoul).leaf != record(clerk, "x.done", seoul).leaf


def test_commitments_open_to_the_truth_and_to_nothing_else(seoul, clerk):
    entry = record(clerk, "membership.admitted", seoul, details={"votes": 7})
    leaf, opening = read_leaf(entry.leaf), Opening.objects.get(entry=entry)

    assert opens(leaf, "by", opening.by_salt, str(clerk.pk))
    assert not opens(leaf, "by", opening.by_salt, str(clerk.pk + 1))
    assert opens(leaf, "thing", opening.thing_salt, str(seoul.pk))
    assert opens(leaf, "details", opening.details_salt, {"votes": 7})
    assert opens(leaf, "state", opening.state_salt, state_of(seoul))
    assert not opens(leaf, "state", opening.thing_salt, state_of(seoul))
    assert set(opening_of(entry)) == {"by", "thing", "details", "state"}


def test_the_state_is_that_of_the_row_not_of_the_object_in_hand(seoul, clerk):
    seoul.name = "changed in memory only"
    entry = record(clerk, "x.done", seoul)
    opening = Opening.objects.get(entry=entry)
    seoul.refresh_from_db()
    assert opens(read_leaf(entry.leaf), "state", opening.state_salt, state_of(seoul))
    assert state_of(seoul)["name"] == "Seoul"


def test_a_state_leaves_out_what_changes_without_a_deed(clerk):
    assert "is_active" in fields_of(Person)
    assert not {"last_login", "password", "language", "id"} & set(fields_of(Person))


def test_one_row_and_many_rows_give_the_same_state(seoul, clerk):
    figure = PopulationFigure.objects.create(organization=seoul, year=2014, inhabitants=10_103_233, source="city")
    for thing in (seoul, clerk, Mandate.objects.get(), figure, seoul.country):
        many = dict(states_of(type(thing), fields_of(type(thing)), [thing.pk]))
        assert state_of(thing) == many[str(thing.pk)]
    assert state_of(Organization(pk=10**9)) is None


def test_a_row_that_was_never_saved_is_not_recorded(seoul, clerk):
    for missing in (Organization(name="Busan"), Organization(pk=10**9)):
        with pytest.raises(ValueError, match="not in the database"):
            record(clerk, "x.done", missing)
    seoul.delete()
    with pytest.raises(ValueError, match="not in the database"):
        record(clerk, "x.done", seoul)


def test_a_deed_that_fails_leaves_no_entry(seoul, clerk):
    def deed():
        with transaction.atomic():
            record(clerk, "x.done", seoul)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        deed()
    assert (storage.size(), Entry.objects.count(), Opening.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_deed_is_recorded_inside_its_transaction(seoul, clerk):
    with pytest.raises(transaction.TransactionManagementError):
        record(clerk, "x.done", seoul)
    with transaction.atomic():
        assert record(clerk, "x.done", seoul).index == 0


def test_recording_takes_five_statements(seoul, clerk, django_assert_num_queries):
    record(clerk, "x.done", seoul)
    with django_assert_num_queries(5):  # the row's state, the head, entry, opening, the head again
        record(clerk, "x.done", seoul)


def test_the_database_keeps_the_same_tree_as_memory(clerk):
    memory = MemoryStorage()
    for number in range(600):
        entry = record(clerk, "x.done", details={"number": number})
        append(memory, leaf_hash(bytes(entry.leaf)))

    assert storage.head() == memory.frontier()
    assert list(Tile.objects.values_list("level", "number")) == [(0, 0), (0, 1)]
    assert TreeHead.objects.get().size == 600


def test_the_deeds_of_one_row_in_one_query(seoul, clerk, django_assert_num_queries):
    record(clerk, "membership.applied", seoul)
    record(clerk, "x.done", clerk)
    record(clerk, "membership.admitted", seoul)
    with django_assert_num_queries(1):
        assert [(entry.index, entry.deed, str(entry.actor)) for entry in entries_about(seoul)] == [
            (0, "membership.applied", "Kim Ha-neul"),
            (2, "membership.admitted", "Kim Ha-neul"),
        ]


# --- Erasing ----------------------------------------------------------------------------------


def test_erasing_a_person_leaves_the_tree_as_it_was(seoul, clerk, resident):
    record(clerk, "membership.admitted", seoul, details={"said": "by Ms Kim"})
    record(resident, "people.named", resident, details={"name": "Lee Seo-yeon"})
    record(resident, "membership.applied", seoul)
    leaves = list(Entry.objects.values_list("leaf", flat=True))
    head = storage.head()

    assert erase_person(resident) == 3

    assert storage.head() == head
    assert list(Entry.objects.values_list("leaf", flat=True)) == leaves
    assert opening_of(Entry.objects.get(pk=1)) == {}
    assert set(opening_of(Entry.objects.get(pk=2))) == {"thing", "state"}
    assert set(opening_of(Entry.objects.get(pk=0))) == {"by", "thing", "details", "state"}
    assert not Opening.objects.filter(details__contains="Lee").exists()


def test_with_a_persons_row_everything_that_tells_who_they_were_goes(resident):
    record(resident, "x.done", details={"told": "Lee"})
    resident.delete()
    entry = Entry.objects.get()
    assert (entry.actor, opening_of(entry)) == (None, {})


def test_erasing_a_thing(seoul, clerk):
    record(clerk, "x.done", seoul, details={"a": 1})
    assert erase_thing(seoul) == 1
    assert Entry.objects.get().thing_id is None
    assert opening_of(Entry.objects.get()) == {}


# --- Canonical JSON ---------------------------------------------------------------------------


def test_canonical_json():
    assert canonical({"b": 1, "a": [True, None, "é\n"]}) == '{"a":[true,null,"é\\n"],"b":1}'.encode()
    assert commitment(b"s", "x") == "a4f9ff14a8740a99e9148db674015c99361d77ed5c37da984f3149d8e8a524e1"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (datetime(2016, 3, 31, 9, tzinfo=UTC), "2016-03-31T09:00:00.000000Z"),
        (date(2016, 3, 31), "2016-03-31"),
        (time(9, 30), "09:30:00"),
        (timedelta(seconds=1), 1_000_000),
        (Decimal("5.00"), "5.00"),
        (Decimal("1E+3"), "1000"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (b"\x01", "01"),
        ({3, 1}, [1, 3]),
        (Organization.Kind.COMPANY, "company"),
        (Organization.Kind.COMPANY.label, "Company"),
        (object, "<class 'object'>"),
    ],
)
def test_values_are_the_same_whichever_database_they_come_from(value, said):
    assert json.loads(canonical(value)) == said
    assert plain(Organization(pk=5)) == "5"


def test_a_leaf_of_another_form_is_not_read():
    done = Deed("x", datetime(2016, 1, 1, tzinfo=UTC), "person", None, "", None, None, {})
    assert read_leaf(done.leaf(Salts.fresh()))["thing"] is None
    for other in (b"[]", b'{"v":2}', b"\xff", b"{"):
        with pytest.raises(ValueError):
            read_leaf(other)


def test_kinds_that_are_gone():
    assert model_of("core.organization") is Organization
    assert model_of("core.nothing") is None
    assert model_of("nonsense") is None
    assert knows(Organization, ["name"])
    assert not knows(Organization, ["name", "mayor"])
