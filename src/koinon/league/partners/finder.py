"""What search finds of this module."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from koinon.core.search import source
from koinon.league.partners.models import Memorandum

source(
    Memorandum,
    "partners.memorandum",
    label=_("Partners"),
    title=lambda found: f"{found.partner}: {found.get_kind_display()}",
    body=lambda found: f"{found.scope} {found.source}",
    url=lambda found: reverse("memorandum", args=[found.pk]),
    visible_to=lambda found: "public",
    rows=lambda: Memorandum.objects.select_related("partner"),
)
