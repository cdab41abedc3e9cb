"""The deeds of the register of partners."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import deadline, today
from koinon.core.flow.flow import lock
from koinon.core.people.models import Person
from koinon.core.places.models import Organization
from koinon.core.record.services import record
from koinon.core.refusal import NotAllowed, Refusal
from koinon.league.partners.models import JointActivity, Memorandum
from koinon.league.partners.rules import may_register, memorandum_flow

RENEWAL = "partners.renewal"
AMENDABLE = ("kind", "signed_on", "signed_on_precision", "ends_on", "remind_on", "scope", "source", "document")


class ListedAlready(Refusal):
    says = _("An agreement of this kind with %(partner)s of %(day)s is in the register already.")


class EndsBeforeItBegins(Refusal):
    says = _("The last day is before the day of signature.")


class NothingToRemindOf(Refusal):
    says = _("A reminder needs a last day, and lies before it.")


class SignedInTheFuture(Refusal):
    says = _("The day of signature lies in the future. Register the agreement once it is signed.")


@transaction.atomic
def register(partner: Organization, *, by: Person, **facts: Any) -> Memorandum:
    """The secretariat enters a signed agreement with a partner.

    facts: the fields of `Memorandum` but partner and state. Raises NotAllowed, ListedAlready,
    EndsBeforeItBegins, NothingToRemindOf, SignedInTheFuture.
    """
    if not (may_register(by) or by.is_system):
        raise NotAllowed()
    lock(partner)
    memorandum = Memorandum(partner=partner, **facts)
    _must_be_sound(memorandum)
    memorandum.save()
    _set_reminder(memorandum)
    record(by, "partners.memorandum_registered", memorandum)
    return memorandum


@transaction.atomic
def amend(memorandum: Memorandum, *, by: Person, **facts: Any) -> Memorandum:
    """Correct what the register says of an agreement in force."""
    memorandum_flow.take("amend", by, memorandum)
    for name, value in facts.items():
        if name not in AMENDABLE:
            raise ValueError(f"{name} is not amended")
        setattr(memorandum, name, value)
    _must_be_sound(memorandum)
    memorandum.save()
    _set_reminder(memorandum)
    record(by, "partners.memorandum_amended", memorandum, details={"fields": sorted(facts)})
    return memorandum


@transaction.atomic
def renew(memorandum: Memorandum, *, by: Person, **facts: Any) -> Memorandum:
    """A later agreement with the same partner takes the place of this one."""
    memorandum_flow.take("renew", by, memorandum)
    memorandum.save(update_fields=["state"])
    record(by, "partners.memorandum_renewed", memorandum)
    later = Memorandum(partner=memorandum.partner, renews=memorandum, **facts)
    if later.signed_on < memorandum.signed_on:
        raise EndsBeforeItBegins("signed_on")
    _must_be_sound(later)
    later.save()
    deadline.cancel(memorandum, RENEWAL)
    _set_reminder(later)
    record(by, "partners.memorandum_registered", later)
    return later


@transaction.atomic
def end(memorandum: Memorandum, *, by: Person, on: date) -> Memorandum:
    """The agreement is in force no longer than this day."""
    memorandum_flow.take("end", by, memorandum)
    if on < memorandum.signed_on:
        raise EndsBeforeItBegins("on")
    memorandum.ends_on = on
    if memorandum.remind_on and memorandum.remind_on > on:
        memorandum.remind_on = on
    memorandum.save()
    deadline.cancel(memorandum, RENEWAL)
    record(by, "partners.memorandum_ended", memorandum)
    return memorandum


@transaction.atomic
def add_activity(memorandum: Memorandum, *, by: Person, on: date, title: Any) -> JointActivity:
    """Something was done together under this agreement."""
    memorandum_flow.take("add_activity", by, memorandum)
    activity = JointActivity.objects.create(memorandum=memorandum, on=on, title=title)
    record(by, "partners.activity_added", activity)
    return activity


def _set_reminder(memorandum: Memorandum) -> None:
    """The reminder fires once, at the start of its day; a changed day moves it."""
    if memorandum.remind_on is None:
        deadline.cancel(memorandum, RENEWAL)
    else:
        deadline.set(memorandum, RENEWAL, timezone.make_aware(datetime.combine(memorandum.remind_on, time.min)))


def _must_be_sound(memorandum: Memorandum) -> None:
    if memorandum.signed_on > today():
        raise SignedInTheFuture("signed_on")
    if memorandum.ends_on and memorandum.ends_on < memorandum.signed_on:
        raise EndsBeforeItBegins("ends_on")
    if memorandum.remind_on and (memorandum.ends_on is None or memorandum.remind_on > memorandum.ends_on):
        raise NothingToRemindOf("remind_on")
    same = Memorandum.objects.filter(
        partner_id=memorandum.partner_id, kind=memorandum.kind, signed_on=memorandum.signed_on
    ).exclude(pk=memorandum.pk)
    if same.exists():
        raise ListedAlready("signed_on", partner=memorandum.partner.name, day=memorandum.signed_on.isoformat())
