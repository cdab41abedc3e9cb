"""Writing an application: begin, confirm the mailbox, save step by step, come back later.

Nothing here is a deed of authority: a draft is nobody's business but the applicant's, and leaves no
entry. What changes after the first filing is recorded, since the record holds what was filed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language

from koinon.core.clock import now, today
from koinon.core.files import forget, keep
from koinon.core.notify import Address, notify
from koinon.core.people.models import Person
from koinon.core.places.models import Organization
from koinon.core.refusal import NotThere
from koinon.league.membership.actors import Actor, note, person_of, take
from koinon.league.membership.models import Application, Category, Contact, Departure, Eligibility, Standing
from koinon.league.membership.models.applications import OPEN
from koinon.league.membership.rules import application_flow
from koinon.league.membership.services.admission_refusals import (
    AlreadyApplied,
    AlreadyMember,
    CodeUsedUp,
    DepartureOpen,
    FixedByFiling,
    MailedJustNow,
    NamedTwice,
    NotEligible,
    NotYet,
    TooManyContacts,
    WrongCode,
)

LINK_SALT = "membership.application"
CODE_LIVES = timedelta(hours=24)
CODE_TRIES = 5
MAIL_PAUSE = timedelta(minutes=1)
MOST_CONTACTS = 5
FORM_PURPOSE = "membership.signed_form"
FIXED = frozenset({"name", "country", "kind", "category", "organization", "is_another"})
ANSWERS = FIXED | {
    "head_name", "head_title", "head_email", "address", "website", "population", "population_year",
    "population_source", "reason", "brought_by", "language",
}  # fmt: skip
OF_THE_ORGANIZATION = {"organization": None, "is_another": False}


@transaction.atomic
def start(email: str, *, by: Person | None = None, language: str = "") -> Application:
    """Begin an application. Who is signed in has shown that the mailbox is theirs; anybody else gets a mail."""
    application = Application.objects.create(
        email=(by.email if by else email).strip().casefold(),
        applicant=by,
        confirmed_at=now() if by else None,
        language=_known(by.language if by else language or get_language() or ""),
    )
    if by is None:
        send_code(application)
    return application


@transaction.atomic
def send_code(application: Application) -> None:
    """Mail a code and the private link. The code lives a day and bears five tries."""
    if application.code_sent_at and now() - application.code_sent_at < MAIL_PAUSE:
        raise MailedJustNow()
    application.code = f"{secrets.randbelow(10**6):06}"
    application.code_sent_at, application.code_tries = now(), 0
    application.save(update_fields=["code", "code_sent_at", "code_tries"])
    notify(mailbox(application), "membership/mail/confirm", code=application.code, link=private_link(application), urgent=True)


def confirm_by_code(application: Application, code: str) -> Application:
    """The applicant typed the code from the mail. Each try counts, also a refused one."""
    if not application.code or application.code_sent_at is None or now() - application.code_sent_at > CODE_LIVES:
        raise CodeUsedUp("code")
    counted = Application.objects.filter(pk=application.pk, code_tries__lt=CODE_TRIES).update(code_tries=F("code_tries") + 1)
    if not counted:
        raise CodeUsedUp("code")
    if not constant_time_compare(application.code, code.strip()):
        raise WrongCode("code")
    return _confirmed(application)


def confirm_by_link(signed: str) -> Application:
    """The applicant opened the mailed link, which nobody could know who does not read that mailbox."""
    try:
        pk, email = signing.loads(signed, salt=LINK_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotThere() from None
    application = Application.objects.filter(pk=pk, email=email).first()
    if application is None:
        raise NotThere()
    return _confirmed(application)


def _confirmed(application: Application) -> Application:
    if application.confirmed_at is None:
        application.confirmed_at, application.code = now(), ""
        application.save(update_fields=["confirmed_at", "code"])
    return application


def private_link(application: Application) -> str:
    """The path that stands in mails to the applicant; opening it shows that the mailbox is theirs."""
    signed = signing.dumps([application.pk, application.email], salt=LINK_SALT)
    return reverse("apply_link", kwargs={"signed": signed})


def mailbox(application: Application) -> Person | Address:
    """Where mail to the applicant goes."""
    return application.applicant or Address(email=application.email, name="", language=application.language)


@transaction.atomic
def mail_links(email: str) -> int:
    """Mail the private links of all applications of a mailbox that are not over. Returns how many there are.

    The page says the same whether there are any, so that nobody learns who applied.
    """
    found = Application.objects.filter(email=email.strip().casefold()).exclude(state=Application.State.RETRACTED)
    rows = list(found.order_by("-pk")[:20])
    if rows:
        links = [{"name": str(row.name or row.started_at.date()), "link": private_link(row)} for row in rows]
        notify(mailbox(rows[0]), "membership/mail/resume", links=links, urgent=True)
    return len(rows)


@transaction.atomic
def save_answers(application: Application, *, by: Actor, **answers: Any) -> Application:
    """Keep what was typed in a step. A change of name or country forgets which organization was meant."""
    unknown = set(answers) - ANSWERS
    if unknown:
        raise ValueError(f"not answers of an application: {sorted(unknown)}")
    take(application_flow, "change", by, application)
    changed = {name: value for name, value in answers.items() if getattr(application, name) != value}
    if application.number and FIXED & set(changed):
        raise FixedByFiling(next(iter(sorted(FIXED & set(changed)))))
    if {"name", "country"} & set(changed):
        changed = {**OF_THE_ORGANIZATION, **changed}
    if "kind" in changed:
        changed["category"] = category_of(changed["kind"])
    if (changed.get("population_year") or 0) > today().year:
        raise NotYet("population_year")
    return _saved(application, changed, by)


def category_of(kind: str) -> str:
    """The membership that an organization of this kind may ask for today. Raises NotEligible."""
    category = Eligibility.objects.category_for(kind, today())
    if category is None:
        raise NotEligible("kind")
    return category


@transaction.atomic
def choose_organization(application: Application, organization: Organization | None, *, by: Actor) -> Application:
    """The applicant says that an organization which the league knows is theirs, or that none of those offered is.

    Raises AlreadyMember and AlreadyApplied, which filing raises again: much may happen in between.
    """
    if organization is not None:
        must_be_free(organization, besides=application.pk)
    return save_answers(application, by=by, organization=organization, is_another=organization is None)


def must_be_free(organization: Organization, *, besides: int) -> None:
    """An organization can be applied for unless it is admitted or has another open application."""
    admitted = Standing.objects.filter(organization=organization, until__isnull=True).exclude(category=Category.ASSOCIATE)
    if admitted.exists():
        raise AlreadyMember("organization", name=organization.name)
    if Application.objects.filter(organization=organization, state__in=OPEN).exclude(pk=besides).exists():
        raise AlreadyApplied("organization", name=organization.name)
    if Departure.objects.filter(standing__organization=organization, state__in=["asked", "voting"]).exists():
        raise DepartureOpen("organization", name=organization.name)


@transaction.atomic
def name_contacts(application: Application, contacts: Iterable[Mapping[str, str]], *, by: Actor) -> Application:
    """The focal points, one to five, each under an address of their own."""
    named = [{**each, "email": each["email"].strip().casefold()} for each in contacts]
    if not 1 <= len(named) <= MOST_CONTACTS:
        raise TooManyContacts()
    emails = [each["email"] for each in named]
    twice = next((email for email in emails if emails.count(email) > 1), None)
    if twice:
        raise NamedTwice(email=twice)
    take(application_flow, "change", by, application)
    application.contacts.all().delete()
    rows = [Contact(application=application, **each) for each in named]
    for row in rows:
        row.clean_fields(exclude={"application"})
    Contact.objects.bulk_create(rows)
    return _saved(application, {}, by, deed="membership.focal_points_named")


@transaction.atomic
def attach_form(application: Application, upload: Any, *, by: Actor) -> Application:
    """The form signed by the head or an authorised person: PDF, JPEG or PNG, at most 10 MB (statute, membership form)."""
    take(application_flow, "change", by, application)
    before = application.signed_form
    stored = keep(upload, by=person_of(by), purpose=FORM_PURPOSE, about=application)
    saved = _saved(application, {"signed_form": stored}, by, deed="membership.signed_form_sent")
    if before is not None and application.number is None:
        forget(before)
    return saved


@transaction.atomic
def discard(application: Application) -> None:
    """Forget a draft that was never filed, with its form."""
    stored = application.signed_form
    application.delete()
    if stored is not None:
        forget(stored)


def _saved(
    application: Application, changed: Mapping[str, Any], by: Actor, *, deed: str = "membership.application_changed"
) -> Application:
    for name, value in changed.items():
        setattr(application, name, value)
    application.clean_fields(exclude={field.name for field in Application._meta.fields} - set(changed))
    application.saved_at = now()
    application.save()
    if application.number and (changed or deed != "membership.application_changed"):
        note(by, deed, application, details={"fields": sorted(changed)})
    return application


def _known(language: str) -> str:
    codes = [code for code, _name in settings.LANGUAGES]
    return language if language in codes else codes[0]
