"""Standing: a dated history, never a flag."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from koinon.core.places.models import Organization


class Category(models.TextChoices):
    """The three categories of the statute (Friendship since November 2014)."""

    FULL = "full", _("Full Member")
    ASSOCIATE = "associate", _("Associate Member")
    FRIENDSHIP = "friendship", _("Friendship Member")


class EligibilityQuerySet(models.QuerySet["Eligibility"]):
    def on(self, day: date) -> EligibilityQuerySet:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)

    def category_for(self, kind: str, day: date) -> str | None:
        """The membership that a kind of organization may ask for on a day; None where the statute gives none."""
        return self.on(day).filter(kind=kind).values_list("category", flat=True).first()


class Eligibility(models.Model):
    """Which kind of organization may ask for which membership, from when until when: a dated rule."""

    kind = models.CharField(_("kind of organization"), max_length=20, choices=Organization.Kind)
    category = models.CharField(_("membership"), max_length=12, choices=Category)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    objects = EligibilityQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "valid_from")
        verbose_name = _("rule of eligibility")
        verbose_name_plural = _("rules of eligibility")
        constraints = [
            models.UniqueConstraint(fields=["kind", "valid_from"], name="one_membership_a_kind_from_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="an_eligibility_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_category_display()}, {self.valid_from}"


class StandingQuerySet(models.QuerySet["Standing"]):
    def on(self, day: date) -> StandingQuerySet:
        """Standings in force on a day, first and last day included."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)

    def of_category(self, *categories: str) -> StandingQuerySet:
        return self.filter(category__in=categories)

    def with_vote(self) -> StandingQuerySet:
        """Only Full Members count towards quorum and vote."""
        return self.filter(category=Category.FULL)


class Standing(models.Model):
    """One organization in one category, from a first day to a last day.

    `since` is the first day in force; where the sources do not state it (`since_is_known` is
    false) it is the earliest day on which a source shows the standing. `until` likewise.
    An organization's standings never overlap: the deeds keep that under a lock on the
    organization, a trigger refuses it, and the database refuses a second open one.
    """

    class Ending(models.TextChoices):
        ADMITTED = "admitted", _("became a Full Member")
        DECLINED = "declined", _("application declined")
        WITHDRAWN = "withdrawn", _("withdrew")
        TERMINATED = "terminated", _("terminated")
        RETRACTED = "retracted", _("application withdrawn")
        UNSTATED = "unstated", _("left; no source says how")

    organization = models.ForeignKey(
        "core.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("organization")
    )
    category = models.CharField(_("standing"), max_length=12, choices=Category)
    since = models.DateField(_("since"))
    since_is_known = models.BooleanField(_("first day stated by a source"), default=True)
    until = models.DateField(_("until"), null=True, blank=True)
    until_is_known = models.BooleanField(_("last day stated by a source"), default=True)
    ending = models.CharField(_("how it ended"), max_length=12, choices=Ending, blank=True)
    basis = models.CharField(_("basis"), max_length=300, blank=True)
    application = models.ForeignKey(
        "membership.Application", on_delete=models.PROTECT, null=True, blank=True, related_name="standings"
    )
    brought_by = models.ForeignKey(
        "core.Organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Friendship Member that brought it in"),
    )

    record_requires = True
    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ("since",)
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        indexes = [
            models.Index(fields=["since", "until"], name="standing_by_day"),
            models.Index(fields=["organization", "since"], name="standing_by_organization"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(until__isnull=True),
                name="an_organization_has_one_open_standing",
                violation_error_message=_("This organization is a member already."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="a_standing_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, ending="") | (Q(until__isnull=False) & ~Q(ending="")),
                name="an_ended_standing_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_category_display()}, {self.since}–{self.until or ''}"

    def is_in_force_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)
