"""An application for membership, from the first saved step to the decision."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import now
from koinon.core.places.models import Organization
from koinon.league.membership.models.standings import Category


def resume_key() -> str:
    return secrets.token_urlsafe(24)


class Application(models.Model):
    """What an organization says of itself when it asks to join (membership form of the statute)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        FILED = "filed", _("Filed")
        RETURNED = "returned", _("Returned for correction")
        VOTING = "voting", _("Vote open")
        ADMITTED = "admitted", _("Admitted")
        DECLINED = "declined", _("Declined")
        RETRACTED = "retracted", _("Withdrawn by the applicant")

    class Check(models.TextChoices):
        """What the secretariat looks at before the vote opens."""

        SIGNED = "signed", _("The form is signed by the head or an authorised person")
        BODY = "body", _("The organization is of the kind it says, and is not a member under another name")
        POPULATION = "population", _("The population figure stands in the source it names")
        CONTACTS = "contacts", _("The focal points can be reached")

    number = models.CharField(_("number"), max_length=12, unique=True, null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    key = models.CharField(max_length=40, unique=True, default=resume_key, editable=False)
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    email = models.EmailField(_("your e-mail address"))
    code = models.CharField(max_length=6, blank=True, editable=False)
    code_sent_at = models.DateTimeField(null=True, editable=False)
    code_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    confirmed_at = models.DateTimeField(_("e-mail address confirmed at"), null=True, editable=False)
    language = models.CharField(_("language of letters"), max_length=10, choices=settings.LANGUAGES)
    organization = models.ForeignKey(
        "core.Organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organization on this site"),
    )
    is_another = models.BooleanField(_("none of the organizations offered"), default=False)
    category = models.CharField(
        _("membership asked for"),
        max_length=12,
        choices=[(Category.FULL.value, Category.FULL.label), (Category.FRIENDSHIP.value, Category.FRIENDSHIP.label)],
        blank=True,
    )
    name = models.CharField(_("name of the organization"), max_length=160, blank=True)
    country = models.ForeignKey(
        "core.Country", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )
    kind = models.CharField(_("kind of organization"), max_length=20, choices=Organization.Kind, blank=True)
    head_name = models.CharField(_("name of the head"), max_length=120, blank=True)
    head_title = models.CharField(_("title of the head"), max_length=120, blank=True)
    head_email = models.EmailField(_("e-mail address of the head"), blank=True)
    address = models.TextField(_("postal address"), max_length=1000, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    population = models.PositiveIntegerField(
        _("population"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100_000_000)]
    )
    population_year = models.PositiveSmallIntegerField(
        _("year of the population figure"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
    )
    population_source = models.CharField(_("source of the population figure"), max_length=200, blank=True)
    figure = models.ForeignKey(
        "core.PopulationFigure", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    reason = models.TextField(_("why you want to join"), max_length=4000, blank=True)
    signed_form = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed form")
    )
    brought_by = models.ForeignKey(
        "core.Organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Friendship Member that brought you in"),
    )
    returned_because = models.TextField(_("what has to be corrected"), max_length=4000, blank=True)
    correct_by = models.DateField(_("correct it until"), null=True, blank=True)
    checks = models.JSONField(_("what was checked"), default=list, blank=True, editable=False)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), default=now, editable=False)
    saved_at = models.DateTimeField(_("last saved at"), default=now, editable=False)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    letter = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("letter")
    )

    record_ignores = (
        "key", "code", "code_sent_at", "code_tries", "confirmed_at", "saved_at", "figure", "email", "head_email",
    )  # fmt: skip

    class Meta:
        ordering = ("-filed_on", "-pk")
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [models.Index(fields=["state", "filed_on"], name="application_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(state__in=["filed", "returned", "voting"]),
                name="an_organization_has_one_open_application",
                violation_error_message=_("This organization has already applied."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "retracted"]) | Q(filed_on__isnull=False, number__isnull=False),
                name="a_filed_application_has_its_day_and_number",
            ),
        ]

    def __str__(self) -> str:
        number = self.number or _("Draft")
        return f"{number} {self.name}"

    @property
    def is_open(self) -> bool:
        """Filed, and neither decided nor withdrawn."""
        return self.state in OPEN

    @property
    def can_be_changed(self) -> bool:
        return self.state in {self.State.DRAFT, self.State.RETURNED}


OPEN = (Application.State.FILED, Application.State.RETURNED, Application.State.VOTING)


class Contact(models.Model):
    """A focal point named in an application; it becomes a mandate on admission."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title and department"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("focal point")
        verbose_name_plural = _("focal points")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "email"],
                name="a_focal_point_is_named_once",
                violation_error_message=_("This person is named already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


class ApplicationSeries(models.Model):
    """The last number given to an application in a year. Given under a lock: a refused filing gives it back."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        ordering = ("year",)
        verbose_name = _("numbers of applications")
        verbose_name_plural = _("numbers of applications")

    def __str__(self) -> str:
        return f"{self.year}-{self.last:03}"


def next_number(year: int) -> str:
    """The next number of a year, such as 2026-014, without gaps. Call inside the deed's transaction."""
    ApplicationSeries.objects.get_or_create(year=year)
    series = ApplicationSeries.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return str(series)
