"""Countries, organizations and the dated figures that rules read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from koinon.core.i18n.names import country_name
from koinon.engines.spelling import fold

__all__ = ["Alias", "Country", "IncomeFigure", "Organization", "PopulationFigure", "Region"]


class Region(models.TextChoices):
    """Regions as the league counts its members by (brochure of March 2016)."""

    AFRICA = "africa", _("Africa")
    AMERICA = "america", _("America")
    ASIA = "asia", _("Asia")
    EUROPE = "europe", _("Europe")
    MIDDLE_EAST = "middle_east", _("Middle East")
    OCEANIA = "oceania", _("Oceania")


class Country(models.Model):
    """A country or territory by its ISO 3166-1 alpha-2 code. Its name comes from CLDR, in the reader's language."""

    code = models.CharField(_("country code"), max_length=2, primary_key=True, validators=[RegexValidator(r"^[A-Z]{2}\Z")])

    class Meta:
        ordering = ("code",)
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return country_name(self.code)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def that_runs_the_league(self) -> Organization:
        """The association whose secretariat uses this installation. Raises DoesNotExist before it is founded."""
        return self.get(runs_the_league=True)


class Organization(models.Model):
    """A body with a name and a seat: a city, an agency, an association, a company, an institution."""

    class Kind(models.TextChoices):
        LOCAL_GOVERNMENT = "local_government", _("Local government")
        GOVERNMENT_AGENCY = "government_agency", _("Government agency")
        ASSOCIATION = "association", _("Association of local governments")
        COMPANY = "company", _("Company")
        INSTITUTION = "institution", _("Institution")
        INTERNATIONAL_BODY = "international_body", _("International body")

    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(_("address on this site"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.LOCAL_GOVERNMENT)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("country"))
    region = models.CharField(_("region"), max_length=12, choices=Region, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    address = models.TextField(_("postal address"), max_length=1000, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(-90)), MaxValueValidator(Decimal(90))],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(-180)), MaxValueValidator(Decimal(180))],
    )
    located_at = models.CharField(_("place that the position was taken from"), max_length=120, blank=True)
    runs_the_league = models.BooleanField(_("runs the league on this site"), default=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        indexes = [models.Index(fields=["name"], name="organization_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["runs_the_league"],
                condition=Q(runs_the_league=True),
                name="one_organization_runs_the_league",
                violation_error_message=_("Another organization runs the league on this site."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True) | Q(latitude__isnull=False, longitude__isnull=False),
                name="a_position_has_both_coordinates",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def population_on(self, day: date) -> PopulationFigure | None:
        """The newest figure of a year not after the day's."""
        return self.populations.filter(year__lte=day.year).order_by("-year").first()


class Alias(models.Model):
    """Another name an organization goes by in the sources."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("also written"), max_length=160)
    folded = models.CharField(max_length=160, editable=False, db_index=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="an_organization_lists_an_alias_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = fold(self.name)[:160]
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class PopulationFigure(models.Model):
    """Inhabitants of an organization's territory in a year, as a source states them."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField(_("year"))
    inhabitants = models.PositiveIntegerField(_("inhabitants"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        ordering = ("-year",)
        verbose_name = _("population")
        verbose_name_plural = _("populations")
        constraints = [
            models.UniqueConstraint(fields=["organization", "year"], name="one_population_a_year"),
            models.CheckConstraint(condition=Q(inhabitants__gt=0), name="a_population_has_people"),
        ]

    def __str__(self) -> str:
        return f"{self.organization}, {self.year}: {self.inhabitants}"


class IncomeFigure(models.Model):
    """Gross domestic product per head of a country in a year, in international dollars (PPP)."""

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="incomes")
    year = models.PositiveSmallIntegerField(_("year"))
    gdp_per_head = models.PositiveIntegerField(_("GDP per head, international dollars"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        ordering = ("-year",)
        verbose_name = _("GDP per head")
        verbose_name_plural = _("GDP per head")
        constraints = [models.UniqueConstraint(fields=["country", "year"], name="one_income_a_year")]

    def __str__(self) -> str:
        return f"{self.country_id}, {self.year}: {self.gdp_per_head}"


def free_slug(name: str) -> str:
    """An address that no organization has yet, from a name in any script."""
    from koinon.core.i18n.names import romanized

    base = slugify(romanized(name))[:70] or "member"
    taken = set(Organization.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for slug in (f"{base}-{number}" for number in range(2, len(taken) + 3)) if slug not in taken)
