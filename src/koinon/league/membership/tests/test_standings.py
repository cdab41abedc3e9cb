"""Standing is a dated history: every legal move and no other, and never two on one day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koinon.core.people.models import system_person
from koinon.core.record import entries_about
from koinon.core.refusal import NotAllowed, Refusal
from koinon.league.membership.models import Eligibility, Standing
from koinon.league.membership.services import standings
from koinon.league.membership.services.admission_refusals import (
    AlreadyMember,
    EndsBeforeItBegins,
    NotAMember,
    NotAnAssociate,
    Overlaps,
)
from koinon.league.membership.tests.admission_cast import member, organization, person

pytestmark = pytest.mark.django_db
FILED, ADMITTED = date(2016, 4, 4), date(2016, 4, 25)


def history(of):
    return list(Standing.objects.filter(organization=of).values_list("category", "since", "until", "ending"))


def test_an_applicant_is_associate_until_the_day_before_it_is_full():
    matale, by = organization("Matale", "LK"), system_person()

    standings.become_associate(matale, by=by, on=FILED)
    standings.become_full(matale, by=by, on=ADMITTED)

    assert history(matale) == [
        ("associate", FILED, date(2016, 4, 24), "admitted"),
        ("full", ADMITTED, None, ""),
    ]


def test_whoever_is_admitted_on_the_day_of_filing_is_full_from_the_next_day():
    matale, by = organization("Matale", "LK"), system_person()

    standings.become_associate(matale, by=by, on=FILED)
    standings.become_full(matale, by=by, on=FILED)

    assert history(matale) == [
        ("associate", FILED, FILED, "admitted"),
        ("full", FILED + timedelta(days=1), None, ""),
    ]


def test_friendship_opens_on_confirmation_with_nothing_before():
    union, by = organization("Union of Towns", "LK", kind="association"), system_person()

    standings.become_friend(union, by=by, on=ADMITTED)

    assert history(union) == [("friendship", ADMITTED, None, "")]


def test_only_an_associate_becomes_full():
    matale, by = organization("Matale", "LK"), system_person()

    with pytest.raises(NotAnAssociate):
        standings.become_full(matale, by=by, on=ADMITTED)
    standings.become_friend(matale, by=by, on=FILED)
    with pytest.raises(NotAnAssociate):
        standings.become_full(matale, by=by, on=ADMITTED)

    assert history(matale) == [("friendship", FILED, None, "")]


def test_a_member_does_not_become_something_else_beside():
    seoul, by = member("Seoul", "KR"), system_person()

    for deed in (standings.become_associate, standings.become_friend):
        with pytest.raises(AlreadyMember):
            deed(seoul, by=by, on=ADMITTED)

    assert len(history(seoul)) == 1


def test_the_last_day_is_a_day_of_membership():
    seoul, by = member("Seoul", "KR", since=FILED), system_person()

    standings.leave(seoul, by=by, on=ADMITTED, ending="withdrawn")

    assert Standing.objects.on(ADMITTED).count() == 1
    assert Standing.objects.on(ADMITTED + timedelta(days=1)).count() == 0
    assert Standing.objects.on(FILED - timedelta(days=1)).count() == 0


def test_who_left_today_and_files_today_is_associate_from_tomorrow():
    seoul, by = member("Seoul", "KR", since=FILED), system_person()

    standings.leave(seoul, by=by, on=ADMITTED, ending="withdrawn")
    standings.become_associate(seoul, by=by, on=ADMITTED)

    assert history(seoul)[1] == ("associate", ADMITTED + timedelta(days=1), None, "")


def test_nobody_leaves_before_they_came_or_without_having_come():
    seoul, by = member("Seoul", "KR", since=ADMITTED), system_person()

    with pytest.raises(EndsBeforeItBegins):
        standings.leave(seoul, by=by, on=FILED, ending="withdrawn")
    with pytest.raises(NotAMember):
        standings.leave(organization("Matale", "LK"), by=by, on=FILED, ending="withdrawn")


def test_a_historic_standing_is_entered_by_those_who_may_and_where_there_is_room():
    seoul, by = member("Seoul", "KR", since=ADMITTED), system_person()

    with pytest.raises(NotAllowed):
        standings.enter(seoul, "full", by=person("other"), since=date(2010, 1, 1), until=FILED, ending="unstated")
    with pytest.raises(Overlaps):
        standings.enter(seoul, "full", by=by, since=FILED, until=ADMITTED, ending="unstated")
    with pytest.raises(AlreadyMember):
        standings.enter(seoul, "full", by=by, since=FILED)
    entered = standings.enter(seoul, "full", by=by, since=date(2010, 1, 1), until=FILED, ending="unstated", since_is_known=False)

    assert history(seoul)[0] == ("full", date(2010, 1, 1), FILED, "unstated")
    assert [entry.deed for entry in entries_about(entered)] == ["membership.standing_entered"]


def test_the_database_itself_refuses_an_overlap():
    seoul = member("Seoul", "KR", since=ADMITTED)

    with pytest.raises(IntegrityError), transaction.atomic():
        Standing.objects.create(organization=seoul, category="associate", since=FILED, until=ADMITTED, ending="admitted")
    Standing.objects.create(
        organization=seoul, category="associate", since=FILED, until=ADMITTED - timedelta(days=1), ending="admitted"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Standing.objects.filter(category="associate").update(until=ADMITTED)

    assert len(history(seoul)) == 2


def test_friendship_is_for_associations_and_agencies_since_the_amendment_of_2014():
    category_for = Eligibility.objects.category_for
    before, after = date(2014, 11, 6), date(2014, 11, 7)

    assert {
        kind: (category_for(kind, before), category_for(kind, after))
        for kind in ("local_government", "association", "government_agency", "company")
    } == {
        "local_government": ("full", "full"),
        "association": (None, "friendship"),
        "government_agency": (None, "friendship"),
        "company": (None, None),
    }


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["associate", "full", "friend", "leave", "enter"]),
        st.integers(0, 20),
        st.integers(0, 10),
    ),
    max_size=12,
)


@given(moves=MOVES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_deeds_makes_two_standings_on_one_day(moves):
    by = system_person()
    with transaction.atomic():
        city = organization("Matale", "LK")
        for move, day, length in moves:
            _try(move, city, by, FILED + timedelta(days=day), timedelta(days=length))
            assert_never_two(city)
        transaction.set_rollback(True)


def _try(move, city, by, on, length):
    deeds = {
        "associate": lambda: standings.become_associate(city, by=by, on=on),
        "full": lambda: standings.become_full(city, by=by, on=on),
        "friend": lambda: standings.become_friend(city, by=by, on=on),
        "leave": lambda: standings.leave(city, by=by, on=on, ending="withdrawn"),
        "enter": lambda: standings.enter(city, "full", by=by, since=on, until=on + length, ending="unstated"),
    }
    try:
        with transaction.atomic():
            deeds[move]()
    except Refusal:
        return


def assert_never_two(city):
    for day in range(-1, 40):
        assert Standing.objects.filter(organization=city).on(FILED + timedelta(days=day)).count() <= 1
