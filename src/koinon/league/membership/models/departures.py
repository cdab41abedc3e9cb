"""How a member leaves: by its own withdrawal, or by termination."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Departure(models.Model):
    """A withdrawal that a member asks for, or a termination that the secretariat proposes to the body."""

    class Kind(models.TextChoices):
        WITHDRAWAL = "withdrawal", _("Withdrawal")
        TERMINATION = "termination", _("Termination")

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        VOTING = "voting", _("Vote open")
        DONE = "done", _("Membership ended")
        REFUSED = "refused", _("Membership continues")
        TAKEN_BACK = "taken_back", _("Taken back")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ASKED)
    standing = models.ForeignKey("membership.Standing", on_delete=models.PROTECT, related_name="departures")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField(_("asked on"))
    reason = models.TextField(_("reason"), max_length=4000)
    last_day = models.DateField(_("last day of membership"), null=True, blank=True)
    letter = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("letter")
    )

    class Meta:
        ordering = ("-asked_on", "-pk")
        verbose_name = _("departure")
        verbose_name_plural = _("departures")
        constraints = [
            models.UniqueConstraint(
                fields=["standing"],
                condition=Q(state__in=["asked", "voting"]),
                name="a_member_leaves_once_at_a_time",
                violation_error_message=_("A departure of this member is open already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.standing.organization}"
