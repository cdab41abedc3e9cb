"""What waits about focal points and profiles."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from koinon.core.clock import today
from koinon.core.people.models import Person
from koinon.core.web.modules import Waiting
from koinon.league.membership.models import Confirmation, ProfileDraft
from koinon.league.membership.queries.reach import focal_points_in_reach, members_in_reach
from koinon.league.membership.rules import may_see_focal_points
from koinon.league.membership.services.focal_points import stale_since

STATION = 3


def waiting(person: Person) -> Iterator[Waiting]:
    yield from _own(person)
    if may_see_focal_points(person):
        yield from _profiles(person)
        yield from _stale(person)


def _own(person: Person) -> Iterator[Waiting]:
    asked = Confirmation.objects.filter(mandate__person=person, answer="", mandate__ends_on=None)
    for confirmation in asked.select_related("mandate__organization"):
        yield Waiting(
            what=_("Confirm that you are the focal point of %(member)s") % {"member": confirmation.mandate.organization},
            source=_("Secretariat"),
            url=reverse("confirm_focal_point", args=[confirmation.key]),
            verb=_("Answer"),
            station=STATION,
        )


def _profiles(person: Person) -> Iterator[Waiting]:
    drafts = ProfileDraft.objects.filter(
        state=ProfileDraft.State.PROPOSED, organization__in=members_in_reach(person)
    ).select_related("organization")
    for draft in drafts:
        yield Waiting(
            what=_("Read the profile that %(member)s proposes") % {"member": draft.organization},
            source=str(draft.organization),
            url=reverse("review_profile", args=[draft.organization.slug]),
            verb=_("Read the profile"),
            station=STATION,
        )


def _stale(person: Person) -> Iterator[Waiting]:
    stale = Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=stale_since(today()))
    count = focal_points_in_reach(person).filter(stale).count()
    if count:
        words = ngettext(
            "%(count)s focal point was not confirmed for a year",
            "%(count)s focal points were not confirmed for a year",
            count,
        )
        yield Waiting(
            what=words % {"count": count},
            source=_("Focal points"),
            url=reverse("call_list"),
            verb=_("Open the call list"),
            station=STATION,
        )
