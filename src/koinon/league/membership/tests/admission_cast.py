"""The cast of the admission tests: a league with five seats, two regional offices, and a person for each role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile

from koinon.core.people.models import Mandate, Person, system_person
from koinon.core.places.models import Country, Organization
from koinon.league.membership.actors import LinkHolder
from koinon.league.membership.models import (
    Application,
    Ballot,
    Decision,
    OfficeHeld,
    RegionalAssignment,
    RegionalOffice,
)
from koinon.league.membership.services import applications, decisions, drafts, standings

FOUNDED = date(2010, 9, 6)
SEATS = {"Seoul": "KR", "Chengdu": "CN", "Jakarta": "ID", "Ulyanovsk": "RU", "Nairobi": "KE"}
REGIONS = {"KR": "asia", "CN": "asia", "ID": "asia", "RU": "europe", "KE": "africa", "LK": "asia", "SD": "africa"}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ALL_CHECKS = Application.Check.values
DAY = date(2016, 4, 4)


def organization(name: str, country: str, **facts: Any) -> Organization:
    Country.objects.get_or_create(code=country)
    facts = {"slug": name.lower().replace(" ", "-"), "region": REGIONS.get(country, ""), **facts}
    return Organization.objects.create(name=name, country_id=country, **facts)


def member(name: str, country: str, category: str = "full", since: date = FOUNDED) -> Organization:
    made = organization(name, country)
    standings.enter(made, category, by=system_person(), since=since)
    return made


def person(email: str, **posts: Organization) -> Person:
    made = Person.objects.create_user(f"{email}@example.org", "a long password", name=email.title())
    for post, at in posts.items():
        Mandate.objects.create(person=made, post=post, organization=at, starts_on=FOUNDED)
    return made


@dataclass
class Cast:
    """Organizations by name and persons by role."""

    league: Organization
    members: dict[str, Organization]
    people: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, role: str) -> Any:
        return self.people[role]

    def seat(self, name: str) -> Person:
        return self.people[f"excom {name}"]


def make_cast() -> Cast:
    league = organization("League of Cities", "KR", kind="association", runs_the_league=True)
    members = {name: member(name, country) for name, country in SEATS.items()}
    members["Gampaha"] = member("Gampaha", "LK")
    cast = Cast(league, members)
    for name in SEATS:
        OfficeHeld.objects.create(organization=members[name], office="excom_member", starts_on=date(2012, 1, 1), source="test")
        cast.people[f"excom {name}"] = person(f"excom.{name}".lower(), excom=members[name])
    _offices(cast)
    cast.people |= {
        "anonymous": AnonymousUser(),
        "other": person("other"),
        "secretariat": person("secretariat", secretariat=league),
        "administrator": person("administrator", administrator=league),
        "head": person("head", head=members["Gampaha"]),
        "focal_point": person("focal", focal_point=members["Gampaha"]),
        "head_elsewhere": person("elsewhere", head=members["Jakarta"]),
        "excom": cast.people["excom Seoul"],
        "system": system_person(),
    }
    return cast


def _offices(cast: Cast) -> None:
    """Chengdu serves Asia and Ulyanovsk serves Europe; Gampaha belongs to the first."""
    for host, role in (("Chengdu", "office"), ("Ulyanovsk", "office_elsewhere")):
        office = RegionalOffice.objects.create(name=f"{host} office", host=cast.members[host], opened_on=date(2014, 1, 1))
        cast.people[role] = person(role, regional_office=cast.members[host])
        if host == "Chengdu":
            RegionalAssignment.objects.create(office=office, organization=cast.members["Gampaha"], since=date(2014, 1, 1))


ANSWERS = {
    "kind": "local_government",
    "head_name": "Ana Cordell",
    "head_title": "Mayor",
    "address": "1 Quay Street\nMatale",
    "website": "https://matale.example",
    "population": 36_352,
    "population_year": 2012,
    "population_source": "Census of 2012",
    "reason": "To compare our complaint service with cities of our size.",
    "language": "en",
}
CONTACTS = [{"name": "Tomas Lindqvist", "title": "International office", "email": "tomas@matale.example", "phone": ""}]


def upload(name: str = "form.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def link_of(application: Application) -> LinkHolder:
    return LinkHolder(application.key)


def draft(name: str = "Matale", country: str = "LK", by: Person | None = None, **changes: Any) -> Application:
    """An application with every answer given and the mailbox confirmed, not filed yet."""
    Country.objects.get_or_create(code=country)
    application = drafts.start("clerk@matale.example", by=by, language="en")
    actor = by or link_of(application)
    if by is None:
        drafts.confirm_by_code(application, application.code)
    answers = ANSWERS | {"name": name, "country": Country.objects.get(code=country)} | changes
    drafts.save_answers(application, by=actor, **answers)
    drafts.name_contacts(application, CONTACTS, by=actor)
    drafts.attach_form(application, upload(), by=actor)
    application.refresh_from_db()
    return application


def filed(name: str = "Matale", country: str = "LK", by: Person | None = None, **changes: Any) -> Application:
    application = draft(name, country, by, **changes)
    return applications.file(application, by=by or link_of(application))


def friend(by: Person | None = None) -> Application:
    """A filed application for Friendship."""
    return filed(
        "Federation of Local Authorities",
        "LK",
        by,
        kind="association",
        population=None,
        population_year=None,
        population_source="",
    )


def voting(cast: Cast, name: str = "Matale", by: Person | None = None) -> tuple[Application, Decision]:
    application = filed(name, by=by)
    decision = decisions.open_vote_on_application(application, by=cast["secretariat"], checks=ALL_CHECKS)
    return application, decision


def vote(cast: Cast, decision: Decision, **choices: str) -> list[Ballot]:
    """`vote(cast, decision, Seoul="yes", Jakarta="no")`."""
    return [
        decisions.cast(decision, choice, by=cast.seat(seat), reason="Not yet." if choice == "no" else "")
        for seat, choice in choices.items()
    ]


def admitted(cast: Cast, name: str = "Matale") -> Application:
    application, decision = voting(cast, name)
    vote(cast, decision, Seoul="yes", Chengdu="yes", Jakarta="yes", Ulyanovsk="yes", Nairobi="yes")
    decisions.close(decision, by=cast["secretariat"])
    application.refresh_from_db()
    return application
