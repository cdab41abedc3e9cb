"""Keeping focal points current: a yearly campaign by mail, and a call list for those who do not answer.

A focal point is a mandate of `core.people`; its `confirmed_on` is the day it was last confirmed.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def confirmation_key() -> str:
    return secrets.token_urlsafe(24)


class Campaign(models.Model):
    """One year's round of asking every focal point whether it still is one."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    opened_on = models.DateField(_("opened on"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-year",)
        verbose_name = _("focal point campaign")
        verbose_name_plural = _("focal point campaigns")

    def __str__(self) -> str:
        return str(self.year)


class Confirmation(models.Model):
    """One focal point asked in a campaign, and its answer."""

    class Answer(models.TextChoices):
        NONE = "", _("No answer yet")
        CONFIRMED = "confirmed", _("Confirmed")
        CHANGED = "changed", _("No longer the focal point")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="confirmations")
    mandate = models.ForeignKey("core.Mandate", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, unique=True, default=confirmation_key, editable=False)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True, default=Answer.NONE)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [models.UniqueConstraint(fields=["campaign", "mandate"], name="a_focal_point_is_asked_once_a_campaign")]

    def __str__(self) -> str:
        return f"{self.mandate}: {self.get_answer_display()}"


class Call(models.Model):
    """A telephone call to a member about its focal point."""

    class Result(models.TextChoices):
        REACHED = "reached", _("Reached, still the focal point")
        REPLACED = "replaced", _("Reached, somebody else now")
        NOT_REACHED = "not_reached", _("Not reached")

    organization = models.ForeignKey("core.Organization", on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey("core.Mandate", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField(_("called at"))
    result = models.CharField(_("result"), max_length=12, choices=Result)
    note = models.TextField(_("note"), max_length=1000, blank=True)

    class Meta:
        ordering = ("-called_at",)
        verbose_name = _("call")
        verbose_name_plural = _("calls")

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_result_display()}"
