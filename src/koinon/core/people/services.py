"""The deeds of this room: giving and ending posts, inviting, noting who used whose data, forgetting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import now, today
from koinon.core.people import posts
from koinon.core.people.models import DataUse, Mandate, Person
from koinon.core.people.rules import OF_THE_HOUSE, keeps_persons, may_erase, may_give
from koinon.core.places.models import Organization
from koinon.core.record import erase_person, record
from koinon.core.refusal import NotAllowed, Refusal

SAME_LOOK = timedelta(hours=1)


class HeldAlready(Refusal):
    says = _("%(person)s holds this post there already.")


class WrongPlace(Refusal):
    """Raised when a post of the house is given at another organization than the one that runs the league."""

    says = _("This post can be held only at the organization that runs the league.")


class UnknownPost(Refusal):
    says = _("There is no such post.")


class EndsBeforeItStarts(Refusal):
    says = _("The last day is before the first.")


class LastAdministrator(Refusal):
    """Raised when nobody would be left who can give posts."""

    says = _("Someone has to administer this site. Name another administrator first.")


class KnownAlready(Refusal):
    says = _("There is an account for this address already. Give it a post instead.")


@transaction.atomic
def grant_mandate(
    person: Person, post: str, organization: Organization, *, by: Person, starts_on: date, ends_on: date | None = None
) -> Mandate:
    """Give a person a post: administrators any, the secretariat any but its own and the administrators'."""
    mandate = Mandate(person=person, post=post, organization=organization, starts_on=starts_on, ends_on=ends_on)
    if not may_give(by, mandate):
        raise NotAllowed()
    return place(mandate, by=by)


@transaction.atomic
def place(mandate: Mandate, *, by: Person) -> Mandate:
    """Write a new mandate down. Asks no permission: the deed that calls it (an admission) has asked its own."""
    if mandate.post not in posts.known_posts():
        raise UnknownPost("post")
    if mandate.post in OF_THE_HOUSE and not mandate.organization.runs_the_league:
        raise WrongPlace("organization")
    if mandate.ends_on is not None and mandate.ends_on < mandate.starts_on:
        raise EndsBeforeItStarts("ends_on")
    same = Mandate.objects.filter(person=mandate.person, post=mandate.post, organization=mandate.organization)
    if same.filter(Q(ends_on=None) | Q(ends_on__gte=mandate.starts_on)).exists():
        raise HeldAlready("person", person=mandate.person)
    mandate.save()
    mandate.person.forget_mandates()
    record(by, "people.mandate_given", mandate)
    return mandate


@transaction.atomic
def end_mandate(mandate: Mandate, *, by: Person, on: date) -> Mandate:
    """The last day of a mandate, inclusive. Nobody can end the last administrator's."""
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if not may_give(by, mandate):
        raise NotAllowed()
    if on < mandate.starts_on:
        raise EndsBeforeItStarts("on")
    if mandate.post == posts.ADMINISTRATOR and not other_administrators(mandate.person):
        raise LastAdministrator("on")
    mandate.ends_on = on
    mandate.save(update_fields=["ends_on"])
    record(by, "people.mandate_ended", mandate)
    return mandate


def other_administrators(person: Person) -> int:
    """How many others administer this site today, without an end."""
    held = Mandate.objects.in_force_on(today()).of_post(posts.ADMINISTRATOR).filter(ends_on=None, person__is_active=True)
    return held.exclude(person=person).values("person").distinct().count()


@transaction.atomic
def invite(email: str, name: str, *, by: Person, language: str = "") -> Person:
    """Make an account for someone and send the link with which they set their password."""
    if not keeps_persons(by):
        raise NotAllowed()
    email = email.casefold()
    if Person.objects.filter(email=email).exists() or EmailAddress.objects.filter(email__iexact=email).exists():
        raise KnownAlready("email")
    person = Person.objects.create_user(email, None, name=name, language=language or settings.LANGUAGE_CODE)
    EmailAddress.objects.create(user=person, email=email, primary=True, verified=True)
    record(by, "people.invited", person)
    send_invitation(person, by=by)
    return person


def send_invitation(person: Person, *, by: Person) -> None:
    from koinon.core.notify import notify

    notify(person, "people/mail/invited", urgent=True, link=password_link(person), inviter=str(by))


def password_link(person: Person) -> str:
    """An address that lets its reader set this person's password once, within three days."""
    key = default_token_generator.make_token(person)
    uid = user_pk_to_url_str(person)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})


@transaction.atomic
def change_profile(person: Person, *, by: Person, **fields: Any) -> Person:
    """A person changes what the site knows of them. The record names nobody's telephone: no entry is made."""
    if by.pk != person.pk:
        raise NotAllowed()
    for name, value in fields.items():
        setattr(person, name, value)
    person.full_clean(exclude=["password"])
    person.save(update_fields=list(fields))
    return person


def note_use(person: Person, *, by: Person, purpose: str) -> None:
    """Note that someone looked at a person's own data; they read it on their account page.

    purpose: a short sentence in English, translated where it is read. The same look within an hour is noted once.
    """
    if by.pk == person.pk or by.is_system:
        return
    lately = DataUse.objects.filter(person=person, by=by, purpose=purpose, at__gte=now() - SAME_LOOK)
    if not lately.exists():
        DataUse.objects.create(person=person, by=by, purpose=purpose)


@transaction.atomic
def erase(person: Person, *, by: Person) -> Person:
    """Forget who a person was (GDPR, article 17): name, addresses, keys, mail, and the salts of their entries.

    The row stays without a name, because invoices and decisions point at it; their mandates end today.
    """
    if not may_erase(by, person):
        raise NotAllowed()
    if person.holds(posts.ADMINISTRATOR) and not other_administrators(person):
        raise LastAdministrator()
    yesterday = today() - timedelta(days=1)
    for mandate in person.mandates.in_force_on(today()):
        mandate.ends_on = max(mandate.starts_on, yesterday)
        mandate.save(update_fields=["ends_on"])
        record(by, "people.mandate_ended", mandate)
    _forget(person)
    erase_person(person)
    record(None if by.pk == person.pk else by, "people.erased")
    return person


def _forget(person: Person) -> None:
    """Take away everything that says who this was, and every way to sign in."""
    from koinon.core.people.traces import forget_traces

    forget_traces(person)
    person.email = f"erased-{person.pk}@koinon.invalid"
    person.name = person.phone = ""
    person.is_active = False
    person.set_unusable_password()
    person.forget_mandates()
    person.save()
