"""What applications and decisions look like in JSON."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema

from koinon.core.places.models import Organization
from koinon.core.web.api import Line, Text
from koinon.league.membership.models import Application, Ballot, Body, Category, Decision, Matter


class FocalPoint(Schema):
    name: Line = Field(min_length=1, max_length=120)
    title: Line = Field("", max_length=160)
    email: Line = Field(min_length=3, max_length=254)
    phone: Line = Field("", max_length=40)


class FocalPointOut(Schema):
    name: str
    title: str
    email: str
    phone: str


class CorrectionIn(Schema):
    """Answers to change; what is left out stays. Name, country and kind stand as filed once it was filed."""

    name: Line = Field("", max_length=160)
    country: str = Field("", pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")
    kind: Organization.Kind | None = None
    head_name: Line = Field("", max_length=120)
    head_title: Line = Field("", max_length=120)
    head_email: Line = Field("", max_length=254)
    address: Text = Field("", max_length=1000)
    website: Line = Field("", max_length=300)
    population: int | None = Field(None, ge=1, le=100_000_000, description="Inhabitants.")
    population_year: int | None = Field(None, ge=1990, le=2100)
    population_source: Line = Field("", max_length=200)
    reason: Text = Field("", max_length=4000)
    language: Line = Field("", max_length=10, description="Language of letters.")
    organization: Line | None = Field(
        None, description="Slug of the organization on this site, if it is one; null says that it is none of those offered."
    )
    brought_by: Line | None = Field(None, description="Slug of the Friendship Member that brought you in.")
    focal_points: list[FocalPoint] = Field([], max_length=5)


class ApplicationIn(CorrectionIn):
    """A new application. The membership asked for follows from the kind."""

    name: Line = Field(min_length=1, max_length=160)
    country: str = Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")
    kind: Organization.Kind
    focal_points: list[FocalPoint] = Field(min_length=1, max_length=5)


class ApplicationLine(Schema):
    number: str
    name: str
    country: str = Field(alias="country_id")
    kind: Organization.Kind
    category: Category
    state: Application.State
    filed_on: date
    decided_on: date | None


class ApplicationOut(Schema):
    """An application. `reference` names it in addresses: the number once it has one."""

    reference: str
    number: str | None
    state: Application.State
    category: str
    name: str
    country: str
    kind: str
    organization: str | None = Field(description="Slug of the organization on this site.")
    head_name: str
    head_title: str
    head_email: str
    address: str
    website: str
    population: int | None
    population_year: int | None
    population_source: str
    reason: str
    language: str
    brought_by: str | None
    focal_points: list[FocalPointOut]
    has_signed_form: bool
    returned_because: str
    correct_by: date | None
    filed_on: date | None
    decided_on: date | None

    @classmethod
    def of(cls, application: Application) -> ApplicationOut:
        plain = {name: getattr(application, name) for name in PLAIN}
        contacts = application.contacts.values("name", "title", "email", "phone")
        return cls(
            **plain,
            reference=application.number or application.key,
            country=application.country_id or "",
            organization=application.organization.slug if application.organization else None,
            brought_by=application.brought_by.slug if application.brought_by else None,
            focal_points=[FocalPointOut(**each) for each in contacts],
            has_signed_form=application.signed_form_id is not None,
        )


APART = {"reference", "country", "organization", "brought_by", "focal_points", "has_signed_form"}
PLAIN = [name for name in ApplicationOut.model_fields if name not in APART]


class VoteOut(Schema):
    seat: str = Field(description="Slug of the member that holds the seat.")
    choice: Ballot.Choice
    reason: str


class DecisionOut(Schema):
    """A matter before a body. Votes are published once it is closed."""

    id: int
    matter: Matter
    body: Body
    organization: str = Field(description="Slug of the organization whose membership is decided.")
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    seats: int | None = Field(description="Seats entitled to vote; null for a decision entered from minutes.")
    yes: int | None
    no: int | None
    abstained: int | None
    outcome: str = Field(description="Empty while the vote is open.")
    minuted: str
    rule: str = Field(description="Source of the rule under which it is taken.")
    votes: list[VoteOut]

    @classmethod
    def of(cls, decision: Decision) -> DecisionOut:
        closed = decision.closed_at is not None
        votes = decision.ballots.select_related("seat") if closed else []
        plain = {name: getattr(decision, name) for name in DECISION_PLAIN}
        return cls(
            **plain,
            matter=Matter(decision.rule.matter),
            body=Body(decision.rule.body),
            organization=decision.organization.slug,
            rule=decision.rule.source,
            votes=[VoteOut(seat=each.seat.slug, choice=Ballot.Choice(each.choice), reason=each.reason) for each in votes],
        )


DECISION_APART = {"matter", "body", "organization", "rule", "votes"}
DECISION_PLAIN = [name for name in DecisionOut.model_fields if name not in DECISION_APART]
