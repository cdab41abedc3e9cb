"""Three applications that wait: one before the Executive Committee, one filed, one returned. All invented."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from koinon.core.people.models import Person
from koinon.league.membership.actors import Actor, LinkHolder
from koinon.league.membership.demo.seeds import FOLDER, rows
from koinon.league.membership.importing.forms import with_countries
from koinon.league.membership.models import Application, Ballot, Decision
from koinon.league.membership.rules import EXCOM
from koinon.league.membership.services import applications, decisions, drafts

VOTES = (
    ("chengdu@koinon.example", Ballot.Choice.YES, ""),
    ("seoul@koinon.example", Ballot.Choice.YES, ""),
    ("barcelona@koinon.example", Ballot.Choice.YES, ""),
    ("maputo@koinon.example", Ballot.Choice.YES, ""),
    ("frankfurt@koinon.example", Ballot.Choice.ABSTAIN, ""),
    ("jakarta@koinon.example", Ballot.Choice.NO, "The form is signed by a deputy; I would like to see the mandate."),
)
TO_CORRECT = "Name the member communes of the association, and let its president sign the form."


def load(by: Person) -> None:
    with_countries(row["country"] for row in rows("applications.csv"))
    for row in rows("applications.csv"):
        application = _filed(row)
        if row["then"] == "vote":
            _before_the_committee(application, by)
        elif row["then"] == "return":
            applications.return_(application, by=by, reason=TO_CORRECT)


def _filed(row: dict[str, str]) -> Application:
    person = Person.objects.filter(email=row["contact_email"]).first()
    application = drafts.start(row["contact_email"], by=person, language="en")
    by: Actor = person or LinkHolder(application.key)
    if person is None:
        drafts.confirm_by_code(application, application.code)
        application.refresh_from_db()
    drafts.save_answers(application, by=by, **_answers(row))
    contact = {name: row[f"contact_{name}"] for name in ("name", "title", "email", "phone")}
    drafts.name_contacts(application, [contact], by=by)
    form = SimpleUploadedFile("signed-form.pdf", (FOLDER / "signed_form.pdf").read_bytes(), "application/pdf")
    drafts.attach_form(application, form, by=by)
    return applications.file(application, by=by)


def _answers(row: dict[str, str]) -> dict[str, Any]:
    from koinon.core.places.models import Country

    plain = ("name", "kind", "head_name", "head_title", "head_email", "address", "website", "population_source", "reason")
    return {name: row[name] for name in plain} | {
        "country": Country.objects.get(pk=row["country"]),
        "population": int(row["population"]) if row["population"] else None,
        "population_year": int(row["population_year"]) if row["population_year"] else None,
    }


def _before_the_committee(application: Application, by: Person) -> Decision:
    decision = decisions.open_vote_on_application(application, by=by, checks=Application.Check.values)
    for email, choice, reason in VOTES:
        voter = Person.objects.get(email=email)
        assert voter.holds(EXCOM), "only seats vote"
        decisions.cast(decision, choice, by=voter, reason=reason)
    return decision
