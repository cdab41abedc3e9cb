"""The signed form of an application, and the league's letters."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from koinon.core.files.purposes import Purpose, register
from koinon.league.membership.models import Application, Departure
from koinon.league.membership.rules import may_see_applications, serves_its_region, speaks_for_it, wrote_it
from koinon.league.membership.services.drafts import FORM_PURPOSE
from koinon.league.membership.services.letters import LETTER_PURPOSE

TEN_MEGABYTES = 10_000_000


def whoever_it_concerns(person: Any, stored: Any) -> bool:
    """Those who decide or prepare the decision, and those whom it is about."""
    thing = stored.about
    if not isinstance(thing, Application | Departure):
        return False
    sees = may_see_applications | serves_its_region | speaks_for_it | wrote_it
    return bool(sees(person, thing))


register(
    Purpose(
        FORM_PURPOSE,
        _("Signed membership form"),
        types={"pdf", "jpeg", "png"},
        max_bytes=TEN_MEGABYTES,
        may_see=whoever_it_concerns,
    )
)
register(Purpose(LETTER_PURPOSE, _("Letter of the league"), types={"pdf"}, max_bytes=TEN_MEGABYTES, may_see=whoever_it_concerns))
