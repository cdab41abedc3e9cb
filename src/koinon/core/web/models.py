"""Views of lists that a person keeps under a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Pulse", "SavedView"]


class SavedView(models.Model):
    """A list with its filters, words and order, kept under a name: the part of the address after `?`."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    listing = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000, blank=True)

    record_ignores = ("name",)

    class Meta:
        ordering = ("name",)
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "listing", "name"],
                name="a_saved_view_has_its_own_name",
                violation_error_message=_("You keep a view under this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Pulse(models.Model):
    """When something that pages show live has last changed; the live process reads it."""

    topic = models.CharField(_("topic"), max_length=80, primary_key=True)
    version = models.PositiveBigIntegerField(_("version"), default=1)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("pulse")
        verbose_name_plural = _("pulses")

    def __str__(self) -> str:
        return self.topic
