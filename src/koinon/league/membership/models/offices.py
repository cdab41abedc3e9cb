"""Offices that members hold in the league, and the regional offices that serve members."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from koinon.core.i18n.translated import TranslatedField


class OfficeQuerySet(models.QuerySet["OfficeHeld"]):
    def on(self, day: date) -> OfficeQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class OfficeHeld(models.Model):
    """An office that a member city holds for a term. Every office carries a seat on the Executive Committee."""

    class Office(models.TextChoices):
        PRESIDENT = "president", _("President")
        EXECUTIVE_VICE_PRESIDENT = "executive_vice_president", _("Executive Vice President")
        VICE_PRESIDENT = "vice_president", _("Vice President")
        EXCOM_MEMBER = "excom_member", _("Executive Committee")

    organization = models.ForeignKey("core.Organization", on_delete=models.PROTECT, related_name="+")
    office = models.CharField(_("office"), max_length=24, choices=Office)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    elected_on = models.DateField(_("elected on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on", "pk")
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [
            models.UniqueConstraint(fields=["organization", "starts_on"], name="a_member_takes_one_office_a_term"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="a_term_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_office_display()}"


class RegionalOffice(models.Model):
    """An office that a member hosts to serve its region under the secretariat (terms of reference, 2014)."""

    name = TranslatedField(_("name"))
    host = models.ForeignKey("core.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("host"))
    opened_on = models.DateField(_("opened on"), null=True, blank=True, help_text=_("empty where no source states the day"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ("opened_on", "pk")
        verbose_name = _("regional office")
        verbose_name_plural = _("regional offices")

    def __str__(self) -> str:
        return str(self.name)


class RegionalAssignment(models.Model):
    """Which regional office serves a member, from when until when. At most one at a time."""

    office = models.ForeignKey(RegionalOffice, on_delete=models.PROTECT, related_name="assignments")
    organization = models.ForeignKey("core.Organization", on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ("since",)
        verbose_name = _("regional assignment")
        verbose_name_plural = _("regional assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(until__isnull=True), name="a_member_has_one_regional_office"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.office}"
