"""Letters are made after the deed; drafts that nobody comes back to are forgotten."""

from __future__ import annotations

from datetime import timedelta

from koinon.core.clock import now
from koinon.core.jobs import daily, job
from koinon.league.membership.models import Application, Departure
from koinon.league.membership.services import letters

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
    old = Application.objects.filter(state=Application.State.DRAFT, number__isnull=True, saved_at__lt=now() - DRAFTS_LIVE)
    return old.delete()[0]
