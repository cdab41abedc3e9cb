"""The ladder of reminders, as dated rows, and the reminders that were sent by it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import now


class ReminderRuleQuerySet(models.QuerySet["ReminderRule"]):
    def in_force_on(self, day: date) -> ReminderRuleQuerySet:
        in_time = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        return self.filter(in_time, valid_from__lte=day).order_by("level")


class ReminderRule(models.Model):
    """One rung of the ladder: so many days after the due day, the reminder of this level is sent."""

    class Tone(models.TextChoices):
        FRIENDLY = "friendly", _("Friendly reminder")
        FIRM = "firm", _("Second reminder")
        LAST = "last", _("Last reminder")

    level = models.PositiveSmallIntegerField(_("level"), validators=[MinValueValidator(1), MaxValueValidator(9)])
    days_after_due = models.PositiveSmallIntegerField(_("days after the due day"))
    tone = models.CharField(_("text"), max_length=8, choices=Tone)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        ordering = ("-valid_from", "level")
        verbose_name = _("rung of the reminder ladder")
        verbose_name_plural = _("reminder ladder")
        constraints = [
            models.UniqueConstraint(fields=["level", "valid_from"], name="a_level_starts_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="a_rung_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.days_after_due}"


class Reminder(models.Model):
    """A reminder that was sent for an invoice; each level once."""

    invoice = models.ForeignKey("billing.Invoice", on_delete=models.PROTECT, related_name="reminders")
    rule = models.ForeignKey(ReminderRule, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("level"))
    open_amount = models.BigIntegerField(_("open when it was sent"))
    sent_on = models.DateField(_("sent on"))
    made_at = models.DateTimeField(_("made at"), default=now, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("invoice", "level")
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [models.UniqueConstraint(fields=["invoice", "level"], name="an_invoice_is_reminded_once_a_level")]

    def __str__(self) -> str:
        return f"{self.invoice}, {self.level}"
