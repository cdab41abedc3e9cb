"""`manage found_league`: an empty installation gets its league and the first administrator.

Asks on the terminal, or reads the `KOINON_FOUNDER_…` variables where there is no terminal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from getpass import getpass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.core.validators import RegexValidator, validate_email
from django.db import transaction

from koinon.core.clock.instant import today
from koinon.core.people.models import Mandate, Person
from koinon.core.people.posts import ADMINISTRATOR, SECRETARIAT
from koinon.core.places.models import Country, Organization, free_slug
from koinon.core.record import record

ALREADY = "This installation has its league already: {name}."
MISSING = "There is no terminal to ask on, and {variable} is empty. It is {what}."
TRIES = 5


def something(text: str) -> None:
    if not text.strip():
        raise ValidationError("This cannot be empty.")


QUESTIONS: dict[str, tuple[str, Callable[[str], object]]] = {
    "LEAGUE": ("the name of your league", something),
    "COUNTRY": ("the country of its seat, two letters (KR)", RegexValidator(r"^[A-Z]{2}\Z", "Two capital letters.")),
    "NAME": ("your name", something),
    "EMAIL": ("your e-mail address", validate_email),
    "PASSWORD": ("your password", validate_password),
}


class Command(BaseCommand):
    help = "Founds the league and its first administrator. KOINON_FOUNDER_LEAGUE, _COUNTRY, _NAME, _EMAIL, _PASSWORD."

    def handle(self, *args: Any, **options: Any) -> None:
        there = Organization.objects.filter(runs_the_league=True).first()
        if there is not None:
            raise CommandError(ALREADY.format(name=there))
        answers = {key: self.answer(key) for key in QUESTIONS}
        administrator = found(**{key.lower(): text for key, text in answers.items()})
        self.stdout.write(f"{answers['LEAGUE']} is founded; {administrator.email} is its administrator.")

    def answer(self, key: str) -> str:
        """From the environment, else from the terminal, asked again until it is right."""
        what, check = QUESTIONS[key]
        variable = f"KOINON_FOUNDER_{key}"
        given = os.environ.get(variable, "")
        if given or not sys.stdin.isatty():
            if not given:
                raise CommandError(MISSING.format(variable=variable, what=what))
            return self.checked(given, check, says=variable)
        for _try in range(TRIES):
            try:
                return self.checked(self.ask(key, what), check, says=what.capitalize())
            except CommandError as refusal:
                self.stderr.write(str(refusal))
        raise CommandError("No answer that can be used; nothing was founded.")

    def ask(self, key: str, what: str) -> str:
        prompt = f"{what.capitalize()}: "
        return getpass(prompt) if key == "PASSWORD" else input(prompt).strip()

    def checked(self, text: str, check: Callable[[str], object], *, says: str) -> str:
        try:
            check(text)
        except ValidationError as why:
            raise CommandError(f"{says}: {' '.join(why.messages)}") from None
        return text


@transaction.atomic
def found(*, league: str, country: str, name: str, email: str, password: str) -> Person:
    """The organization that runs the league, and the person who administers the site and works at its secretariat."""
    seat, _made = Country.objects.get_or_create(code=country)
    organization = Organization.objects.create(
        name=league,
        slug=free_slug(league),
        kind=Organization.Kind.ASSOCIATION,
        country=seat,
        runs_the_league=True,
    )
    person = Person.objects.create_user(email, password, name=name)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    for post in (ADMINISTRATOR, SECRETARIAT):
        Mandate.objects.create(person=person, post=post, organization=organization, starts_on=today())
    record(person, "league.founded", organization)
    return person
