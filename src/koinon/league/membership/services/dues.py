"""The yearly run: assess every member, look at it, then issue the invoices once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from koinon.commons.billing import public as billing
from koinon.core.clock import now, today
from koinon.core.people.models import Person, system_person
from koinon.core.record import record
from koinon.core.refusal import NotAllowed, Refusal
from koinon.core.web.live import bump
from koinon.core.web.when import day_words
from koinon.league.membership.models import Assessment, DuesRun
from koinon.league.membership.queries import dues as reads
from koinon.league.membership.rules import dues_flow, may_run_dues
from koinon.league.membership.services.dues_refusals import NothingToIssue, OddDay, TooEarly
from koinon.league.membership.services.explanation import sentences

S = DuesRun.State
BATCH = 25
"""Invoices that one turn of the job writes before it hands the rest on, so that other jobs get their turn."""


@transaction.atomic
def preview(year: int, *, by: Person) -> DuesRun:
    """Assess the dues of a year for every member with a standing on 1 January; nothing is billed yet.

    A preview can be made again until the invoices are issued. Raises NoRule,
    and TooEarly for a year after next.
    """
    if not may_run_dues(by):
        raise NotAllowed()
    if year > today().year + 1:
        raise TooEarly("year", year=year, before=year - 1)
    rules = reads.rules_of(year)
    facts = {"rule": rules.rule, "standing_on": rules.standing_on, "assessed_at": now()}
    run, made = DuesRun.objects.get_or_create(year=year, defaults=facts)
    if not made:
        return assess_again(run, by=by)
    _write(run, reads.assessed(rules), by, "membership.dues_assessed")
    return run


@transaction.atomic
def assess_again(run: DuesRun, *, by: Person) -> DuesRun:
    """Assess anew with the figures known today.

    After the invoices were issued only members whose figures were missing are assessed; what was
    billed stays as it was billed.
    """
    dues_flow.take("assess_again", by, run)
    rules = reads.rules_of(run.year)
    if run.state == S.PREVIEW:
        run.assessments.all().delete()
        anew = reads.assessed(rules)
        run.rule, run.standing_on = rules.rule, rules.standing_on
    else:
        missing = run.assessments.incomplete()
        anew = reads.assessed(rules, missing.values_list("organization_id", flat=True))
        missing.delete()
    run.assessed_at = now()
    run.save()
    _write(run, anew, by, "membership.dues_assessed")
    return run


def _write(run: DuesRun, anew: list[Assessment], by: Person, deed: str) -> None:
    for row in anew:
        row.run = run
    Assessment.objects.bulk_create(anew, batch_size=500)
    record(by, deed, run, details=summary_of(run))


def summary_of(run: DuesRun) -> dict[str, object]:
    """What the record keeps of a run: how many, how much, and a digest of who owes what."""
    rows = list(run.assessments.order_by("organization_id").values_list("organization_id", "result", "amount"))
    lines = "\n".join(f"{pk},{result},{amount}" for pk, result, amount in rows)
    return {
        "members": len(rows),
        "owing": sum(result == Assessment.Result.DUE for _pk, result, _amount in rows),
        "total": sum(amount for _pk, _result, amount in rows),
        "sha256": sha256(lines.encode()).hexdigest(),
    }


@transaction.atomic
def issue(run: DuesRun, *, by: Person, on: date | None = None) -> DuesRun:
    """Issue the invoices of a run: they are written one by one in a job, each once for ever.

    `on`: the day that stands on the invoices, today by default. Taking the step again while the
    invoices are being issued goes on where it stopped. The first invoice is written here, so that
    what would stop all of them (a closed month) is refused at once. Raises NothingToIssue.
    """
    dues_flow.take("issue", by, run)
    if not run.assessments.to_bill().exists():
        raise NothingToIssue()
    resuming = run.invoiced_on is not None and run.issued_at is None
    if not resuming:
        run.invoiced_on = _day_on_invoices(run, on or today())
    run.issued_by, run.issued_at, run.trouble = by, None, ""
    run.save()
    record(by, "membership.dues_issue_begun", run, details=summary_of(run))
    bill(next_to_bill(run, 1)[0])
    from koinon.league.membership.jobs.dues import issue_dues

    issue_dues.enqueue(run.pk)
    return run


def _day_on_invoices(run: DuesRun, on: date) -> date:
    """From a year before the dues begin to a year from today."""
    first, last = date(run.year - 1, 1, 1), today() + timedelta(days=366)
    if not first <= on <= last:
        raise OddDay("on", first=day_words(first), last=day_words(last))
    return on


def next_to_bill(run: DuesRun, at_most: int, *, after: int = 0) -> list[int]:
    """Ids of the next assessments to bill, the same order every time."""
    waiting = run.assessments.to_bill().filter(pk__gt=after)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:at_most])


@transaction.atomic
def bill(assessment_id: int) -> bool:
    """Write the invoice of one assessment; False where it is written already.

    The assessment is locked, and billing knows its reference, so however many workers and however
    many times: one invoice for a member and year.
    """
    row = Assessment.objects.select_for_update(of=("self",)).filter(pk=assessment_id).first()
    if row is None or row.invoice_id is not None:
        return False
    run = row.run
    if run.state != S.ISSUING or run.invoiced_on is None or row.result != Assessment.Result.DUE:
        return False
    invoice = billing.issue_invoice(
        debtor_id=row.organization_id,
        lines=[_line(row)],
        currency=row.currency,
        due_on=run.invoiced_on + timedelta(days=run.rule.payment_days),
        issued_on=run.invoiced_on,
        reference=row.reference,
        subject=partial(_subject, run.year),
        by=system_person(),
    )
    row.invoice_id = invoice.id
    row.save(update_fields=["invoice"])
    bump(topic(run))
    return True


def _subject(year: int) -> str:
    return _("Membership dues for %(year)s") % {"year": year}


def _line(row: Assessment) -> billing.LineIn:
    return billing.LineIn(
        text=partial(_what_for, row),
        detail=partial(_how, row),
        amount=billing.minor(Decimal(row.amount), row.currency),
    )


def _what_for(row: Assessment) -> str:
    return _("Dues for %(year)s, %(standing)s") % {"year": row.run.year, "standing": row.get_category_display()}


def _how(row: Assessment) -> str:
    return " ".join(sentences(row))


@transaction.atomic
def finish(run: DuesRun) -> bool:
    """Close a run whose invoices are all written; False while any is left."""
    locked = DuesRun.objects.select_for_update().get(pk=run.pk)
    if locked.state != S.ISSUING or locked.assessments.to_bill().exists():
        return False
    dues_flow.take("finish", system_person(), locked)
    locked.issued_at = now()
    locked.save(update_fields=["state", "issued_at"])
    record(system_person(), "membership.dues_issued", locked, details=summary_of(locked))
    bump(topic(locked))
    return True


def issue_now(run: DuesRun) -> int:
    """Write every invoice of a run right here; returns how many were written."""
    written, last = 0, 0
    while batch := next_to_bill(run, BATCH, after=last):
        written += sum(bill(pk) for pk in batch)
        last = batch[-1]
    finish(run)
    return written


def topic(run: DuesRun) -> str:
    """What the progress page listens to."""
    return f"membership.dues:{run.pk}"


def bill_batch(run: DuesRun, *, after: int = 0) -> int | None:
    """Write the next invoices of a run; returns the last assessment it came to, None when it came to the end.

    What is refused for one member stops nobody else: the run keeps the sentence and stays open.
    """
    batch = next_to_bill(run, BATCH, after=after)
    for pk in batch:
        try:
            bill(pk)
        except Refusal as refusal:
            DuesRun.objects.filter(pk=run.pk).update(trouble=str(refusal)[:300])
    return batch[-1] if batch else None
