"""Credit notes, waivers and reversals: proposed by one person, approved by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import now


class Correction(models.Model):
    """A change to what is owed or was paid. Nothing is posted before a second person approves it."""

    class Kind(models.TextChoices):
        CREDIT_NOTE = "credit_note", _("Credit note")
        WAIVER = "waiver", _("Waiver")
        REVERSAL = "reversal", _("Reversal of a payment")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second person")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        TAKEN_BACK = "taken_back", _("Taken back")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    invoice = models.ForeignKey("billing.Invoice", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    payment = models.ForeignKey("billing.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    amount = models.BigIntegerField(_("amount"))
    reason = models.TextField(_("reason"), max_length=2000)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    number = models.CharField(_("number"), max_length=20, unique=True, null=True, blank=True)
    entry = models.OneToOneField("billing.Entry", on_delete=models.PROTECT, related_name="correction", null=True)
    proposed_at = models.DateTimeField(_("proposed at"), default=now, editable=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    record_requires = True

    class Meta:
        ordering = ("-proposed_at", "-pk")
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_correction_has_an_amount"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_correction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind="reversal", payment__isnull=False, invoice__isnull=True)
                | Q(kind__in=["credit_note", "waiver"], invoice__isnull=False, payment__isnull=True),
                name="a_correction_corrects_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(decided_by=F("proposed_by")),
                name="a_second_person_approves",
                violation_error_message=_("Whoever proposed it cannot approve it."),
            ),
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(state__in=["proposed", "approved"]),
                name="a_payment_is_reversed_once",
                violation_error_message=_("A reversal of this payment has been proposed already."),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("billing_correction", args=[self.pk])

    @property
    def about(self) -> models.Model:
        """The invoice or the payment that it corrects."""
        thing = self.invoice or self.payment
        assert thing is not None, "the database holds that a correction corrects one thing"
        return thing

    @property
    def currency(self) -> str:
        return str(self.about.currency)  # type: ignore[attr-defined]

    @property
    def debtor_id(self) -> int:
        return int(self.invoice.debtor_id if self.invoice else self.payment.payer_id)  # type: ignore[union-attr]
