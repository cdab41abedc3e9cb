"""Countries and the figures about them, by API. Public, read-only."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema
from pydantic import Field

from koinon.core.places import queries
from koinon.core.places.models import Country
from koinon.core.web.api import responses

router = Router(tags=["Places"])

Code = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")]


class CountryOut(Schema):
    """A country or territory that the site knows."""

    code: str
    name: str = Field(description="In the language of the request (CLDR).")


class CountryIncomeOut(Schema):
    """GDP per head, purchasing power parity, in international dollars."""

    year: int
    gdp_per_head: int
    source: str


@router.get("/countries", auth=None, response=responses(list[CountryOut]), summary="Countries, by name")
def countries(request: HttpRequest) -> list[dict[str, str]]:
    return queries.countries()


@router.get(
    "/countries/{code}/incomes",
    auth=None,
    response=responses(list[CountryIncomeOut], 404),
    summary="GDP per head of a country",
)
def incomes(request: HttpRequest, code: Path[Code]) -> list[dict[str, Any]]:
    """Newest first, each with its source."""
    return queries.incomes_of(get_object_or_404(Country, pk=code).pk)
