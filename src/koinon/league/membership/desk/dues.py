"""What waits for the secretariat in dues and imports."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from koinon.core.people.models import Person
from koinon.core.web.modules import Waiting
from koinon.league.membership.models import DuesRun, Import
from koinon.league.membership.queries import runs
from koinon.league.membership.rules import may_run_dues

STATION = 3


def waiting(person: Person) -> Iterator[Waiting]:
    """Previews to issue, figures the latest run waits for, and files that were examined and not taken."""
    if may_run_dues(person):
        for told in runs.summaries():
            yield from _of_run(told, is_latest=told.run.year == latest_year())
    for row in Import.objects.filter(state=Import.State.EXAMINED, uploaded_by=person):
        yield Waiting(
            what=_("Import of %(name)s") % {"name": row.name},
            source=_("Membership"),
            url=row.get_absolute_url(),
            verb=_("Look at it"),
            station=STATION,
        )


def latest_year() -> int | None:
    return DuesRun.objects.order_by("-year").values_list("year", flat=True).first()


def _of_run(told: runs.Summary, *, is_latest: bool) -> Iterator[Waiting]:
    run = told.run
    if run.state != DuesRun.State.ISSUED and told.to_bill:
        words = ngettext(
            "Dues for %(year)s: %(number)s invoice to issue",
            "Dues for %(year)s: %(number)s invoices to issue",
            told.to_bill,
        )
        yield _row(words % {"year": run.year, "number": told.to_bill}, run.get_absolute_url(), _("Issue them"))
    if is_latest and told.missing:
        words = ngettext(
            "Dues for %(year)s: %(number)s member waits for a figure",
            "Dues for %(year)s: %(number)s members wait for a figure",
            told.missing,
        )
        url = reverse("missing_figures", args=[run.year])
        yield _row(words % {"year": run.year, "number": told.missing}, url, _("State the figures"))


def _row(what: str, url: str, verb: str) -> Waiting:
    return Waiting(what=what, source=_("Dues"), url=url, verb=verb, station=STATION)
