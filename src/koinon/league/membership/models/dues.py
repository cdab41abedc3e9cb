"""Dues: charts and rules as dated rows, and the yearly run."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from koinon.core.places.models import Organization
from koinon.engines.dues import Band, Cell, Chart
from koinon.league.membership.models.standings import Category

Dated = TypeVar("Dated", bound=models.Model)


class DatedQuerySet(models.QuerySet[Dated]):
    """Rows that hold from a day until a day."""

    def in_force_on(self, day: date) -> DatedQuerySet[Dated]:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class FeeChart(models.Model):
    """A chart of yearly dues for one category and kind of member, in force for a time, with its source.

    A chart is never edited: a new version ends it (annex of the statute, amended November 2014).
    """

    CATEGORIES = (
        (Category.FULL.value, Category.FULL.label),
        (Category.FRIENDSHIP.value, Category.FRIENDSHIP.label),
    )
    KINDS = (
        (Organization.Kind.LOCAL_GOVERNMENT.value, Organization.Kind.LOCAL_GOVERNMENT.label),
        (Organization.Kind.ASSOCIATION.value, Organization.Kind.ASSOCIATION.label),
        (Organization.Kind.GOVERNMENT_AGENCY.value, Organization.Kind.GOVERNMENT_AGENCY.label),
    )

    category = models.CharField(
        _("for"),
        max_length=12,
        choices=CATEGORIES,
    )
    kind = models.CharField(_("kind of member"), max_length=20, choices=KINDS)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    source = models.CharField(_("source"), max_length=300)

    objects = DatedQuerySet["FeeChart"].as_manager()

    class Meta:
        ordering = ("category", "kind", "valid_from")
        verbose_name = _("fee chart")
        verbose_name_plural = _("fee charts")
        constraints = [
            models.UniqueConstraint(
                fields=["category", "kind", "valid_from"],
                name="one_chart_a_kind_of_member_from_a_day",
                violation_error_message=_("A chart for these members begins on this day already."),
            ),
            models.UniqueConstraint(fields=["category", "kind"], condition=Q(valid_until__isnull=True), name="one_chart_is_open"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="a_chart_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()}, {self.get_kind_display()}, {self.valid_from}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("fee_chart", args=[self.pk])

    def as_chart(self) -> Chart:
        """The engine's table of this chart."""
        return Chart(cell.as_cell() for cell in self.cells.all())


class FeeCell(models.Model):
    """One cell of a chart. Population in thousands, GDP per head in international dollars; open ends are null."""

    chart = models.ForeignKey(FeeChart, on_delete=models.CASCADE, related_name="cells")
    population_from = models.PositiveIntegerField(_("population from, thousands"), default=0)
    population_to = models.PositiveIntegerField(_("population to, thousands"), null=True, blank=True)
    income_from = models.PositiveIntegerField(_("GDP per head from"), default=0)
    income_to = models.PositiveIntegerField(_("GDP per head to"), null=True, blank=True)
    amount = models.PositiveIntegerField(_("yearly dues"))
    is_ambiguous = models.BooleanField(_("hard to read as printed"), default=False)
    is_suspect = models.BooleanField(_("doubtful as printed"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ("income_from", "population_from")
        verbose_name = _("cell of a fee chart")
        verbose_name_plural = _("cells of fee charts")
        constraints = [
            models.UniqueConstraint(fields=["chart", "population_from", "income_from"], name="a_chart_has_a_cell_once")
        ]

    def __str__(self) -> str:
        return f"{self.population_from}–{self.population_to or ''}, {self.income_from}–{self.income_to or ''}: {self.amount}"

    def as_cell(self) -> Cell:
        return Cell(
            population=Band(self.population_from, self.population_to),
            income=Band(self.income_from, self.income_to),
            amount=self.amount,
            ambiguous=self.is_ambiguous,
            suspect=self.is_suspect,
            note=self.note,
        )


class DuesRule(models.Model):
    """How dues are assessed in a time: first year, year of the GDP, exemption, term of payment."""

    valid_from = models.DateField(
        _("in force from"), unique=True, error_messages={"unique": _("Another dues rule begins on this day already.")}
    )
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    first_year_after = models.PositiveSmallIntegerField(_("dues begin years after admission"), default=1)
    income_years_before = models.PositiveSmallIntegerField(_("GDP of years before"), default=1)
    exempt_at_new_members = models.PositiveSmallIntegerField(_("new members that exempt a Friendship Member"), default=5)
    payment_days = models.PositiveSmallIntegerField(_("days to pay"), default=60)
    source = models.CharField(_("source"), max_length=300)

    objects = DatedQuerySet["DuesRule"].as_manager()

    class Meta:
        ordering = ("valid_from",)
        verbose_name = _("dues rule")
        verbose_name_plural = _("dues rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="a_dues_rule_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}"


class DuesRun(models.Model):
    """The assessment of one year's dues for all members: previewed, then issued once."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("Preview")
        ISSUING = "issuing", _("Being issued")
        ISSUED = "issued", _("Issued")

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PREVIEW)
    rule = models.ForeignKey(DuesRule, on_delete=models.PROTECT, related_name="runs")
    standing_on = models.DateField(_("day whose standing counts"))
    assessed_at = models.DateTimeField(_("assessed at"))
    invoiced_on = models.DateField(_("day on the invoices"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    trouble = models.CharField(_("what stops the rest"), max_length=300, blank=True, editable=False)

    record_ignores = ("trouble",)

    class Meta:
        ordering = ("-year",)
        verbose_name = _("dues run")
        verbose_name_plural = _("dues runs")

    def __str__(self) -> str:
        return str(self.year)

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("dues_run", args=[self.year])


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def to_bill(self) -> AssessmentQuerySet:
        """Owing, and not invoiced yet."""
        return self.filter(result=Assessment.Result.DUE, amount__gt=0, invoice__isnull=True)

    def billed(self) -> AssessmentQuerySet:
        return self.filter(invoice__isnull=False)

    def incomplete(self) -> AssessmentQuerySet:
        """Those that a missing figure or chart keeps open; nothing is ever guessed for them."""
        return self.filter(result__in=Assessment.MISSING)


class Assessment(models.Model):
    """What one member owes for a year, and exactly why; or what is missing to say so.

    `explanation` keeps the facts as they were read (day, years, figures, sources, cell), so that it
    stays true when a figure is corrected later.
    """

    class Result(models.TextChoices):
        DUE = "due", _("Owes dues")
        EXEMPT = "exempt", _("Exempt")
        NOT_YET = "not_yet", _("Dues begin later")
        NONE_OWED = "none_owed", _("Associates owe nothing")
        NO_POPULATION = "no_population", _("Population missing")
        NO_INCOME = "no_income", _("GDP per head missing")
        NO_CHART = "no_chart", _("No chart for this kind of member")

    MISSING = (Result.NO_POPULATION, Result.NO_INCOME, Result.NO_CHART)

    run = models.ForeignKey(DuesRun, on_delete=models.CASCADE, related_name="assessments")
    organization = models.ForeignKey("core.Organization", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(_("standing"), max_length=12, choices=Category)
    result = models.CharField(_("result"), max_length=14, choices=Result)
    cell = models.ForeignKey(FeeCell, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    amount = models.PositiveIntegerField(_("amount"), default=0)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    explanation: Any = models.JSONField(default=dict)
    invoice = models.OneToOneField(
        "billing.Invoice", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("invoice")
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ("organization__name",)
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        indexes = [models.Index(fields=["run", "result"], name="assessment_by_result")]
        constraints = [models.UniqueConstraint(fields=["run", "organization"], name="a_member_is_assessed_once_a_year")]

    def __str__(self) -> str:
        return f"{self.organization}, {self.run}: {self.amount}"

    @property
    def reference(self) -> str:
        """What the invoice is known by in billing: the same year and member are never billed twice."""
        return f"dues:{self.run.year}:{self.organization_id}"
