"""The larger reads about persons."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from koinon.core.clock import today
from koinon.core.people import posts
from koinon.core.people.models import DataUse, Mandate, Person


def persons() -> QuerySet[Person]:
    """Everyone but the product itself and those who were erased."""
    return Person.objects.filter(is_system=False).exclude(email__endswith="@koinon.invalid")


def posts_by_person(day: date | None = None) -> dict[int, str]:
    """The posts that each person holds on a day, in words: one query for a whole list."""
    held: dict[int, list[str]] = {}
    rows = Mandate.objects.in_force_on(day or today()).order_by("person_id", "starts_on")
    for person_id, post, name in rows.values_list("person_id", "post", "organization__name"):
        held.setdefault(person_id, []).append(f"{posts.label_of(post)}, {name}")
    return {person_id: "; ".join(words) for person_id, words in held.items()}


def uses_of(person: Person) -> QuerySet[DataUse]:
    return DataUse.objects.filter(person=person)
