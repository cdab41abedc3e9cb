"""Stating a missing figure, with its year and source. Nothing is ever guessed."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from koinon.core.clock import today
from koinon.core.people.models import Person
from koinon.core.places.models import Country, IncomeFigure, Organization, PopulationFigure
from koinon.core.record import record
from koinon.core.refusal import NotAllowed, Refusal
from koinon.league.membership.rules import may_run_dues


class NotYetOver(Refusal):
    """Raised for a figure of a year that has not begun."""

    says = _("The year %(year)s has not begun. A figure is of a year that has.")


class SourceMissing(Refusal):
    says = _("Name the source, so that everyone can look the figure up.")


@transaction.atomic
def state_population(organization: Organization, *, year: int, inhabitants: int, source: str, by: Person) -> PopulationFigure:
    """State the inhabitants of an organization's territory in a year; a figure known for that year is replaced."""
    _check(year, source, by)
    figure, _made = PopulationFigure.objects.update_or_create(
        organization=organization, year=year, defaults={"inhabitants": inhabitants, "source": source.strip()}
    )
    record(by, "membership.population_stated", figure, details={"inhabitants": inhabitants, "year": year})
    return figure


@transaction.atomic
def state_income(country: Country, *, year: int, gdp_per_head: int, source: str, by: Person) -> IncomeFigure:
    """State a country's GDP per head (international dollars, PPP) in a year; a figure known for it is replaced."""
    _check(year, source, by)
    figure, _made = IncomeFigure.objects.update_or_create(
        country=country, year=year, defaults={"gdp_per_head": gdp_per_head, "source": source.strip()}
    )
    record(by, "membership.income_stated", figure, details={"gdp_per_head": gdp_per_head, "year": year})
    return figure


def _check(year: int, source: str, by: Person) -> None:
    if not may_run_dues(by):
        raise NotAllowed()
    if year > today().year:
        raise NotYetOver("year", year=year)
    if not source.strip():
        raise SourceMissing("source")
