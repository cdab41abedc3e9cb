"""Persons and the house they work in, for tests of any module."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from koinon.core.people import posts
from koinon.core.people.models import Mandate, Person
from koinon.core.places.models import Country, Organization

_numbers = count(1)
PASSWORD = "correct horse battery"


def a_country(code: str = "KR") -> Country:
    return Country.objects.get_or_create(code=code)[0]


def an_organization(name: str = "", *, country: str = "KR", **fields: Any) -> Organization:
    number = next(_numbers)
    name = name or f"City {number}"
    return Organization.objects.create(name=name, slug=f"city-{number}", country=a_country(country), **fields)


def the_league() -> Organization:
    there = Organization.objects.filter(runs_the_league=True).first()
    return there or an_organization("WeGO", runs_the_league=True, kind=Organization.Kind.ASSOCIATION)


def a_person(name: str = "", *, post: str = "", organization: Organization | None = None, **fields: Any) -> Person:
    """A person who can sign in, holding a post at an organization (the league by default) since 2010."""
    number = next(_numbers)
    person = Person.objects.create_user(
        fields.pop("email", f"person{number}@example.org"), PASSWORD, name=name or f"Person {number}", **fields
    )
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    if post:
        where = organization or the_league()
        Mandate.objects.create(person=person, post=post, organization=where, starts_on=date(2010, 1, 1))
    return person


def an_administrator() -> Person:
    return a_person(post=posts.ADMINISTRATOR)


def a_secretary() -> Person:
    return a_person(post=posts.SECRETARIAT)


def prove_oneself(client: Client) -> None:
    """What changes how one signs in asks for the password once more."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
