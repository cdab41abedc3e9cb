"""What search finds of membership: members, under every name they go by."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from koinon.core.places.models import Alias, Organization
from koinon.core.search import audience, source
from koinon.league.membership.models import Application, Profile, Standing
from koinon.league.membership.rules import may_see_applications


def _body(organization: Organization) -> str:
    names = " ".join(alias.name for alias in organization.aliases.all())
    profile = Profile.objects.filter(organization=organization).first()
    words = f"{profile.about} {profile.good_practices}" if profile else ""
    return f"{organization.country.name} {organization.get_region_display()} {names} {words}"


def _audience(organization: Organization) -> str | None:
    """Whoever is or was a member stands in the public directory; other organizations are found elsewhere."""
    return "public" if Standing.objects.filter(organization=organization).exists() else None


source(
    Organization,
    "membership.member",
    label=_("Members"),
    title=lambda organization: organization.name,
    body=_body,
    url=lambda organization: reverse("member", args=[organization.slug]),
    visible_to=_audience,
    rows=lambda: Organization.objects.select_related("country").prefetch_related("aliases"),
    follows={
        Alias: lambda alias: [alias.organization_id],
        Standing: lambda standing: [standing.organization_id],
        Profile: lambda profile: [profile.organization_id],
    },
)

BODIES = audience("membership.applications", may_see_applications)


def _who_sees(application: Application) -> list[str]:
    """The bodies of the league, whoever applied, and the organization itself; nobody before it is filed."""
    if application.number is None:
        return []
    applicant = [f"person:{application.applicant_id}"] if application.applicant_id else []
    return [BODIES, f"organization:{application.organization_id}", *applicant]


source(
    Application,
    "membership.application",
    label=_("Applications"),
    title=lambda application: f"{application.number} {application.name}",
    body=lambda application: f"{application.country or ''} {application.organization or ''}",
    url=lambda application: reverse("application", args=[application.number]),
    visible_to=_who_sees,
    rows=lambda: Application.objects.filter(number__isnull=False).select_related("country", "organization"),
)
