"""What the league remembers of its partners."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from koinon.core.i18n.translated import TranslatedField


class MemorandumQuerySet(models.QuerySet["Memorandum"]):
    def in_force_on(self, day: date) -> MemorandumQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), signed_on__lte=day, state=Memorandum.State.IN_FORCE)

    def due_for_renewal_on(self, day: date) -> MemorandumQuerySet:
        """In force, and its reminder day has come."""
        return self.in_force_on(day).filter(remind_on__lte=day)


class Memorandum(models.Model):
    """An agreement with a partner: who, when, what for, until when."""

    class Kind(models.TextChoices):
        MEMORANDUM = "memorandum", _("Memorandum of understanding")
        LETTER_OF_INTENT = "letter_of_intent", _("Letter of intent")

    class State(models.TextChoices):
        IN_FORCE = "in_force", _("In force")
        RENEWED = "renewed", _("Renewed by a later one")
        ENDED = "ended", _("Ended")

    class Precision(models.TextChoices):
        DAY = "day", _("the day")
        MONTH = "month", _("the month only")

    partner = models.ForeignKey("core.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("partner"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.MEMORANDUM)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.IN_FORCE)
    signed_on = models.DateField(_("signed on"))
    signed_on_precision = models.CharField(
        _("what the source states of the date"), max_length=5, choices=Precision, default=Precision.DAY
    )
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    remind_on = models.DateField(_("remind the secretariat on"), null=True, blank=True)
    scope = TranslatedField(_("scope"), max_length=2000)
    source = models.CharField(_("source"), max_length=300, blank=True)
    document = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    renews = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by", verbose_name=_("renews")
    )

    objects = MemorandumQuerySet.as_manager()

    class Meta:
        ordering = ("signed_on", "pk")
        verbose_name = _("memorandum")
        verbose_name_plural = _("memoranda")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "kind", "signed_on"],
                name="a_memorandum_is_listed_once",
                violation_error_message=_("This agreement is in the register already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("signed_on")),
                name="a_memorandum_ends_after_it_is_signed",
                violation_error_message=_("The last day is before the day of signature."),
            ),
            models.CheckConstraint(
                condition=Q(remind_on__isnull=True) | Q(ends_on__isnull=False),
                name="a_reminder_needs_a_last_day",
                violation_error_message=_("A reminder needs a last day to remind of."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.signed_on:%Y-%m}"


class JointActivity(models.Model):
    """Something done together under a memorandum."""

    memorandum = models.ForeignKey(Memorandum, on_delete=models.PROTECT, related_name="activities")
    on = models.DateField(_("date"))
    title = TranslatedField(_("what was done"), max_length=300)

    class Meta:
        ordering = ("-on", "-pk")
        verbose_name = _("joint activity")
        verbose_name_plural = _("joint activities")

    def __str__(self) -> str:
        return str(self.title)
