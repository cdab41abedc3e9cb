"""The picture of a profile: public once it is published."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from koinon.core.files.models import StoredFile
from koinon.core.files.purposes import Purpose, register
from koinon.core.people.rules import works_at_secretariat
from koinon.league.membership.models import Profile, ProfileDraft
from koinon.league.membership.rules import serves_its_region, speaks_for_it

PICTURE = "membership.picture"


def may_see_picture(person: Any, stored: StoredFile) -> bool:
    """Everyone, once it is published; before, the member and those who publish."""
    if Profile.objects.filter(picture=stored).exists() or works_at_secretariat(person):
        return True
    drafts = ProfileDraft.objects.filter(picture=stored)
    return any(speaks_for_it(person, draft) or serves_its_region(person, draft) for draft in drafts)


register(Purpose(PICTURE, _("Picture of a profile"), types={"jpeg", "png"}, max_bytes=10_000_000, may_see=may_see_picture))
