"""The index: what can be found, by which words, and by whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from koinon.core.clock.instant import now

__all__ = ["Found", "FoundFor", "FoundWord"]


class Found(models.Model):
    """One thing as search shows it: a title and a line of text in each language, and its address."""

    source = models.CharField(_("kind"), max_length=60)
    thing_id = models.CharField(max_length=36)
    titles = models.JSONField(_("titles"), default=dict)
    lines = models.JSONField(_("lines"), default=dict)
    url = models.CharField(_("address"), max_length=300)
    indexed_at = models.DateTimeField(_("indexed at"), default=now)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("entry of the index")
        verbose_name_plural = _("entries of the index")
        constraints = [models.UniqueConstraint(fields=["source", "thing_id"], name="a_thing_is_indexed_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.thing_id}"


class FoundWord(models.Model):
    """A folded word of a thing, and how much it says about it."""

    found = models.ForeignKey(Found, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=48, db_index=True)
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["found", "word"], name="a_word_stands_once_for_a_thing")]

    def __str__(self) -> str:
        return self.word


class FoundFor(models.Model):
    """Who may find a thing: `public`, `signed_in`, or an audience that a module made known."""

    found = models.ForeignKey(Found, on_delete=models.CASCADE, related_name="audiences")
    audience = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["found", "audience"], name="an_audience_stands_once_for_a_thing")]
        indexes = [models.Index(fields=["audience", "found"], name="found_for_audience")]

    def __str__(self) -> str:
        return self.audience
