"""How a member stands with its duties: contacts, dues, shared practice (brochure of March 2016)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koinon.commons.billing import public as billing
from koinon.core.people.models import Mandate
from koinon.core.places.models import Organization
from koinon.core.web.when import day_words
from koinon.league.membership.models import Profile
from koinon.league.membership.rules import FOCAL_POINT
from koinon.league.membership.services.focal_points import stale_since


@dataclass(frozen=True)
class Duty:
    """One duty on a day: whether it is done, and what is known of it."""

    name: str
    done: bool
    says: str

    @property
    def state(self) -> str:
        return str(DONE if self.done else TO_DO)


DONE, TO_DO = gettext_lazy("Done"), gettext_lazy("To do")


def duties_of(organization: Organization, day: date) -> list[Duty]:
    """The duties that this site can tell of today."""
    return [_contacts(organization, day), _dues(organization, day), _practice(organization)]


def _contacts(organization: Organization, day: date) -> Duty:
    held = Mandate.objects.in_force_on(day).of_post(FOCAL_POINT).filter(organization=organization)
    last = max((each for each in held.values_list("confirmed_on", flat=True) if each), default=None)
    says = _("Last confirmed on %(day)s.") % {"day": day_words(last)} if last else _("Never confirmed.")
    return Duty(_("Keep contacts current"), last is not None and last >= stale_since(day), says)


def _dues(organization: Organization, day: date) -> Duty:
    overdue = [invoice for invoice in billing.unpaid_of([organization.pk]) if invoice.is_overdue(day)]
    numbers = ", ".join(invoice.number for invoice in overdue)
    says = _("Overdue: %(numbers)s.") % {"numbers": numbers} if overdue else _("Nothing is overdue.")
    return Duty(_("Pay the dues"), not overdue, says)


def _practice(organization: Organization) -> Duty:
    profile = Profile.objects.filter(organization=organization).first()
    told = profile is not None and bool(str(profile.good_practices).strip())
    says = _("The public profile tells of it.") if told else _("The public profile does not tell of any practice yet.")
    return Duty(_("Share good practice"), told, says)
