"""Applying: filing, the same body under another spelling, returning, withdrawing."""

from datetime import date

import pytest

from koinon.core.clock import standing_at
from koinon.core.notify.models import Message
from koinon.core.places.models import Alias, Organization, PopulationFigure
from koinon.core.record import entries_about
from koinon.core.refusal import MovedOn, NotAllowed
from koinon.league.membership.actors import LinkHolder
from koinon.league.membership.models import Application, ApplicationSeries, RegionalAssignment, Standing
from koinon.league.membership.queries.applications import candidates
from koinon.league.membership.services import applications, drafts
from koinon.league.membership.services.admission_refusals import (
    AlreadyApplied,
    AlreadyMember,
    FixedByFiling,
    Incomplete,
    IsItThisOne,
    MailboxNotConfirmed,
    NotEligible,
    ReturnReason,
    SameName,
)
from koinon.league.membership.tests.admission_cast import (
    DAY,
    admitted,
    draft,
    filed,
    friend,
    link_of,
    make_cast,
    member,
    organization,
    voting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with standing_at(DAY):
        yield


@pytest.fixture
def cast():
    return make_cast()


def deeds_of(thing):
    return [entry.deed for entry in entries_about(thing)]


def test_a_local_government_is_associate_from_the_day_of_filing(cast):
    application = filed()
    matale = application.organization

    assert (application.number, application.state, application.filed_on, application.category) == (
        "2016-001",
        "filed",
        DAY,
        "full",
    )
    assert list(Standing.objects.filter(organization=matale).values_list("category", "since", "until")) == [
        ("associate", DAY, None)
    ]
    assert (matale.kind, matale.region, matale.website) == ("local_government", "asia", "https://matale.example")
    assert list(matale.populations.values_list("year", "inhabitants", "source")) == [(2012, 36_352, "Census of 2012")]
    assert deeds_of(application) == ["membership.application_filed"]


def test_filing_names_the_regional_office_of_the_region(cast):
    matale = filed().organization

    served = RegionalAssignment.objects.get(organization=matale)
    assert (served.office.host, served.since) == (cast.members["Chengdu"], DAY)


def test_filing_is_told_to_the_applicant_the_secretariat_and_the_regional_office(cast):
    filed()

    told = {message.email for message in Message.objects.exclude(kind__contains="confirm")}
    assert told == {"clerk@matale.example", "secretariat@example.org", "office@example.org"}


def test_a_friendship_applicant_has_no_standing_until_it_is_confirmed(cast):
    application = friend()

    assert application.category == "friendship"
    assert not Standing.objects.filter(organization=application.organization).exists()
    assert not application.organization.populations.exists()


def test_numbers_run_without_gaps_by_year(cast):
    filed("Matale")
    refused = draft("Kandy")
    refused.contacts.all().delete()
    with pytest.raises(Incomplete):
        applications.file(refused, by=link_of(refused))
    second = filed("Galle")
    with standing_at(date(2017, 1, 2)):
        third = filed("Trincomalee")

    assert [second.number, third.number] == ["2016-002", "2017-001"]
    assert dict(ApplicationSeries.objects.values_list("year", "last")) == {2016: 2, 2017: 1}


def test_filing_asks_for_the_mailbox_and_for_every_answer(cast):
    application = drafts.start("clerk@matale.example")
    with pytest.raises(MailboxNotConfirmed):
        applications.file(application, by=link_of(application))

    drafts.confirm_by_code(application, application.code)
    with pytest.raises(Incomplete) as refusal:
        applications.file(application, by=link_of(application))

    assert "name of the organization" in str(refusal.value)
    assert "signed form" in str(refusal.value)
    assert Application.objects.get().state == "draft"


def test_who_is_signed_in_needs_no_code(cast):
    application = filed(by=cast["other"])

    assert (application.applicant, application.email) == (cast["other"], "other@example.org")


def test_nobody_else_files_or_changes_it(cast):
    application = draft()

    for other in (cast["secretariat"], cast["other"], LinkHolder("another key")):
        with pytest.raises(NotAllowed):
            applications.file(application, by=other)
        with pytest.raises(NotAllowed):
            drafts.save_answers(application, by=other, reason="Ours")


@pytest.mark.parametrize("kind", ["company", "institution", "international_body"])
def test_other_kinds_are_shown_the_way_to_partnership(cast, kind):
    application = drafts.start("clerk@matale.example")

    with pytest.raises(NotEligible):
        drafts.save_answers(application, by=link_of(application), kind=kind)


def test_friendship_did_not_exist_before_the_amendment(cast):
    with standing_at(date(2014, 11, 6)), pytest.raises(NotEligible):
        friend()
    with standing_at(date(2014, 11, 7)):
        assert friend().category == "friendship"


def test_the_same_body_under_another_spelling_is_offered(cast):
    gazira, sudan = organization("Gazira State", "SD"), "SD"
    Alias.objects.create(organization=gazira, name="Al Jazirah")

    assert [each.organization for each in candidates("Gezeera State", sudan)] == [gazira]
    application = draft("Gezeera State", sudan)
    with pytest.raises(IsItThisOne):
        applications.file(application, by=link_of(application))
    drafts.choose_organization(application, gazira, by=link_of(application))
    applications.file(application, by=link_of(application))

    assert application.organization == gazira
    assert set(gazira.aliases.values_list("name", flat=True)) == {"Al Jazirah", "Gezeera State"}


def test_gadarif_city_and_gadarif_state_are_two(cast):
    organization("Gadarif City", "SD")

    assert candidates("Gadarif State", "SD") == []
    assert filed("Gadarif State", "SD").organization.name == "Gadarif State"


def test_da_nang_is_danang_and_not_in_another_country(cast):
    organization("Da Nang", "VN")

    assert [each.organization.name for each in candidates("Danang", "VN")] == ["Da Nang"]
    assert candidates("Danang", "LK") == []


def test_none_of_those_offered_makes_a_new_organization_unless_the_name_is_the_same(cast):
    organization("Matara", "LK")
    application = draft("Matale")
    drafts.choose_organization(application, None, by=link_of(application))
    assert applications.file(application, by=link_of(application)).organization.name == "Matale"

    same = draft("Matara")
    drafts.choose_organization(same, None, by=link_of(same))
    with pytest.raises(SameName):
        applications.file(same, by=link_of(same))


def test_a_change_of_name_forgets_the_organization_that_was_chosen(cast):
    galle = organization("Galle", "LK")
    application = draft("Gale")
    drafts.choose_organization(application, galle, by=link_of(application))

    drafts.save_answers(application, by=link_of(application), name="Matale")

    assert (application.organization, application.is_another) == (None, False)


def test_a_member_is_refused_with_the_way_out(cast):
    application, gampaha = draft("Gampaha"), cast.members["Gampaha"]
    with pytest.raises(AlreadyMember):
        drafts.choose_organization(application, gampaha, by=link_of(application))
    Application.objects.update(organization=gampaha)

    with pytest.raises(AlreadyMember) as refusal:
        applications.file(application, by=link_of(application))

    assert "Gampaha is a member already" in str(refusal.value)
    assert Application.objects.get(pk=application.pk).number is None


def test_one_open_application_an_organization(cast):
    first = filed("Matale")
    second = draft("Matale")
    with pytest.raises(AlreadyApplied):
        drafts.choose_organization(second, first.organization, by=link_of(second))
    Application.objects.filter(pk=second.pk).update(organization=first.organization)

    with pytest.raises(AlreadyApplied):
        applications.file(second, by=link_of(second))


def test_an_associate_whose_application_no_source_states_may_apply(cast):
    baguio = member("Baguio", "PH", "associate", since=date(2016, 3, 31))
    application = draft("Baguio", "PH")
    drafts.choose_organization(application, baguio, by=link_of(application))

    applications.file(application, by=link_of(application))

    assert list(Standing.objects.filter(organization=baguio).values_list("category", "since", "until")) == [
        ("associate", date(2016, 3, 31), None)
    ]


def test_filing_leaves_what_the_league_knows_of_an_organization_alone_until_it_is_admitted(cast):
    galle = organization("Galle", "LK", website="https://galle.example")
    PopulationFigure.objects.create(organization=galle, year=2012, inhabitants=99_478, source="GeoNames")
    application = draft("Galle")
    drafts.choose_organization(application, galle, by=link_of(application))

    applications.file(application, by=link_of(application))

    galle.refresh_from_db()
    assert galle.website == "https://galle.example"
    assert list(galle.populations.values_list("inhabitants", "source")) == [(99_478, "GeoNames")]


def test_returned_corrected_and_filed_again_keeps_number_day_and_standing(cast):
    application = filed()
    with standing_at(date(2016, 4, 6)):
        applications.return_(application, by=cast["office"], reason="The form lacks the signature.", correct_by=date(2016, 4, 20))
        assert application.returned_because == "The form lacks the signature."
        drafts.save_answers(application, by=link_of(application), population=36_500)
        applications.file(application, by=link_of(application))

    assert (application.state, application.number, application.filed_on) == ("filed", "2016-001", DAY)
    assert Standing.objects.filter(organization=application.organization).count() == 1
    assert [each.inhabitants for each in application.organization.populations.all()] == [36_500]
    assert deeds_of(application) == [
        "membership.application_filed",
        "membership.application_returned",
        "membership.application_changed",
        "membership.application_filed",
    ]


def test_returning_needs_a_reason_and_a_filed_application(cast):
    application = filed()

    with pytest.raises(ReturnReason):
        applications.return_(application, by=cast["secretariat"], reason="  ")
    with pytest.raises(NotAllowed):
        applications.return_(application, by=cast["office_elsewhere"], reason="Not ours")
    applications.return_(application, by=cast["secretariat"], reason="Sign it.")
    with pytest.raises(MovedOn):
        applications.return_(application, by=cast["secretariat"], reason="Again.")


def test_name_country_and_kind_stand_as_filed(cast):
    application = filed()
    applications.return_(application, by=cast["secretariat"], reason="Sign it.")

    with pytest.raises(FixedByFiling):
        drafts.save_answers(application, by=link_of(application), name="Matara")
    drafts.save_answers(application, by=link_of(application), name="Matale", reason="Another reason")

    assert application.reason == "Another reason"


def test_withdrawing_ends_the_standing_that_rested_on_the_application(cast):
    application, decision = voting(cast)
    with standing_at(date(2016, 4, 10)):
        applications.retract(application, by=link_of(application))
    decision.refresh_from_db()

    assert application.state == "retracted"
    assert decision.outcome == "called_off"
    assert list(Standing.objects.filter(organization=application.organization).values_list("until", "ending")) == [
        (date(2016, 4, 10), "retracted")
    ]


def test_a_draft_is_withdrawn_without_a_trace(cast):
    application = draft()

    applications.retract(application, by=link_of(application))

    assert (application.state, deeds_of(application)) == ("retracted", [])


def test_an_admitted_applicant_withdraws_no_more(cast):
    application = admitted(cast)

    with pytest.raises(MovedOn):
        applications.retract(application, by=link_of(application))


def test_a_slug_of_any_script(cast):
    assert filed("김포시", "KR").organization.slug
    assert Organization.objects.filter(name="김포시").exists()
