"""Payments that came in, and their receipts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from koinon.commons.billing.models.ledger import CURRENCY
from koinon.core.clock import now


class Payment(models.Model):
    """One bank transfer. Which invoices it paid, and what was left over, stands in its entry's legs."""

    class State(models.TextChoices):
        RECORDED = "recorded", _("Recorded")
        REVERSED = "reversed", _("Reversed")

    payer = models.ForeignKey("core.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("payer"))
    currency = models.CharField(_("currency"), max_length=3, validators=[CURRENCY])
    amount = models.BigIntegerField(_("amount"))
    received_on = models.DateField(_("received on"))
    bank_reference = models.CharField(_("bank reference"), max_length=80)
    note = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RECORDED)
    entry = models.OneToOneField("billing.Entry", on_delete=models.PROTECT, related_name="recorded_payment", null=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    record_requires = True

    class Meta:
        ordering = ("-received_on", "-pk")
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [models.Index(fields=["payer"], name="payment_by_payer")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_payment_brings_something"),
            models.UniqueConstraint(
                fields=["bank_reference"],
                condition=Q(state="recorded"),
                name="a_transfer_is_recorded_once",
                violation_error_message=_("A payment with this bank reference has been recorded."),
            ),
        ]

    def __str__(self) -> str:
        return self.bank_reference

    def get_absolute_url(self) -> str:
        return reverse("billing_payment", args=[self.pk])


class Receipt(models.Model):
    """The numbered confirmation of one payment."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="receipt")
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)
    issued_on = models.DateField(_("issued on"))

    class Meta:
        ordering = ("-issued_on", "-pk")
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self) -> str:
        return self.number
