"""The public face of a member, which it edits itself and the secretariat approves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from koinon.core.i18n.translated import TranslatedField


class ProfileText(models.Model):
    """The words and pictures of a profile, in as many languages as the member gives."""

    about = TranslatedField(_("about us"), max_length=4000)
    good_practices = TranslatedField(_("what we are good at"), max_length=4000)
    picture = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    picture_text = TranslatedField(_("what the picture shows"), max_length=300)

    class Meta:
        abstract = True


class Profile(ProfileText):
    """What the public sees."""

    organization = models.OneToOneField("core.Organization", on_delete=models.PROTECT, related_name="+")
    approved_on = models.DateField(_("approved on"))

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return str(self.organization)


class ProfileDraft(ProfileText):
    """A proposed change of a profile."""

    class State(models.TextChoices):
        WRITING = "writing", _("Being written")
        PROPOSED = "proposed", _("Waiting for the secretariat")
        RETURNED = "returned", _("Returned for correction")
        APPROVED = "approved", _("Published")

    organization = models.ForeignKey("core.Organization", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WRITING)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("changed at"))
    returned_because = models.TextField(_("what has to be corrected"), max_length=2000, blank=True)

    class Meta:
        ordering = ("-changed_at",)
        verbose_name = _("proposed profile")
        verbose_name_plural = _("proposed profiles")
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(state__in=["writing", "proposed", "returned"]),
                name="one_profile_draft_a_member",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_state_display()}"
