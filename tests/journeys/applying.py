"""The parts of the stories that come up again: how one applies, votes and closes, by the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.journeys.league import SEATS, SIGNED_FORM, seat
from tests.journeys.reader import Reader

MERIDIA = {"name": "Meridia", "email": "clerk@meridia.example", "head": "mayor@meridia.example"}
PDF = "application/pdf"


def applies(applicant: Reader, city: dict[str, str] = MERIDIA, *, by_code: bool = False) -> None:
    """From the first page to the filed application, by the link of the mail or by its code."""
    applicant.goes_to("/apply/")
    applicant.fills_in(email=city["email"])
    applicant.presses("Begin the application")
    if by_code:
        confirms_by_code(applicant, city["email"])
    else:
        applicant.opens_mail("", to=city["email"])
        applicant.follows_the_mail()
    writes(applicant, city)
    applicant.sees("Check your answers")
    applicant.presses("File the application")


def confirms_by_code(applicant: Reader, email: str) -> None:
    here = applicant.page.url
    applicant.opens_mail("", to=email)
    code = applicant.page.locator("article.letter strong").inner_text()
    applicant.goes_to(here)
    applicant.fills_in(code=code)
    applicant.presses("Confirm the address")


def writes(applicant: Reader, city: dict[str, str]) -> None:
    """One thing a page."""
    steps: tuple[dict[str, Any], ...] = (
        {"name": city["name"], "country": "PT"},
        {"kind": "local_government"},
        {"head_name": "Ana Sequeira", "head_title": "Mayor", "head_email": city["head"]},
        {"address": "1 Harbour Square\nMeridia"},
        {"population": "418,000", "population_year": 2025, "population_source": "City register, 1 January 2025"},
        {"form-0-name": "Elena Marin", "form-0-title": "International relations", "form-0-email": city["email"]},
        {"reason": "To learn how other cities opened their data."},
    )
    for answers in steps:
        applicant.fills_in(**answers)
        applicant.presses("Save and continue")
    applicant.fills_in(file=("signed-form.pdf", PDF, SIGNED_FORM))
    applicant.presses("Send the form and continue")


def opens_the_vote(secretary: Reader, number: str) -> None:
    secretary.goes_to(f"/applications/{number}/")
    secretary.follows("Open the vote")
    secretary.ticks_all("checks")
    secretary.presses("Open the vote")
    secretary.sees("The vote is open. Every seat has been told.")


def votes(make: Callable[..., Reader], number: str, choices: dict[str, str], *, reason: str = "", **wishes: Any) -> None:
    """Each seat signs in and votes: yes, no (with the reason) or abstain."""
    for city, choice in choices.items():
        voter = make(f"Seat of {city}", **wishes)
        voter.signs_in(seat(city))
        voter.goes_to(f"/applications/{number}/")
        if choice == "no":
            voter.follows("Decline, with a reason")
            voter.fills_in(reason=reason)
            voter.presses("Vote against")
        else:
            voter._clicks(voter.page.locator(f"main button[name=choice][value={choice}]"))
        voter.sees("Your vote is recorded. You can change it until the vote closes.")
        voter.context.close()


def closes_the_vote(secretary: Reader, number: str) -> None:
    secretary.goes_to(f"/applications/{number}/")
    secretary.presses("Close the vote and count it")


ALL_IN_FAVOUR = dict.fromkeys(SEATS, "yes")
