"""Invoices, as they were sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from koinon.commons.billing.models.ledger import CURRENCY, Book, Leg
from koinon.core.clock import now, today
from koinon.core.i18n.translated import TranslatedField


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def with_open(self) -> InvoiceQuerySet:
        """Each with `open_amount`: what the ledger still has as receivable for it."""
        legs = Leg.objects.filter(invoice=OuterRef("pk"), account__code=Book.RECEIVABLE).order_by().values("invoice")
        return self.annotate(open_amount=Coalesce(Subquery(legs.annotate(left=Sum("amount")).values("left")), 0))

    def unpaid(self) -> InvoiceQuerySet:
        return self.filter(state__in=Invoice.OPEN_STATES)

    def overdue_on(self, day: date) -> InvoiceQuerySet:
        return self.unpaid().filter(due_on__lt=day)

    def oldest_first(self) -> InvoiceQuerySet:
        return self.order_by("due_on", "pk")


class Invoice(models.Model):
    """What a debtor is asked to pay by a day. Its words and amounts stay as they were sent.

    `reference` names what is billed, once for ever (`dues/2015/17`): asking again for the same
    gives the same invoice. `open_amount` is never stored: it is what the ledger says.
    """

    class State(models.TextChoices):
        ISSUED = "issued", _("Issued")
        PARTLY_PAID = "partly_paid", _("Partly paid")
        PAID = "paid", _("Paid")
        CREDITED = "credited", _("Credited")
        WAIVED = "waived", _("Waived")

    OPEN_STATES = (State.ISSUED, State.PARTLY_PAID)

    number = models.CharField(_("number"), max_length=20, unique=True)
    reference = models.CharField(_("reference"), max_length=80, unique=True)
    debtor = models.ForeignKey("core.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("debtor"))
    debtor_name = models.CharField(_("billed to"), max_length=160)
    debtor_address = models.TextField(_("address"), max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)
    subject = TranslatedField(_("subject"), max_length=200)
    currency = models.CharField(_("currency"), max_length=3, validators=[CURRENCY])
    total = models.BigIntegerField(_("total"))
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ISSUED)
    entry = models.OneToOneField("billing.Entry", on_delete=models.PROTECT, related_name="issued_invoice", null=True)
    made_at = models.DateTimeField(_("made at"), default=now, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    record_requires = True
    objects = InvoiceQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_on", "-pk")
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        indexes = [
            models.Index(fields=["debtor", "state"], name="invoice_by_debtor"),
            models.Index(fields=["state", "due_on"], name="invoice_by_due_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(total__gt=0), name="an_invoice_asks_for_something"),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="an_invoice_is_due_after_its_issue"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("billing_invoice", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    def is_overdue(self, day: date | None = None) -> bool:
        return self.is_open and self.due_on < (day or today())

    def left(self) -> int:
        """What is still open, in minor units, as the ledger has it."""
        return Leg.objects.filter(invoice=self).of_book(Book.RECEIVABLE).total()


class InvoiceLine(models.Model):
    """One line of an invoice, in as many languages as it was given, and the account it earns for."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(_("position"))
    text = TranslatedField(_("what for"), max_length=300)
    detail = TranslatedField(_("how it was reckoned"), max_length=600)
    amount = models.BigIntegerField(_("amount"))
    account = models.ForeignKey("billing.Account", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("invoice", "position")
        verbose_name = _("line of an invoice")
        verbose_name_plural = _("lines of an invoice")
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="a_line_has_its_own_place"),
            models.CheckConstraint(condition=~Q(amount=0), name="a_line_has_an_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}, {self.position}"


class BankDetailsQuerySet(models.QuerySet["BankDetails"]):
    def in_force(self, currency: str, day: date) -> BankDetails | None:
        in_time = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        return self.filter(in_time, currency=currency, valid_from__lte=day).order_by("-valid_from").first()


class BankDetails(models.Model):
    """Where a debtor pays to, by currency, with the days between which it held."""

    currency = models.CharField(_("currency"), max_length=3, validators=[CURRENCY])
    holder = models.CharField(_("account holder"), max_length=120)
    bank = models.CharField(_("bank"), max_length=160)
    account = models.CharField(_("account number or IBAN"), max_length=40)
    bic = models.CharField(_("BIC (SWIFT)"), max_length=11, blank=True)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)

    objects = BankDetailsQuerySet.as_manager()

    class Meta:
        ordering = ("currency", "-valid_from")
        verbose_name = _("bank details")
        verbose_name_plural = _("bank details")
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "valid_from"],
                name="bank_details_start_once_a_day",
                violation_error_message=_("Other details for this currency start on this day."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="bank_details_end_after_they_begin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency}, {self.account}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.account = self.account.strip()
        super().save(*args, **kwargs)
