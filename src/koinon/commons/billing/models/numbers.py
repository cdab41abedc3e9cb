"""Numbers without gaps: one series for each kind of paper and year."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberSeries(models.Model):
    """The last number given in a year. Numbers are given under a lock, inside the deed's transaction."""

    class Kind(models.TextChoices):
        INVOICE = "INV", _("Invoices")
        RECEIPT = "REC", _("Receipts")
        CREDIT_NOTE = "CRN", _("Credit notes")
        WAIVER = "WAI", _("Waivers")
        REVERSAL = "REV", _("Reversals")

    kind = models.CharField(_("papers"), max_length=3, choices=Kind)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        ordering = ("kind", "year")
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="one_series_a_kind_and_year")]

    def __str__(self) -> str:
        return f"{self.kind}-{self.year}-{self.last:04}"


def next_number(kind: str, year: int) -> str:
    """The next number, such as INV-2015-0001. Call inside a transaction: a refused deed gives it back."""
    NumberSeries.objects.get_or_create(kind=kind, year=year)
    series = NumberSeries.objects.select_for_update().get(kind=kind, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return str(series)
