"""The register of partners: its rules as tables, its pages as a secretary uses them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from koinon.core.clock import deadline, standing_at
from koinon.core.notify.models import Message
from koinon.core.people.tests.factories import a_person, a_secretary, an_administrator, an_organization
from koinon.core.record.models import Entry
from koinon.core.refusal import MovedOn, NotAllowed, Refusal
from koinon.core.web import desk
from koinon.league.partners import demo, public, services
from koinon.league.partners.models import Memorandum
from koinon.league.partners.rules import memorandum_flow

pytestmark = pytest.mark.django_db
SIGNED = date(2014, 8, 28)


@pytest.fixture
def agreement() -> Memorandum:
    return services.register(
        an_organization("National Information Society Agency"),
        by=a_secretary(),
        signed_on=SIGNED,
        ends_on=date(2017, 8, 27),
        remind_on=date(2017, 5, 27),
        scope={"en": "Training and e-government tools"},
    )


OPEN_STEPS = {
    #               in force                                      renewed          ended
    "secretariat": (["amend", "add_activity", "renew", "end"], ["add_activity"], ["add_activity", "renew"]),
    "administrator": ([], [], []),
    "focal point": ([], [], []),
    "anyone": ([], [], []),
}


@pytest.mark.parametrize("role", OPEN_STEPS)
def test_who_may_do_what(role: str, agreement: Memorandum) -> None:
    person = {
        "secretariat": a_secretary,
        "administrator": an_administrator,
        "focal point": lambda: a_person(post="focal_point", organization=agreement.partner),
        "anyone": a_person,
    }[role]()
    found = []
    for state in ("in_force", "renewed", "ended"):
        agreement.state = state
        found.append([step.name for step in memorandum_flow.open_steps(person, agreement)])
    assert tuple(found) == OPEN_STEPS[role]


REFUSED: list[tuple[dict[str, Any], type[Refusal]]] = [
    ({"signed_on": date(2090, 1, 1)}, services.SignedInTheFuture),
    ({"signed_on": SIGNED, "ends_on": date(2014, 8, 27)}, services.EndsBeforeItBegins),
    ({"signed_on": SIGNED, "remind_on": date(2015, 1, 1)}, services.NothingToRemindOf),
    ({"signed_on": SIGNED, "ends_on": date(2015, 1, 1), "remind_on": date(2015, 1, 2)}, services.NothingToRemindOf),
]


@pytest.mark.parametrize(("facts", "refusal"), REFUSED)
def test_what_is_refused_leaves_nothing_behind(facts: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        services.register(an_organization(), by=a_secretary(), **facts)
    assert Memorandum.objects.count() == 0
    assert Entry.objects.filter(deed="partners.memorandum_registered").count() == 0


def test_the_same_agreement_is_registered_once(agreement: Memorandum) -> None:
    with pytest.raises(services.ListedAlready):
        services.register(agreement.partner, by=a_secretary(), signed_on=SIGNED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Memorandum.objects.create(partner=agreement.partner, signed_on=SIGNED)


def test_only_the_secretariat_registers() -> None:
    with pytest.raises(NotAllowed):
        services.register(an_organization(), by=a_person(), signed_on=SIGNED)


def test_a_renewal_takes_the_place_of_the_old_one(agreement: Memorandum) -> None:
    later = services.renew(agreement, by=a_secretary(), signed_on=date(2017, 8, 28))
    agreement.refresh_from_db()
    assert (agreement.state, later.renews, later.state) == ("renewed", agreement, "in_force")
    assert deadline.of(agreement, services.RENEWAL) is None
    with pytest.raises(MovedOn):
        services.renew(agreement, by=a_secretary(), signed_on=date(2018, 1, 1))


def test_a_renewal_cannot_be_signed_before_the_agreement(agreement: Memorandum) -> None:
    with pytest.raises(services.EndsBeforeItBegins):
        services.renew(agreement, by=a_secretary(), signed_on=date(2014, 1, 1))
    agreement.refresh_from_db()
    assert agreement.state == "in_force"


def test_the_secretariat_is_reminded_once(agreement: Memorandum, django_capture_on_commit_callbacks: Any) -> None:
    with standing_at(date(2017, 5, 26)):
        deadline.fire_due()
    assert Message.objects.filter(kind=services.RENEWAL).count() == 0
    with standing_at(date(2017, 5, 28)):
        deadline.fire_due()
        deadline.fire_due()
        rows = [row.what for row in desk.waiting_for(a_secretary())]
    assert Message.objects.filter(kind=services.RENEWAL).count() == 1
    assert rows == ["Renew the agreement with National Information Society Agency, or let it end"]


def test_no_reminder_of_what_has_ended(agreement: Memorandum) -> None:
    services.end(agreement, by=a_secretary(), on=date(2016, 1, 1))
    with standing_at(date(2017, 6, 1)):
        deadline.fire_due()
    assert Message.objects.filter(kind=services.RENEWAL).count() == 0


def test_partners_on_a_day(agreement: Memorandum) -> None:
    assert public.partner_ids_on(date(2014, 8, 27)) == frozenset()
    assert public.partner_ids_on(SIGNED) == {agreement.partner_id}
    assert public.partner_ids_on(date(2017, 8, 28)) == frozenset()


def test_a_language_the_site_does_not_have_is_refused(agreement: Memorandum) -> None:
    agreement.scope = {"xx": "?"}
    with pytest.raises(ValidationError):
        agreement.full_clean()


def test_the_demonstration_holds_the_ten_dated_memoranda_once() -> None:
    by = a_secretary()
    demo.load(by)
    demo.load(by)
    signed = Memorandum.objects.values_list("signed_on", flat=True)
    assert len(signed) == 10
    assert (min(signed), max(signed)) == (date(2011, 1, 1), date(2016, 3, 1))


def test_a_secretary_registers_corrects_and_ends_an_agreement(client: Any) -> None:
    client.force_login(a_secretary())
    partner = an_organization("World Bank")
    wrong = client.post(reverse("register_memorandum"), {"partner": partner.pk, "signed_on": "2090-01-01", "scope_en": "kept"})
    assert wrong.status_code == 422
    assert "kept" in wrong.content.decode()
    facts = {"partner": partner.pk, "kind": "memorandum", "signed_on": "2011-06-01", "signed_on_precision": "month"}
    assert client.post(reverse("register_memorandum"), facts).status_code == 302
    found = Memorandum.objects.get()
    shown = client.get(reverse("memorandum", args=[found.pk])).content.decode()
    assert "June 2011" in shown
    assert client.post(reverse("amend_memorandum", args=[found.pk]), {**facts, "source": "Report"}).status_code == 302
    assert client.post(reverse("add_activity", args=[found.pk]), {"on": "2012-01-01", "title_en": "Workshop"}).status_code == 302
    assert client.post(reverse("end_memorandum", args=[found.pk]), {"on": "2013-01-01"}).status_code == 302
    found.refresh_from_db()
    assert (found.source, found.state, found.activities.count()) == ("Report", "ended", 1)


@pytest.mark.parametrize("name", ["amend_memorandum", "renew_memorandum", "end_memorandum", "add_activity"])
def test_the_public_reads_and_changes_nothing(client: Any, agreement: Memorandum, name: str) -> None:
    assert client.get(reverse("memorandum", args=[agreement.pk])).status_code == 200
    assert client.get(reverse(name, args=[agreement.pk])).status_code == 302
    client.force_login(a_person())
    assert client.post(reverse(name, args=[agreement.pk]), {"on": "2016-01-01"}).status_code == 403


def test_the_list_takes_the_same_queries_for_one_and_for_three(client: Any, django_assert_num_queries: Any) -> None:
    by = a_secretary()
    services.register(an_organization(), by=by, signed_on=SIGNED)
    client.get(reverse("partners"))
    with django_assert_num_queries(2):
        client.get(reverse("partners"))
    for _number in range(2):
        services.register(an_organization(), by=by, signed_on=SIGNED)
    with django_assert_num_queries(2):
        client.get(reverse("partners"))
