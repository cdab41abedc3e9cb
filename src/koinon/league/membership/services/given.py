"""Answers as programs send them, turned into what an application keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from koinon.core.clock import today
from koinon.core.places.models import Country, Organization
from koinon.league.membership.models import Category, Standing
from koinon.league.membership.queries.countries import country_codes
from koinon.league.membership.services.admission_refusals import NoFriendshipMember, UnknownCountry


def answers_in(given: Mapping[str, Any]) -> dict[str, Any]:
    """Codes and slugs become rows. Raises UnknownCountry, NoFriendshipMember."""
    answers = dict(given)
    if "country" in answers:
        answers["country"] = country_of(answers["country"])
    if "brought_by" in answers:
        answers["brought_by"] = _friend(answers["brought_by"])
    if "kind" in answers:
        answers["kind"] = str(answers["kind"] or "")
    return answers


def country_of(code: str) -> Country:
    """The country of an ISO 3166-1 code."""
    if code not in country_codes():
        raise UnknownCountry("country", code=code)
    country, _made = Country.objects.get_or_create(code=code)
    return country


def _friend(slug: str | None) -> Organization | None:
    if not slug:
        return None
    friends = Standing.objects.on(today()).of_category(Category.FRIENDSHIP).values("organization_id")
    friend = Organization.objects.filter(slug=slug, pk__in=friends).first()
    if friend is None:
        raise NoFriendshipMember("brought_by", slug=slug)
    return friend
