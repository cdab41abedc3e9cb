"""Issuing the invoices of a dues run, in turns."""

from __future__ import annotations

from koinon.core.jobs import every, job
from koinon.league.membership.models import DuesRun
from koinon.league.membership.services import dues


@job(retries=10)
def issue_dues(run_id: int, after: int = 0) -> None:
    """Write the next invoices of a run and hand the rest to a further turn; the last turn closes the run.

    It may be killed anywhere and run in several workers at once: each invoice is a transaction of its own.
    """
    run = DuesRun.objects.filter(pk=run_id, state=DuesRun.State.ISSUING).first()
    if run is None:
        return
    last = dues.bill_batch(run, after=after)
    if last is None:
        dues.finish(run)
    else:
        issue_dues.enqueue(run.pk, last)


@every(minutes=15)
@job(retries=0)
def go_on_issuing() -> None:
    """Take up runs that stand half issued, should a worker have died with the last turn in its hands."""
    for pk in DuesRun.objects.filter(state=DuesRun.State.ISSUING).values_list("pk", flat=True):
        issue_dues.enqueue(pk)
