"""A member writes its own profile; the secretariat or its regional office publishes it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import now, today
from koinon.core.flow.flow import lock
from koinon.core.notify import notify
from koinon.core.people.models import Person, holders_of
from koinon.core.people.posts import SECRETARIAT
from koinon.core.places.models import Organization
from koinon.core.record import record
from koinon.core.refusal import NotAllowed, Refusal
from koinon.league.membership.models import Profile, ProfileDraft
from koinon.league.membership.rules import profile_flow, speaks_for_it

TEXTS = ("about", "good_practices", "picture", "picture_text")
OPEN = (ProfileDraft.State.WRITING, ProfileDraft.State.PROPOSED, ProfileDraft.State.RETURNED)


class NothingWritten(Refusal):
    says = _("Write something about your city in at least one language.")


class PictureNeedsWords(Refusal):
    says = _("Say what the picture shows, for those who cannot see it.")


class SayWhy(Refusal):
    says = _("Say what has to be corrected.")


def open_draft(organization: Organization) -> ProfileDraft | None:
    return ProfileDraft.objects.filter(organization=organization, state__in=OPEN).select_related("picture").first()


@transaction.atomic
def begin_draft(organization: Organization, *, by: Person) -> ProfileDraft:
    """The draft that is open, or a new one that begins with what is published."""
    if not speaks_for_it(by, organization):
        raise NotAllowed()
    lock(organization)
    found = open_draft(organization)
    if found is not None:
        return found
    published = Profile.objects.filter(organization=organization).first()
    begun = {name: getattr(published, name) for name in TEXTS} if published else {}
    return ProfileDraft.objects.create(organization=organization, written_by=by, changed_at=now(), **begun)


@transaction.atomic
def write(draft: ProfileDraft, *, by: Person, **texts: Any) -> ProfileDraft:
    """Save what was written; nothing is public yet."""
    profile_flow.take("write", by, draft)
    for name in TEXTS:
        if name in texts:
            setattr(draft, name, texts[name])
    draft.written_by, draft.changed_at = by, now()
    draft.save()
    return draft


@transaction.atomic
def propose(draft: ProfileDraft, *, by: Person) -> ProfileDraft:
    """The member sends its draft; the secretariat finds it on its desk."""
    profile_flow.take("propose", by, draft)
    if not str(draft.about).strip():
        raise NothingWritten("about")
    if draft.picture_id and not str(draft.picture_text).strip():
        raise PictureNeedsWords("picture_text")
    draft.returned_because = ""
    draft.save()
    record(by, "membership.profile_proposed", draft)
    for person in holders_of(SECRETARIAT):
        _tell(person, draft, "membership/mail/profile_proposed")
    return draft


@transaction.atomic
def approve(draft: ProfileDraft, *, by: Person) -> Profile:
    """The draft becomes the public profile."""
    profile_flow.take("approve", by, draft)
    draft.save()
    texts = {name: getattr(draft, name) for name in TEXTS}
    profile, _made = Profile.objects.update_or_create(organization=draft.organization, defaults={**texts, "approved_on": today()})
    record(by, "membership.profile_published", profile)
    _tell(draft.written_by, draft, "membership/mail/profile_published")
    return profile


@transaction.atomic
def send_back(draft: ProfileDraft, *, by: Person, because: str) -> ProfileDraft:
    """The draft goes back to the member, with what has to be corrected."""
    profile_flow.take("return", by, draft)
    if not because.strip():
        raise SayWhy("because")
    draft.returned_because = because
    draft.save()
    record(by, "membership.profile_returned", draft)
    _tell(draft.written_by, draft, "membership/mail/profile_returned", because=because)
    return draft


def _tell(person: Person, draft: ProfileDraft, template: str, **more: Any) -> None:
    link = reverse("our_membership", args=[draft.organization.slug])
    notify(person, template, about=draft, organization=draft.organization.name, link=link, **more)
