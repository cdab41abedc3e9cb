"""What waits for the secretariat: agreements that are due for renewal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from koinon.core.clock import today
from koinon.core.people.models import Person
from koinon.core.web.modules import Waiting
from koinon.league.partners.models import Memorandum
from koinon.league.partners.rules import may_register


def waiting(person: Person) -> Iterator[Waiting]:
    if not may_register(person):
        return
    for found in Memorandum.objects.due_for_renewal_on(today()).select_related("partner"):
        assert found.ends_on is not None
        yield Waiting(
            what=_("Renew the agreement with %(partner)s, or let it end") % {"partner": found.partner},
            source=_("Partners"),
            url=reverse("memorandum", args=[found.pk]),
            verb=_("Open the agreement"),
            due_at=timezone.make_aware(datetime.combine(found.ends_on, time.max)),
            station=3,
        )
