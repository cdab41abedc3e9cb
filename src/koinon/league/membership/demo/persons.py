"""The invented persons of the demonstration: one or more for each role, all with the same known password."""

from __future__ import annotations

from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from koinon.core.clock import now
from koinon.core.people.models import Mandate, Person
from koinon.core.people.posts import ADMINISTRATOR, SECRETARIAT
from koinon.core.people.services import place
from koinon.core.places.models import Organization
from koinon.league.membership.demo.seeds import rows

PASSWORD = "koinon-demo-2026"  # noqa: S105 - known to everybody: the demonstration answers on loopback only
INVENTED_SINCE = date(2026, 1, 1)
POSTS_OF_MEMBERS = ("focal_point", "head")


def make_persons(wanted: list[dict[str, str]]) -> list[Person]:
    """Persons who can sign in at once. The password is hashed once, with the same strength as any other."""
    hashed = make_password(PASSWORD)
    persons = Person.objects.bulk_create(
        Person(email=row["email"], name=row["name"], language=row["language"], password=hashed, joined_at=now()) for row in wanted
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in persons
    )
    return persons


def load(by: Person) -> None:
    """Everybody but those of the house, with their posts at members since an invented day of 2026."""
    wanted = [row for row in rows("persons.csv") if row["post"] not in {ADMINISTRATOR, SECRETARIAT}]
    members = {member.name: member for member in Organization.objects.filter(name__in={row["organization"] for row in wanted})}
    for person, row in zip(make_persons(wanted), wanted, strict=True):
        if not row["post"]:
            continue
        mandate = Mandate(person=person, post=row["post"], organization=members[row["organization"]], starts_on=INVENTED_SINCE)
        if row["post"] in POSTS_OF_MEMBERS:
            mandate.confirmed_on = CONFIRMED.get(row["email"])
        place(mandate, by=by)


CONFIRMED = {
    "focal.nairobi@koinon.example": date(2026, 9, 14),
    "head.nairobi@koinon.example": date(2026, 9, 14),
    "focal.gimpo@koinon.example": date(2026, 2, 3),
    "head.gimpo@koinon.example": date(2026, 2, 3),
    "focal.bandung@koinon.example": date(2026, 10, 30),
}
"""When focal points last confirmed; who is not named here never did."""


def logins() -> list[tuple[str, str, str, str]]:
    """Role, person, address and what that person can do: the first of each role."""
    return [(_role(row), row["name"], row["email"], CAN_DO[row["post"]]) for row in _one_a_role()]


def further_logins() -> dict[str, list[str]]:
    """Addresses of the others, by role."""
    told = {row["email"] for row in _one_a_role()}
    others: dict[str, list[str]] = {}
    for row in rows("persons.csv"):
        if row["email"] not in told:
            others.setdefault(row["role"], []).append(row["email"])
    return others


def _one_a_role() -> list[dict[str, str]]:
    first: dict[str, dict[str, str]] = {}
    for row in rows("persons.csv"):
        first.setdefault(row["role"], row)
    return list(first.values())


def _role(row: dict[str, str]) -> str:
    return row["role"] + (f" ({row['organization']})" if row["organization"] else "")


CAN_DO = {
    ADMINISTRATOR: "gives posts, puts rules and fee charts in force, sees jobs",
    SECRETARIAT: "checks applications, opens votes, runs dues and billing, imports",
    "regional_office": "sees and helps the members of its region",
    "excom": "votes on applications for the seat",
    "focal_point": "edits the profile, sees invoices, confirms the contact",
    "head": "the same, and asks to withdraw",
    "": "applies for membership, corrects what was returned",
}
