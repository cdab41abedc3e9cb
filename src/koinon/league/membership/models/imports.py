"""Files of members and figures that were uploaded to be taken into the register."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Import(models.Model):
    """One file: examined, then taken whole, or left."""

    class State(models.TextChoices):
        EXAMINED = "examined", _("Waits to be taken")
        TAKEN = "taken", _("Taken")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.EXAMINED)
    form = models.CharField(_("form"), max_length=20)
    name = models.CharField(_("file"), max_length=160)
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    true_on = models.DateField(_("the list was true on"), null=True, blank=True)
    source = models.CharField(_("source of the figures"), max_length=200, blank=True)
    counts: Any = models.JSONField(_("what it changed"), default=dict)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="examined", taken_at__isnull=True) | Q(state="taken", taken_at__isnull=False),
                name="a_taken_import_has_its_instant",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("import", args=[self.pk])
