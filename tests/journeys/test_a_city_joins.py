"""A city applies, is asked to correct, is admitted, pays its first dues, and stands in the directory.

Told three times: at a desk, on a telephone in Arabic, and without JavaScript.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from tests.browsing import Site
from tests.journeys.applying import ALL_IN_FAVOUR, MERIDIA, applies, closes_the_vote, opens_the_vote, votes
from tests.journeys.conftest import MakeReader
from tests.journeys.league import SECRETARIAT, THE_YEAR_AFTER
from tests.journeys.reader import Reader

from koinon.commons.billing.models import Invoice
from koinon.core.notify.models import Message
from koinon.league.membership.models import Application, Standing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READERS: dict[str, dict[str, Any]] = {
    "at a desk": {},
    "on a telephone, in Arabic": {"width": 360, "language": "ar"},
    "without JavaScript": {"script": False},
}
NEW_PASSWORD = "a long walk by the harbour"


@pytest.mark.parametrize("wishes", READERS.values(), ids=READERS)
def test_a_city_joins_and_pays_its_first_dues(wishes: dict[str, Any], site: Site, reader: MakeReader) -> None:
    applicant, secretary = reader("Elena, the applicant", **wishes), reader("the secretariat", **wishes)
    secretary.signs_in(SECRETARIAT)

    applies(applicant)
    number = filed(site)
    applicant.looks_around()

    is_returned_and_corrected(secretary, applicant, number)
    opens_the_vote(secretary, number)
    votes(reader, number, ALL_IN_FAVOUR | {"Jakarta": "abstain"}, **wishes)
    closes_the_vote(secretary, number)
    secretary.looks_around()
    assert standing(site) == "full"

    reads_the_letter(applicant)
    site.stands_at(THE_YEAR_AFTER)
    is_billed_and_pays(secretary, site)
    becomes_visible(reader("Elena, focal point", **wishes), secretary, applicant)


def filed(site: Site) -> str:
    with site.alone():
        application = Application.objects.get()
    assert application.state == Application.State.FILED
    return application.number


def standing(site: Site) -> str:
    with site.alone():
        return Standing.objects.get(organization__name="Meridia", until=None).category


def is_returned_and_corrected(secretary: Reader, applicant: Reader, number: str) -> None:
    secretary.goes_to("/desk/")
    secretary.goes_to(f"/applications/{number}/")
    secretary.follows("Return it with reasons")
    secretary.presses("Return the application")
    secretary.looks_around()
    secretary.fills_in(reason="The year of the population is missing from its source.")
    secretary.presses("Return the application")
    secretary.sees("Returned. The applicant has been told what to correct.")

    applicant.opens_mail(number, to=MERIDIA["email"])
    applicant.follows_the_mail()
    applicant.sees("The year of the population is missing from its source.")
    applicant.follows("Correct and file again")
    applicant._clicks(applicant.page.locator("main a[href*='/population/']").last)
    applicant.fills_in(population_source="City register, 1 January 2025, table 3")
    applicant.presses("Save and continue")
    applicant.presses("File the application again")
    applicant.looks_around()


def reads_the_letter(applicant: Reader) -> None:
    applicant.page.reload()
    assert "Meridia" in applicant.fetches("Read the letter")
    applicant.opens_mail("Meridia", to=MERIDIA["email"])
    applicant.looks_around()


def is_billed_and_pays(secretary: Reader, site: Site) -> None:
    """Dues begin in the year after admission; the invoice is sent once, and the payment receipted."""
    secretary.goes_to("/dues/runs/")
    secretary.fills_in(year=2027)
    secretary.presses("Preview this year")
    secretary.looks_around()
    secretary.goes_to("/dues/runs/2027/issue/")
    secretary.goes_on()
    secretary.looks_around()
    with site.alone():
        invoice = Invoice.objects.get(debtor__name="Meridia")
    secretary.goes_to(f"/billing/invoices/{invoice.pk}/")
    assert invoice.number in secretary.fetches("Open as PDF")
    secretary.follows("Record a payment")
    secretary.fills_in(amount=invoice.total // 100, bank_reference="TRANSFER-1")
    secretary.presses("Record the payment")
    secretary.looks_around()
    with site.alone():
        invoice.refresh_from_db()
        receipt = Message.objects.filter(email=MERIDIA["email"]).latest("pk")
    assert invoice.state == Invoice.State.PAID
    assert receipt.state == Message.State.OUTBOX
    assert "TRANSFER-1" in secretary.reads_paper(f"{secretary.page.url}receipt.pdf")


def becomes_visible(focal_point: Reader, secretary: Reader, anybody: Reader) -> None:
    """The focal point takes up the invitation, writes the profile; the secretariat publishes it; everybody reads it."""
    focal_point.opens_mail(focal_point.said("You are invited to %(site)s", site=settings.SITE_NAME), to=MERIDIA["email"])
    focal_point.follows_the_mail()
    focal_point.fills_in(password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    focal_point.goes_on()
    focal_point.signs_in(MERIDIA["email"], NEW_PASSWORD)
    focal_point.goes_to("/members/meridia/ours/")
    focal_point.follows("Write the profile")
    focal_point.fills_in(about_en="Meridia is a harbour that publishes its bus arrivals.")
    focal_point.presses("Save and send to the secretariat")
    focal_point.looks_around()

    secretary.goes_to("/members/meridia/profile/review/")
    secretary.presses("Publish the profile of %(organization)s", organization="Meridia")
    anybody.goes_to("/members/meridia/")
    anybody.sees("Meridia is a harbour that publishes its bus arrivals.")
    anybody.looks_around()
