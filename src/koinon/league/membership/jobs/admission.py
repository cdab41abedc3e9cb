"""Letters are made after the deed; drafts that nobody comes back to are forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet

from koinon.core.clock import now
from koinon.core.jobs import daily, job
from koinon.core.people.models import Person
from koinon.core.people.traces import forgets
from koinon.league.membership.models import Application, Contact, Departure
from koinon.league.membership.services import drafts, letters

DRAFTS_LIVE = timedelta(days=180)


@job(retries=8)
def write_letter(model: str, pk: int, kind: str) -> None:
    """Make, keep, record and mail one letter; a second run finds it made."""
    thing = Departure.objects.get(pk=pk) if model == "departure" else Application.objects.get(pk=pk)
    letters.issue(thing, kind)


@daily(at="03:30")
@job()
def forget_old_drafts() -> int:
    """Drafts that were never filed hold personal data for no purpose after half a year."""
    old = drafts_never_filed().filter(saved_at__lt=now() - DRAFTS_LIVE)
    return sum(1 for each in old if drafts.discard(each) is None)


def drafts_never_filed() -> QuerySet[Application]:
    return Application.objects.filter(number__isnull=True).select_related("signed_form")


@forgets
def forget_in_applications(person: Person) -> None:
    """Who is erased leaves the applications too: their drafts go; of those filed, their address and their line."""
    theirs = Q(applicant=person) | Q(email__iexact=person.email)
    for draft in drafts_never_filed().filter(theirs):
        drafts.discard(draft)
    Contact.objects.filter(email__iexact=person.email).delete()
    Application.objects.filter(email__iexact=person.email).update(email=f"erased-{person.pk}@koinon.invalid")
    Application.objects.filter(head_email__iexact=person.email).update(head_email="")
