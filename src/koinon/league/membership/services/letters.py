"""Letters of the league to applicants and members: admitted, declined, withdrawn, terminated.

A letter is made by a job after the commit, in the member's language, kept for good, and mailed to
everybody it concerns. Making it twice makes it once.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import today
from koinon.core.files import keep_bytes
from koinon.core.files.models import StoredFile
from koinon.core.flow.flow import lock
from koinon.core.people.models import system_person
from koinon.core.places.models import Organization
from koinon.core.record import record
from koinon.core.web.pdf import typeset
from koinon.core.web.when import day_words
from koinon.league.membership.models import Application, Category, Departure
from koinon.league.membership.services import letter_words, mails

LETTER_PURPOSE = "membership.letter"
TEMPLATE = "membership/typst/letter.typ"


class Kind(models.TextChoices):
    """What a letter says."""

    ADMITTED = "admitted", _("Admission")
    DECLINED = "declined", _("Decision not to admit")
    RETRACTED = "retracted", _("Application withdrawn")
    WITHDRAWN = "withdrawn", _("Withdrawal")
    TERMINATED = "terminated", _("Termination")


def ask_for(thing: Application | Departure, kind: Kind) -> None:
    """Have the letter made once the deed is committed."""
    from koinon.league.membership.jobs.admission import write_letter

    write_letter.enqueue(str(thing._meta.model_name), thing.pk, str(kind))


@transaction.atomic
def issue(thing: Application | Departure, kind: str) -> StoredFile:
    """Make the letter, keep it, record it and mail it; a letter that is there already is left alone."""
    lock(thing)
    if thing.letter is not None:
        return thing.letter
    system, language = system_person(), language_of(thing)
    made = typeset(TEMPLATE, content(thing, kind, language), language=language)
    stored = keep_bytes(_name(thing, kind), made, purpose=LETTER_PURPOSE, by=system, about=thing)
    thing.letter = stored
    thing.save(update_fields=["letter"])
    record(system, "membership.letter_issued", thing, details={"letter": kind, "sha256": str(stored.sha256)})
    mails.letter(thing, kind, stored)
    return stored


def language_of(thing: Application | Departure) -> str:
    """The language that the member asked for in its application, else that of its focal points, else the site's."""
    if isinstance(thing, Application):
        return thing.language
    organization = organization_of(thing)
    application = Application.objects.filter(organization=organization, number__isnull=False).first()
    if application is not None:
        return application.language
    persons = mails.people_of(organization)
    return persons[0].language if persons else settings.LANGUAGE_CODE


def organization_of(thing: Application | Departure) -> Organization:
    organization = thing.organization if isinstance(thing, Application) else thing.standing.organization
    assert organization is not None
    return organization


def content(thing: Application | Departure, kind: str, language: str) -> dict[str, Any]:
    """What the letter says, in its language, for the template."""
    organization, day = organization_of(thing), day_of(thing)
    with translation.override(language):
        facts = {
            "organization": organization.name,
            "category": _category(thing),
            "day": day_words(day),
            "year": str(day.year + 1),
            "number": _reference(thing),
            "reason": "" if isinstance(thing, Application) else thing.reason,
            "league": Organization.objects.that_runs_the_league().name,
        }
        subject, paragraphs, signed = letter_words.words(kind, facts, is_full=_is_full(thing))
        return {
            "to": _addressee(thing, organization),
            "number": _reference(thing),
            "day": day_words(today()),
            "subject": subject,
            "paragraphs": paragraphs,
            "signed": signed,
        }


def _addressee(thing: Application | Departure, organization: Organization) -> list[str]:
    head = (thing.head_name, thing.head_title) if isinstance(thing, Application) else ()
    lines = [*head, organization.name, *organization.address.splitlines(), organization.country.name]
    return [line.strip() for line in lines if line.strip()]


def _category(thing: Application | Departure) -> str:
    return str(Category(thing.category if isinstance(thing, Application) else thing.standing.category).label)


def _is_full(thing: Application | Departure) -> bool:
    return isinstance(thing, Application) and thing.category == Category.FULL


def day_of(thing: Application | Departure) -> date:
    """The day that the letter is about: the first as member, that of the decision, or the last of the membership."""
    if isinstance(thing, Departure):
        return thing.last_day or today()
    admitted = thing.standings.exclude(category=Category.ASSOCIATE).first()
    return admitted.since if admitted else thing.decided_on or today()


def _reference(thing: Application | Departure) -> str:
    if isinstance(thing, Application):
        return str(thing.number)
    return f"{thing.asked_on.year}-D{thing.pk:03}"


def _name(thing: Application | Departure, kind: str) -> str:
    return f"{kind}-{_reference(thing)}.pdf"
