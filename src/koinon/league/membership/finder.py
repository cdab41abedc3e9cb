"""What search finds of membership: members, under every name they go by."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from koinon.core.places.models import Alias, Organization
from koinon.core.search import source
from koinon.league.membership.models import Profile, Standing


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
