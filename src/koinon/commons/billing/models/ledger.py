"""The books: accounts, periods, and entries whose legs sum to zero and never change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NoReturn

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import now

CURRENCY = RegexValidator(r"^[A-Z]{3}\Z", _("A currency is three capital letters, such as USD."))


class BooksNeverChange(TypeError):
    """Raised when code tries to change or delete what stands in the books. The database refuses it too."""


class Book(models.TextChoices):
    """The accounts that billing itself posts to, by their code."""

    BANK = "1000", _("Bank")
    RECEIVABLE = "1200", _("Receivable from debtors")
    CREDIT = "2100", _("Credit of debtors")
    DUES = "4000", _("Membership dues")
    FEES = "4100", _("Other fees")
    CREDITED = "4900", _("Credit notes")
    WAIVED = "6900", _("Waived claims")


class Account(models.Model):
    """One account of the ledger in one currency. Billing's own accounts are opened when first needed."""

    class Kind(models.TextChoices):
        ASSET = "asset", _("Asset")
        LIABILITY = "liability", _("Liability")
        INCOME = "income", _("Income")
        EXPENSE = "expense", _("Expense")

    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("name"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    currency = models.CharField(_("currency"), max_length=3, validators=[CURRENCY])

    class Meta:
        ordering = ("currency", "code")
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint(fields=["code", "currency"], name="an_account_code_is_used_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def title(self) -> str | Promise:
        """The name in the reader's language for billing's own accounts, else the name that was given."""
        return Book(self.code).label if self.code in Book.values else self.name or self.code


class Period(models.Model):
    """A month of the books. Once closed it takes no entry, unless it is opened again."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    starts_on = models.DateField(_("month"), unique=True)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-starts_on",)
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__day=1), name="a_period_starts_on_the_first"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m}"

    @property
    def ends_on(self) -> date:
        return (self.starts_on + timedelta(days=31)).replace(day=1) - timedelta(days=1)


class NeverChangingQuerySet(models.QuerySet[Any]):
    """Refuses what the database would refuse, with a sentence for the programmer."""

    def update(self, **values: Any) -> NoReturn:
        raise BooksNeverChange("entries and legs never change; post an entry that reverses this one")

    def delete(self) -> NoReturn:
        raise BooksNeverChange("entries and legs are never deleted; post an entry that reverses this one")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise BooksNeverChange("entries and legs never change; post an entry that reverses this one")


class EntryQuerySet(NeverChangingQuerySet):
    def sealed(self) -> EntryQuerySet:
        return self.filter(sealed=True)


class Entry(models.Model):
    """One journal entry. It is written with its legs and sealed at once; afterwards it stands for ever."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        PAYMENT = "payment", _("Payment")
        CREDIT_APPLIED = "credit_applied", _("Credit applied")
        CREDIT_NOTE = "credit_note", _("Credit note")
        WAIVER = "waiver", _("Waiver")
        REVERSAL = "reversal", _("Reversal")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    posted_on = models.DateField(_("day"))
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="entries", verbose_name=_("period"))
    paper = models.CharField(_("paper"), max_length=60)
    made_at = models.DateTimeField(_("made at"), default=now, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sealed = models.BooleanField(_("sealed"), default=False, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("posted_on", "pk")
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        indexes = [models.Index(fields=["posted_on", "id"], name="entry_by_day")]

    def __str__(self) -> str:
        return f"{self.posted_on} {self.paper}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise BooksNeverChange("an entry never changes; post an entry that reverses it")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise BooksNeverChange("an entry is never deleted; post an entry that reverses it")


class LegQuerySet(NeverChangingQuerySet):
    def of_book(self, code: str) -> LegQuerySet:
        return self.filter(account__code=code)

    def total(self) -> int:
        """The sum of the legs in minor units. Ask for one currency at a time."""
        return int(self.aggregate(total=Coalesce(Sum("amount"), 0))["total"])


class Leg(models.Model):
    """One line of an entry: minor units into (positive, debit) or out of (negative, credit) an account."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="legs")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="legs")
    organization = models.ForeignKey("core.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    invoice = models.ForeignKey("billing.Invoice", on_delete=models.PROTECT, null=True, blank=True, related_name="legs")
    amount = models.BigIntegerField(_("amount"))

    objects = LegQuerySet.as_manager()

    class Meta:
        ordering = ("entry", "pk")
        verbose_name = _("leg")
        verbose_name_plural = _("legs")
        indexes = [
            models.Index(fields=["organization", "account"], name="leg_by_debtor"),
            models.Index(fields=["account", "entry"], name="leg_by_account"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="a_leg_moves_something")]

    def __str__(self) -> str:
        return f"{self.account}: {self.amount}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise BooksNeverChange("a leg never changes; post an entry that reverses it")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise BooksNeverChange("a leg is never deleted; post an entry that reverses it")
