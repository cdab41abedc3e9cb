"""The dues of 2015 and 2016, assessed and invoiced by the rules, with invented payments."""

from __future__ import annotations

from datetime import date, timedelta

from koinon.commons.billing import public as billing
from koinon.core.people.models import Person, holders_of
from koinon.core.people.posts import ADMINISTRATOR
from koinon.league.membership.demo.seeds import INVENTED, rows
from koinon.league.membership.models import Assessment, DuesRun
from koinon.league.membership.services import dues

INVOICED_ON = {2015: date(2015, 1, 20), 2016: date(2016, 1, 19)}
FIRST_PAYMENT_AFTER = timedelta(days=14)
OVERPAID = 100_00


def load(by: Person) -> None:
    _bank_details()
    for year, on in INVOICED_ON.items():
        run = dues.issue(dues.preview(year, by=by), by=by, on=on)
        dues.issue_now(run)
        _pay(run, by)


def _bank_details() -> None:
    billing.set_bank_details(
        currency="USD",
        holder="Koinon demonstration",
        bank="Bank of Meridia (invented)",
        account="00-0000-0000-0000",
        bic="",
        valid_from=date(2014, 11, 7),
        by=holders_of(ADMINISTRATOR)[0],
    )


def _pay(run: DuesRun, by: Person) -> None:
    """Members pay whole unless the table says otherwise, one after another from two weeks on."""
    otherwise = {row["organization"]: row["paid"] for row in rows("payments.csv") if int(row["year"]) == run.year}
    billed = Assessment.objects.filter(run=run).billed().select_related("organization").order_by("organization__name")
    invoices = billing.invoices_by_id(billed.values_list("invoice_id", flat=True))
    for place, row in enumerate(billed):
        invoice = invoices[row.invoice_id or 0]
        amount = _amount(otherwise.get(row.organization.name, "all"), invoice.total)
        if amount:
            billing.record_payment(
                payer_id=row.organization_id,
                amount=amount,
                currency=invoice.currency,
                received_on=invoice.issued_on + FIRST_PAYMENT_AFTER + timedelta(days=place % 40),
                bank_reference=f"DEMO-{invoice.number}",
                invoice_ids=[invoice.id],
                note=INVENTED,
                by=by,
            )


def _amount(paid: str, total: int) -> int:
    return {"all": total, "half": total // 2, "over": total + OVERPAID, "nothing": 0}[paid]
