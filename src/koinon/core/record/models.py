"""Rows of the record: entries, their openings, the tree, its checkpoints and its witnesses.

Entries, tiles and checkpoints are written once. Triggers (migration `0002_record_is_append_only`)
refuse to change or delete them; only the erasure of a person's or a thing's id passes.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from koinon.core.clock.instant import now

__all__ = ["Checkpoint", "Cosignature", "Entry", "Opening", "Tile", "TreeHead", "Witness", "WitnessedLog"]


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, thing: models.Model) -> EntryQuerySet:
        """Entries about one row, oldest first."""
        return self.filter(kind=thing._meta.label_lower, thing_id=str(thing.pk)).order_by("index")

    def newest_first(self) -> EntryQuerySet:
        return self.order_by("-index")


class Entry(models.Model):
    """One deed in the record. `leaf` holds the bytes in the tree; the other columns serve our own pages.

    `actor` and `thing_id` stand in no leaf (the leaf holds salted commitments to them), so they can be erased.
    """

    index = models.BigIntegerField(_("number"), primary_key=True)
    deed = models.CharField(_("deed"), max_length=80)
    kind = models.CharField(_("kind of thing"), max_length=80, blank=True)
    thing_id = models.CharField(_("id of the thing"), max_length=64, null=True)  # noqa: DJ001 - null means erased
    role = models.CharField(_("role"), max_length=32)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    leaf = models.BinaryField(_("bytes in the tree"))
    leaf_hash = models.BinaryField(_("hash in the tree"), max_length=32)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("index",)
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [models.Index(fields=["kind", "thing_id"], name="entry_by_thing")]
        constraints = [models.CheckConstraint(condition=Q(index__gte=0), name="the_first_entry_has_number_0")]

    def __str__(self) -> str:
        return f"{self.index} {self.deed}"

    def get_absolute_url(self) -> str:
        return reverse("record_entry", args=[self.index])


class Opening(models.Model):
    """The salts that open an entry's commitments, and the details. Deleting salts erases; the tree stays valid.

    `fields` names the columns of the thing that the state commitment covers, parted by spaces.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="opening")
    by_salt = models.BinaryField(max_length=32, null=True)
    thing_salt = models.BinaryField(max_length=32, null=True)
    details_salt = models.BinaryField(max_length=32, null=True)
    state_salt = models.BinaryField(max_length=32, null=True)
    details = models.TextField(_("details"), blank=True)
    fields = models.TextField(_("columns"), blank=True)

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")

    def __str__(self) -> str:
        return f"{self.entry_id}"


class TreeHead(models.Model):
    """The one row that an append locks: the size of the tree and its frontier (`engines.merkle.Frontier`)."""

    size = models.BigIntegerField(_("entries"), default=0)
    frontier = models.BinaryField(default=bytes)

    class Meta:
        verbose_name = _("head of the tree")
        verbose_name_plural = _("heads of the tree")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_tree_head")]

    def __str__(self) -> str:
        return f"{self.size}"


class Tile(models.Model):
    """256 neighbouring hashes of the tree end to end, and their root: c2sp.org/tlog-tiles, whole tiles only."""

    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("tile")
        verbose_name_plural = _("tiles")
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="a_tile_is_kept_once")]

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class Checkpoint(models.Model):
    """A signed head of the tree at a size: c2sp.org/tlog-checkpoint."""

    size = models.BigIntegerField(_("entries"), unique=True)
    root = models.BinaryField(_("root"), max_length=32)
    note = models.TextField(_("signed note"))
    at = models.DateTimeField(_("signed at"), default=now)

    class Meta:
        ordering = ("-size",)
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")

    def __str__(self) -> str:
        return f"{self.size}"


class Witness(models.Model):
    """Another installation that cosigns our checkpoints. `url` is its submission prefix (c2sp.org/tlog-witness)."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    verifier_key = models.CharField(_("verifier key"), max_length=400, unique=True)
    url = models.URLField(_("address"), max_length=300)
    is_active = models.BooleanField(_("is asked"), default=True)
    asked_at = models.DateTimeField(_("last asked at"), null=True, blank=True)
    answer = models.CharField(_("last answer"), max_length=200, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("witness")
        verbose_name_plural = _("witnesses")

    def __str__(self) -> str:
        return self.name


class Cosignature(models.Model):
    """A witness's signature line over one of our checkpoints: c2sp.org/tlog-cosignature."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="cosignatures")
    line = models.CharField(_("signature line"), max_length=400)
    at = models.DateTimeField(_("cosigned at"))

    class Meta:
        ordering = ("at",)
        verbose_name = _("cosignature")
        verbose_name_plural = _("cosignatures")
        constraints = [models.UniqueConstraint(fields=["checkpoint", "witness"], name="a_witness_cosigns_a_checkpoint_once")]

    def __str__(self) -> str:
        return f"{self.witness}, {self.checkpoint}"


class WitnessedLog(models.Model):
    """A log of another installation that we cosign: the latest head that we saw and found consistent."""

    origin = models.CharField(_("origin"), max_length=200, unique=True)
    verifier_key = models.CharField(_("verifier key"), max_length=400)
    size = models.BigIntegerField(_("entries"), default=0)
    root = models.BinaryField(_("root"), max_length=32, default=bytes)
    note = models.TextField(_("last checkpoint"), blank=True)
    cosigned_at = models.DateTimeField(_("cosigned at"), null=True, blank=True)

    class Meta:
        ordering = ("origin",)
        verbose_name = _("witnessed log")
        verbose_name_plural = _("witnessed logs")

    def __str__(self) -> str:
        return self.origin


def as_bytes(column: Any) -> bytes:
    """A binary column as bytes: PostgreSQL hands out memoryviews, SQLite bytes."""
    return bytes(column)
