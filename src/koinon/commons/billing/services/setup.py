"""What an administrator sets once and seldom changes."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format

from koinon.commons.billing.models import BankDetails
from koinon.commons.billing.refusals import LadderInPast
from koinon.commons.billing.rules import may_set_rules
from koinon.core.people.models import Person
from koinon.core.record import record
from koinon.core.refusal import NotAllowed


@transaction.atomic
def set_bank_details(
    *, currency: str, holder: str, bank: str, account: str, bic: str, valid_from: date, by: Person
) -> BankDetails:
    """Where debtors pay to in a currency from a day on; the details before end the day before."""
    if not may_set_rules(by):
        raise NotAllowed()
    known = BankDetails.objects.select_for_update().filter(currency=currency)
    latest = known.order_by("-valid_from").first()
    if latest and latest.valid_from >= valid_from:
        raise LadderInPast("valid_from", day=date_format(latest.valid_from, "DATE_FORMAT"))
    for ended in known.filter(valid_until__isnull=True):
        ended.valid_until = valid_from - timedelta(days=1)
        ended.save(update_fields=["valid_until"])
        record(by, "billing.bank_details_ended", ended)
    details = BankDetails.objects.create(
        currency=currency, holder=holder, bank=bank, account=account, bic=bic, valid_from=valid_from
    )
    record(by, "billing.bank_details_set", details)
    return details
