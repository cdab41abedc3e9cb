"""The world in which the house tests walk: the demonstration network, and one of everything it has not got.

`a_world()` returns persons by role and things by the names that the table of doors uses. Bandung is
"our member" throughout: the focal point and the head are its own, the regional office is the one that
serves it. Batam is a second member of the same people, for what Bandung cannot show at the same time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase

from koinon.commons.billing import services as billing
from koinon.commons.billing.models import Account, Entry, Invoice, Period
from koinon.core.clock import services as clock
from koinon.core.clock import today
from koinon.core.clock.models import WorkingCalendar
from koinon.core.jobs.models import DeadLetter
from koinon.core.notify.models import Message
from koinon.core.notify.sending import DAILY_MAIL
from koinon.core.people.clients import register_client
from koinon.core.people.models import Mandate, Person
from koinon.core.people.tests.factories import a_person
from koinon.core.people.tokens import make_token
from koinon.core.places.models import Organization
from koinon.core.web.saved_views import keep
from koinon.engines.dues import Chart
from koinon.league.membership.demo import applications as demo
from koinon.league.membership.demo.seeds import rows
from koinon.league.membership.management.commands.demo import load
from koinon.league.membership.models import Application, Confirmation, FeeChart, RegionalOffice, Standing
from koinon.league.membership.services import charts, decisions, departures, drafts, dues, focal_points, imports, profiles
from koinon.league.partners.models import Memorandum

LONG_AGO = date(2014, 1, 1)
ROLES = {
    "anonymous": None,
    "person": "person@house.example",
    "applicant": "applicant@koinon.example",
    "focal_point": "focal.bandung@koinon.example",
    "head": "head@house.example",
    "other_member": "focal.nairobi@koinon.example",
    "regional_office": "asia@koinon.example",
    "other_office": "europe@koinon.example",
    "excom": "hebron@koinon.example",
    "secretariat": "secretariat@koinon.example",
    "administrator": "administrator@koinon.example",
}


@dataclass
class World:
    """Persons by role (None: nobody is signed in), a token that may write for each, things by name."""

    persons: dict[str, Person | None] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)


def a_world() -> World:
    """Build it. What the deeds leave for after the commit (letters, mail, search) happens too."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        load()
        persons = _persons()
        things: dict[str, Any] = {}
        for add in (_house, _addresses, _applications, _departures, _members, _dues, _billing, _machinery):
            things |= add({role: person for role, person in persons.items() if person})
    tokens = {role: make_token("house", by=person, writes=True)[1] for role, person in persons.items() if person}
    return World(persons, tokens, things)


def _persons() -> dict[str, Person | None]:
    bandung, batam = _organization("Bandung"), _organization("Batam")
    a_person("Nobody in particular", email=ROLES["person"])
    a_person("Head of Bandung", email=ROLES["head"], post="head", organization=bandung)
    persons = {role: Person.objects.get(email=email) if email else None for role, email in ROLES.items()}
    for post in ("focal_point", "head"):
        Mandate.objects.create(person=persons[post], post=post, organization=batam, starts_on=LONG_AGO)
    return persons


def give_a_second_factor(person: Person | None) -> None:
    """An authenticator app and recovery codes. After the sign-in: from now on it would ask for a code."""
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)


def _organization(name: str) -> Organization:
    return Organization.objects.get(name=name)


def _house(by: dict[str, Person]) -> dict[str, Any]:
    """What belongs to a person who is signed in: here, to whoever has no post."""
    person = by["person"]
    client, _secret = register_client("Archive", ["https://archive.example/back"], by=by["administrator"])
    return {
        "kept_view": keep("membership.members", "Mine", "category=full", by=person).pk,
        "own_token": make_token("Mine", by=person)[0].pk,
        "own_message": Message.objects.filter(recipient=by["secretariat"]).first().pk,
        "some_person": person.pk,
        "some_mandate": Mandate.objects.get(person=by["other_member"]).pk,
        "client": client.pk,
        "quiet_token": signing.dumps(person.pk, salt=DAILY_MAIL),
        "outbox_mail": Message.objects.filter(state=Message.State.OUTBOX).first().pk,
    }


def _addresses(by: dict[str, Person]) -> dict[str, Any]:
    """Parts of addresses that are no rows."""
    return {
        "meet": "meet",
        "first": 0,
        "no_key": 99999,
        "tile": "000",
        "korea": "KR",
        "nonsense": "MQ",
        "key": "abc-123",
        "provider": "none",
    }


def _applications(by: dict[str, Person]) -> dict[str, Any]:
    """Meridia before the vote (the applicant's own), Port Alder filed, Sahelia returned, and two drafts by mail."""
    voting, filed, returned = (
        Application.objects.get(name=name) for name in ("Meridia", "Port Alder", "Sahelia League of Communes")
    )
    unconfirmed = drafts.start("mayor@newtown.example", language="en")
    own = drafts.start("", by=by["applicant"])
    return {
        "voting_number": voting.number,
        "filed_number": filed.number,
        "returned_key": returned.key,
        "filed_key": filed.key,
        "voting_key": voting.key,
        "unconfirmed_key": unconfirmed.key,
        "mailed_link": drafts.private_link(unconfirmed).rstrip("/").rpartition("/")[2],
        "own_draft": own.key,
        "open_decision": voting.decisions.get().pk,
        "signed_form": voting.signed_form_id,
        "closed_decision": _decided(by),
        "head_step": "head",
    }


def _decided(by: dict[str, Person]) -> int:
    """A fourth application, declined: its minutes are entered as those of history are."""
    row = rows("applications.csv")[0] | {"name": "Oldport", "contact_email": "clerk@oldport.example"}
    minuted = {"body": "excom", "minuted": "Minutes 7/2026", "on": today(), "by": by["administrator"]}
    return decisions.decide(demo._filed(row), "rejected", **minuted).pk


def _departures(by: dict[str, Person]) -> dict[str, Any]:
    """Bandung asks to withdraw; the secretariat proposes to end the membership of Galle."""
    ours, galle = (Standing.objects.get(organization__name=name, until__isnull=True) for name in ("Bandung", "Galle"))
    withdrawal = departures.ask_to_withdraw(ours, by=by["head"], reason="The council has decided so.")
    termination = departures.propose_termination(galle, by=by["secretariat"], reason="No dues for three years.")
    return {"withdrawal": withdrawal.pk, "termination": termination.pk}


def _members(by: dict[str, Person]) -> dict[str, Any]:
    bandung, batam = _organization("Bandung"), _organization("Batam")
    draft = profiles.begin_draft(bandung, by=by["focal_point"])
    profiles.propose(profiles.write(draft, by=by["focal_point"], about={"en": "A city of rivers."}), by=by["focal_point"])
    focal_points.open_campaign(2026, by=by["secretariat"])
    asked = Confirmation.objects.get(mandate__person=by["focal_point"], mandate__organization=bandung)
    Mandate.objects.create(person=by["head"], post="focal_point", organization=bandung, starts_on=LONG_AGO)
    return {
        "our_member": bandung.slug,
        "our_second": batam.slug,
        "not_yet_called": "nairobi",
        "asked_focal_point": asked.key,
        "our_focal_point": asked.mandate_id,
        "office": RegionalOffice.objects.get(host__name="Chengdu").pk,
        "idle_office": _idle_office(by),
        "memorandum": Memorandum.objects.filter(state="in_force").first().pk,
    }


def _idle_office(by: dict[str, Person]) -> int:
    """An office that serves nobody, which alone can be closed."""
    from koinon.league.membership.services import regions

    office = regions.open_office(
        _organization("Gimpo"), by=by["secretariat"], name={"en": "Trial office"}, opened_on=LONG_AGO, source="House test"
    )
    return office.pk


def _dues(by: dict[str, Person]) -> dict[str, Any]:
    """The run of 2017 as a preview, a chart of 2030 that nobody was assessed under, a file that was handed in."""
    dues.preview(2017, by=by["secretariat"])
    upload = SimpleUploadedFile(
        "populations.csv", b"organization,population,year,source\nBandung,2500000,2016,A census\n", "text/csv"
    )
    current = FeeChart.objects.filter(category="full", valid_until=None).first()
    later: Chart = current.as_chart()
    chart = charts.put_chart_in_force(
        category=current.category,
        kind=current.kind,
        chart=later,
        valid_from=date(2030, 1, 1),
        source="House test",
        by=by["administrator"],
    )
    return {
        "chart": current.pk,
        "unused_chart": chart.pk,
        "issued_year": 2016,
        "preview_year": 2017,
        "import": imports.upload(upload, by=by["secretariat"]).pk,
    }


def _billing(by: dict[str, Person]) -> dict[str, Any]:
    """Bandung paid the half of 2016; its paid invoice of 2015 is to be credited by one and approved by another."""
    half_paid = Invoice.objects.get(debtor__name="Bandung", number__startswith="INV-2016")
    paid = Invoice.objects.get(debtor__name="Bandung", number__startswith="INV-2015")
    second = Person.objects.get(email="second@koinon.example")
    approved = billing.propose_credit_note(paid, amount=100, reason="Billed too much.", by=second)
    billing.approve(approved, by=by["administrator"], answer="Right.")
    proposed = billing.propose_waiver(half_paid, amount=100, reason="A flood.", by=second)
    own = billing.propose_waiver(half_paid, amount=200, reason="Another flood.", by=by["secretariat"])
    reminder = billing.remind(half_paid, by=by["secretariat"], on=date(2016, 12, 1))
    closed, to_close = Period.objects.order_by("starts_on")[:2]
    billing.close_period(closed, by=by["secretariat"])
    return {
        "invoice": half_paid.pk,
        "paid_invoice": paid.pk,
        "payment": _payment_of(half_paid),
        "reminder": reminder.pk,
        "approved_correction": approved.pk,
        "proposed_correction": proposed.pk,
        "own_correction": own.pk,
        "account": Account.objects.first().pk,
        "entry": Entry.objects.first().pk,
        "closed_month": closed.pk,
        "month_to_close": to_close.pk,
    }


def _payment_of(invoice: Invoice) -> int:
    from koinon.commons.billing.models import Payment

    return Payment.objects.filter(payer=invoice.debtor).latest("pk").pk


def _machinery(by: dict[str, Person]) -> dict[str, Any]:
    """A job that gave up, a mail that could not be sent, a holiday."""
    letter = DeadLetter.objects.create(
        task_path="koinon.core.search.jobs.rebuild", queue="default", attempts=6, error="It broke.", task_id="house"
    )
    failed = Message.objects.filter(recipient=by["secretariat"]).last()
    Message.objects.filter(pk=failed.pk).update(state=Message.State.FAILED)
    calendar = WorkingCalendar.objects.of_the_league()
    holiday = clock.add_holiday(calendar, day=date(2027, 1, 1), name="New Year", by=by["administrator"])
    return {"dead_letter": letter.pk, "failed_message": failed.pk, "holiday": holiday.pk}
