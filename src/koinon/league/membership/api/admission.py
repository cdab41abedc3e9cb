"""Applying, returning, voting and deciding, by API: the same deeds as on the pages."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from koinon.core.people.models import Person
from koinon.core.places.models import Organization
from koinon.core.refusal import NotAllowed
from koinon.core.web.api import Id, Line, Text, Window, page_of, responses, windowed
from koinon.league.membership.models import Application, Ballot, Decision
from koinon.league.membership.queries import applications as queries
from koinon.league.membership.queries import decisions as decision_queries
from koinon.league.membership.rules import may_read_decisions
from koinon.league.membership.services import applications, decisions, drafts
from koinon.league.membership.services.admission_refusals import NoOpenVote, NotYourSeat
from koinon.league.membership.services.given import answers_in
from koinon.league.membership.shapes import ApplicationIn, ApplicationLine, ApplicationOut, CorrectionIn, DecisionOut

router = Router(tags=["Applications"])
Reference = Annotated[
    str, Field(max_length=40, pattern=r"^[A-Za-z0-9_-]+$", description="The number, or the reference of a draft of yours.")
]


class ReturnIn(Schema):
    reason: Text = Field(max_length=4000)
    correct_by: date | None = None


class OpenVoteIn(Schema):
    checks: list[Application.Check] = Field(max_length=10, description="What was checked; all of them are needed.")


class BallotIn(Schema):
    choice: Ballot.Choice
    reason: Text = Field("", max_length=2000, description="Needed for a vote against.")
    seat: Line | None = Field(None, description="Slug of the seat, for whoever holds several.")


class BallotOut(Schema):
    seat: str
    choice: Ballot.Choice
    reason: str
    cast_at: Any


def person_of(request: HttpRequest) -> Person:
    person = request.user
    assert isinstance(person, Person)
    return person


def found(request: HttpRequest, reference: str) -> Application:
    """An application that the caller may see, by its number, or a draft of their own by its reference."""
    person = person_of(request)
    seen = queries.visible_to(person).filter(number=reference) | Application.objects.filter(key=reference, applicant=person)
    return get_object_or_404(seen.select_related("organization", "brought_by").distinct())


@router.get("/applications", response=responses(page_of(ApplicationLine)), summary="Applications that concern you")
def list_applications(request: HttpRequest, window: Query[Window]) -> dict[str, Any]:
    """Filed applications: all for the secretariat and the Executive Committee, a region's for its office, one's own."""
    rows = queries.visible_to(person_of(request)).distinct().order_by("-number")
    columns = ("number", "name", "country_id", "kind", "category", "state", "filed_on", "decided_on")
    return windowed(rows.values(*columns), window)


@router.post("/applications", response=responses(ApplicationOut, status=201), summary="Begin an application")
def begin(request: HttpRequest, body: ApplicationIn) -> Status:
    """Writes a draft with all answers. Send the signed form next, then file."""
    person = person_of(request)
    with transaction.atomic():
        application = drafts.start("", by=person)
        _answer(application, body, person)
    return Status(201, ApplicationOut.of(application))


@router.patch("/applications/{reference}", response=responses(ApplicationOut, 404, 409), summary="Correct an application")
def correct(request: HttpRequest, reference: Reference, body: CorrectionIn) -> ApplicationOut:
    """Change the answers of a draft, or of an application that was returned."""
    application = found(request, reference)
    with transaction.atomic():
        _answer(application, body, person_of(request))
    return ApplicationOut.of(application)


def _answer(application: Application, body: ApplicationIn | CorrectionIn, person: Person) -> None:
    given = body.dict(exclude_unset=True)
    contacts = given.pop("focal_points", None)
    meant = given.pop("organization", ...)
    if given:
        drafts.save_answers(application, by=person, **answers_in(given))
    if meant is not ...:
        organization = get_object_or_404(Organization, slug=meant) if meant else None
        drafts.choose_organization(application, organization, by=person)
    if contacts is not None:
        drafts.name_contacts(application, contacts, by=person)


@router.get("/applications/{reference}", response=responses(ApplicationOut, 404), summary="An application")
def read(request: HttpRequest, reference: Reference) -> ApplicationOut:
    return ApplicationOut.of(found(request, reference))


@router.post(
    "/applications/{reference}/signed-form", response=responses(ApplicationOut, 404, 409), summary="Send the signed form"
)
def send_form(request: HttpRequest, reference: Reference, file: File[UploadedFile]) -> ApplicationOut:
    """PDF, JPEG or PNG, at most 10 MB."""
    return ApplicationOut.of(drafts.attach_form(found(request, reference), file, by=person_of(request)))


@router.post("/applications/{reference}/file", response=responses(ApplicationOut, 404, 409), summary="File an application")
def file(request: HttpRequest, reference: Reference) -> ApplicationOut:
    """A local government is Associate Member from this day."""
    return ApplicationOut.of(applications.file(found(request, reference), by=person_of(request)))


@router.post("/applications/{reference}/retract", response=responses(ApplicationOut, 404, 409), summary="Withdraw an application")
def retract(request: HttpRequest, reference: Reference) -> ApplicationOut:
    return ApplicationOut.of(applications.retract(found(request, reference), by=person_of(request)))


@router.post("/applications/{reference}/return", response=responses(ApplicationOut, 404, 409), summary="Return for correction")
def return_(request: HttpRequest, reference: Reference, body: ReturnIn) -> ApplicationOut:
    application = found(request, reference)
    deed = applications.return_
    return ApplicationOut.of(deed(application, by=person_of(request), reason=body.reason, correct_by=body.correct_by))


@router.post("/applications/{reference}/open-vote", response=responses(DecisionOut, 404, 409), summary="Open the vote")
def open_vote(request: HttpRequest, reference: Reference, body: OpenVoteIn) -> DecisionOut:
    """The secretariat has checked everything and asks the Executive Committee to vote."""
    application = found(request, reference)
    opened = decisions.open_vote_on_application(application, by=person_of(request), checks=[str(each) for each in body.checks])
    return DecisionOut.of(opened)


@router.post("/applications/{reference}/ballot", response=responses(BallotOut, 404, 409), summary="Vote on an application")
def ballot(request: HttpRequest, reference: Reference, body: BallotIn) -> dict[str, Any]:
    """The holder of a seat votes; a later ballot takes the place of an earlier one until the vote closes."""
    application = found(request, reference)
    decision = application.decisions.filter(closed_at__isnull=True).select_related("rule").first()
    if decision is None:
        raise NoOpenVote()
    return _vote(decision, body, person_of(request))


@router.get("/decisions", response=responses(page_of(DecisionOut)), summary="Decisions on members")
def list_decisions(request: HttpRequest, window: Query[Window]) -> dict[str, Any]:
    """Closed decisions, newest first. How each seat voted is published at closing."""
    _may_read(request)
    rows = windowed(_decisions().filter(closed_at__isnull=False).order_by("-closed_at", "-pk"), window)
    return {**rows, "items": [DecisionOut.of(each) for each in rows["items"]]}


@router.get("/decisions/{int:pk}", response=responses(DecisionOut, 404), summary="A decision")
def read_decision(request: HttpRequest, pk: Id) -> DecisionOut:
    _may_read(request)
    return DecisionOut.of(get_object_or_404(_decisions(), pk=pk))


@router.post("/decisions/{int:pk}/ballot", response=responses(BallotOut, 404, 409), summary="Vote on a matter")
def ballot_on(request: HttpRequest, pk: Id, body: BallotIn) -> dict[str, Any]:
    """The same for any open matter, terminations among them."""
    _may_read(request)
    return _vote(get_object_or_404(_decisions(), pk=pk), body, person_of(request))


@router.post("/decisions/{int:pk}/close", response=responses(DecisionOut, 404, 409), summary="Close and count a vote")
def close(request: HttpRequest, pk: Id) -> DecisionOut:
    """Allowed to the secretariat once no seat that has not voted can change the outcome."""
    _may_read(request)
    return DecisionOut.of(decisions.close(get_object_or_404(_decisions(), pk=pk), by=person_of(request)))


def _vote(decision: Decision, body: BallotIn, person: Person) -> dict[str, Any]:
    seat = None
    if body.seat is not None:
        seat = next((each for each in decision_queries.seats_of(person, decision) if each.slug == body.seat), None)
        if seat is None:
            raise NotYourSeat("seat")
    cast = decisions.cast(decision, body.choice, by=person, seat=seat, reason=body.reason)
    return {"seat": cast.seat.slug, "choice": cast.choice, "reason": cast.reason, "cast_at": cast.cast_at}


def _decisions() -> QuerySet[Decision]:
    related = ("rule", "application__organization", "departure__standing__organization")
    return Decision.objects.select_related(*related).prefetch_related("ballots__seat")


def _may_read(request: HttpRequest) -> None:
    if not may_read_decisions(request.user):
        raise NotAllowed()
