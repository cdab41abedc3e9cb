"""Files that someone handed in or the product made."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from koinon.core.clock.instant import now

__all__ = ["StoredFile"]


def random_place(stored: models.Model, name: str) -> str:
    """Where the bytes lie: a name that tells nothing and cannot be guessed."""
    token = secrets.token_hex(20)
    return f"{token[:2]}/{token}"


class StoredFile(models.Model):
    """What was kept, by whom and for what. Its bytes never change; who may see it, its purpose says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(_("purpose"), max_length=60)
    name = models.CharField(_("file name"), max_length=160)
    media_type = models.CharField(_("type"), max_length=120)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}\Z")])
    content = models.FileField(upload_to=random_place, max_length=120, editable=False)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("kept by")
    )
    kept_at = models.DateTimeField(_("kept at"), default=now)
    about_type = models.ForeignKey(ContentType, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    about_id = models.CharField(max_length=36, blank=True)
    about = GenericForeignKey("about_type", "about_id")

    class Meta:
        ordering = ("-kept_at",)
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["about_type", "about_id"], name="file_by_thing")]
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="a_file_has_content")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("file", args=[self.pk])
