"""Who may give and end which post, and who may forget whom."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress

from koinon.core.clock import today
from koinon.core.notify.models import Message
from koinon.core.people import posts, services
from koinon.core.people.models import DataUse, Mandate, Person
from koinon.core.people.tests.factories import a_person, a_secretary, an_administrator, an_organization, the_league
from koinon.core.record.models import Entry
from koinon.core.refusal import NotAllowed

pytestmark = pytest.mark.django_db
FROM = date(2015, 1, 1)


def held(person, post, organization):
    return Mandate.objects.create(person=person, post=post, organization=organization, starts_on=FROM)


GIVES = {
    #                 administrator  secretariat  a post of members
    "administrator": (True,          True,        True),
    "secretariat":   (False,         False,       True),
    "nobody":        (False,         False,       False),
}  # fmt: skip


@pytest.mark.parametrize(("who", "row"), GIVES.items())
def test_who_may_give_and_end_which_post(who, row, monkeypatch):
    monkeypatch.setitem(posts._labels, "focal_point", "Focal point")
    giver = {"administrator": an_administrator, "secretariat": a_secretary, "nobody": a_person}[who]()
    city, league = an_organization(), the_league()
    for post, where, may in zip(("administrator", "secretariat", "focal_point"), (league, league, city), row, strict=True):
        taker = a_person()
        if may:
            given = services.grant_mandate(taker, post, where, by=giver, starts_on=FROM)
            assert taker.holds(post, where)
            services.end_mandate(given, by=giver, on=FROM + timedelta(days=9))
            assert not Person.objects.get(pk=taker.pk).holds(post)
        else:
            with pytest.raises(NotAllowed):
                services.grant_mandate(taker, post, where, by=giver, starts_on=FROM)
            with pytest.raises(NotAllowed):
                services.end_mandate(held(taker, post, where), by=giver, on=today())


def test_giving_and_ending_stand_in_the_record():
    giver, taker = an_administrator(), a_person()
    given = services.grant_mandate(taker, posts.SECRETARIAT, the_league(), by=giver, starts_on=FROM)
    services.end_mandate(given, by=giver, on=today())
    assert list(Entry.objects.order_by("pk").values_list("deed", flat=True)) == ["people.mandate_given", "people.mandate_ended"]


def test_nobody_ends_the_last_administrator():
    only = an_administrator()
    with pytest.raises(services.LastAdministrator):
        services.end_mandate(only.mandates.get(), by=only, on=today())
    other = an_administrator()
    services.end_mandate(only.mandates.get(), by=other, on=today() - timedelta(days=1))
    assert not Person.objects.get(pk=only.pk).holds(posts.ADMINISTRATOR)


def test_a_post_of_the_house_is_held_at_the_league_alone():
    with pytest.raises(services.WrongPlace):
        services.grant_mandate(a_person(), posts.SECRETARIAT, an_organization(), by=an_administrator(), starts_on=FROM)


def test_a_post_is_held_once_at_a_time():
    giver, taker, league = an_administrator(), a_person(), the_league()
    services.grant_mandate(taker, posts.SECRETARIAT, league, by=giver, starts_on=FROM)
    with pytest.raises(services.HeldAlready):
        services.grant_mandate(taker, posts.SECRETARIAT, league, by=giver, starts_on=today())


def test_an_unknown_post_and_a_day_before_the_first_are_refused():
    giver, taker, league = an_administrator(), a_person(), the_league()
    with pytest.raises(services.UnknownPost):
        services.grant_mandate(taker, "emperor", league, by=giver, starts_on=FROM)
    with pytest.raises(services.EndsBeforeItStarts):
        services.grant_mandate(taker, posts.SECRETARIAT, league, by=giver, starts_on=FROM, ends_on=date(2014, 1, 1))


def test_an_invited_person_gets_a_link_that_sets_a_password_once(client):
    invited = services.invite("Clerk@Example.org", "Clerk", by=a_secretary(), language="ko")
    assert (invited.email, invited.language, invited.has_usable_password()) == ("clerk@example.org", "ko", False)
    assert EmailAddress.objects.get(user=invited).verified
    message = Message.objects.get(recipient=invited)
    link = services.password_link(invited)
    assert "/account/password/reset/key/" in message.text

    form = client.get(link, follow=True)
    set_at = form.redirect_chain[-1][0]
    answer = client.post(set_at, {"password1": "a fine new pass", "password2": "a fine new pass"})
    assert answer.status_code == 302
    assert Person.objects.get(pk=invited.pk).check_password("a fine new pass")
    assert "password1" not in client.get(link, follow=True).content.decode()


def test_an_address_is_invited_once_and_by_the_house_alone():
    known = a_person()
    with pytest.raises(services.KnownAlready):
        services.invite(known.email.upper(), "Again", by=a_secretary())
    with pytest.raises(NotAllowed):
        services.invite("new@example.org", "New", by=known)


def test_a_look_at_someones_data_is_noted_once_an_hour():
    looker, person = a_secretary(), a_person()
    for _look in range(3):
        services.note_use(person, by=looker, purpose="Looked")
    services.note_use(person, by=person, purpose="Looked")
    assert list(DataUse.objects.values_list("person", "by", "purpose")) == [(person.pk, looker.pk, "Looked")]


def test_erasing_forgets_who_and_keeps_what(client):
    administrator, person = an_administrator(), a_person("Jane Doe", post=posts.SECRETARIAT)
    email = person.email
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/account/profile/")
    services.invite("other@example.org", "Other", by=person)

    services.erase(person, by=administrator)

    row = Person.objects.get(pk=person.pk)
    assert (row.name, row.phone, row.is_active, row.has_usable_password()) == ("", "", False, False)
    assert "Jane" not in row.email
    assert not EmailAddress.objects.filter(email=email).exists()
    assert not row.mandates.in_force_on(today()).exists()
    assert not Entry.objects.filter(actor=person).exists()
    assert Entry.objects.filter(deed="people.invited").exists()
    assert client.get("/account/profile/").status_code == 302


def test_people_erase_themselves_but_not_the_last_administrator_nor_others():
    person, only = a_person(), an_administrator()
    with pytest.raises(NotAllowed):
        services.erase(only, by=person)
    with pytest.raises(services.LastAdministrator):
        services.erase(only, by=only)
    services.erase(person, by=person)
    assert not Person.objects.get(pk=person.pk).is_active


def test_every_deed_of_this_room_has_its_words():
    from koinon.core.record.deeds import deed_name

    for deed in (
        "invited",
        "mandate_given",
        "mandate_ended",
        "erased",
        "token_made",
        "token_revoked",
        "client_registered",
        "client_removed",
    ):
        assert deed_name(f"people.{deed}") != f"people.{deed}"


def test_the_record_agrees_with_the_rows_after_all_deeds():
    """A person changing their own settings leaves no entry, and is no row changed behind the product's back."""
    from django.core.management import call_command

    administrator, secretary = an_administrator(), a_secretary()
    invited = services.invite("clerk@example.org", "Clerk", by=secretary)
    services.change_profile(invited, by=invited, name="Clerk of Gimpo", language="ko", phone="+82 2 1")
    given = services.grant_mandate(invited, posts.SECRETARIAT, the_league(), by=administrator, starts_on=FROM)
    services.end_mandate(given, by=administrator, on=today())
    services.erase(invited, by=administrator)
    call_command("verify_record")
