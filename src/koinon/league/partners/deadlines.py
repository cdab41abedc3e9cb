"""The secretariat is reminded once of each agreement that comes to its end."""

from __future__ import annotations

from koinon.core.clock.deadline import when_due
from koinon.core.notify import notify
from koinon.core.people import posts
from koinon.core.people.models import holders_of
from koinon.league.partners.models import Memorandum
from koinon.league.partners.services import RENEWAL


@when_due(RENEWAL)
def remind_of_renewal(pk: int) -> None:
    """Write to the secretariat, unless the agreement was renewed or ended in the meantime."""
    found = Memorandum.objects.select_related("partner").get(pk=pk)
    if found.state != Memorandum.State.IN_FORCE or found.ends_on is None:
        return
    for person in holders_of(posts.SECRETARIAT):
        notify(
            person,
            "partners/mail/renewal",
            about=found,
            kind=RENEWAL,
            partner=found.partner.name,
            ends=found.ends_on,
            link=f"/partners/{found.pk}/",
        )
