"""The cast of the billing tests: a league, two members, and a person for each role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser

from koinon.core.people.models import Mandate, Person, system_person
from koinon.core.places.models import Country, Organization

ROLES = (
    "nobody",
    "stranger",
    "head",
    "focal_point",
    "head_elsewhere",
    "secretariat",
    "second_secretariat",
    "administrator",
    "system",
)


@dataclass(frozen=True)
class Cast:
    """Organizations and persons by what they are."""

    league: Organization
    seoul: Organization
    gimpo: Organization
    people: dict[str, Person]

    def __getitem__(self, role: str) -> Person:
        return self.people[role]


def make_cast() -> Cast:
    korea, _made = Country.objects.get_or_create(code="KR")
    league = Organization.objects.create(
        name="League of Cities", slug="league", kind="association", country=korea, runs_the_league=True
    )
    seoul = Organization.objects.create(name="Seoul", slug="seoul", country=korea, address="110 Sejong-daero\nSeoul")
    gimpo = Organization.objects.create(name="Gimpo", slug="gimpo", country=korea)
    people = {role: Person.objects.create_user(f"{role}@example.org", name=role.title()) for role in ROLES[1:-1]}
    people |= {"nobody": AnonymousUser(), "system": system_person()}
    seats = [
        ("head", "head", seoul),
        ("focal_point", "focal_point", seoul),
        ("head_elsewhere", "head", gimpo),
        ("secretariat", "secretariat", league),
        ("second_secretariat", "secretariat", league),
        ("administrator", "administrator", league),
    ]
    for role, post, organization in seats:
        Mandate.objects.create(person=people[role], post=post, organization=organization, starts_on=date(2010, 1, 1))
    return Cast(league, seoul, gimpo, people)
