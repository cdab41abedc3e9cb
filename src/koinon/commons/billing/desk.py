"""What waits for a person: corrections that need a second pair of eyes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from koinon.commons.billing.models import Correction
from koinon.commons.billing.money import money
from koinon.commons.billing.rules import keeps_books
from koinon.core.web.modules import Waiting


def waiting(person: Any) -> Iterable[Waiting]:
    """Proposals by others, oldest first; one query, none for those who do not keep the books."""
    if not keeps_books(person):
        return
    proposed = Correction.objects.filter(state=Correction.State.PROPOSED).exclude(proposed_by=person)
    for correction in proposed.select_related("invoice", "payment").order_by("proposed_at"):
        yield Waiting(
            what=_("%(kind)s of %(amount)s for %(about)s")
            % {
                "kind": correction.get_kind_display(),
                "amount": money(correction.amount, correction.currency),
                "about": correction.about,
            },
            source=_("Billing"),
            url=correction.get_absolute_url(),
            verb=_("Decide"),
        )
