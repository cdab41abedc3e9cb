"""Who may what: every role against every step, and against every address."""

from datetime import date

import pytest
from django.urls import reverse

from koinon.commons.billing import rules
from koinon.commons.billing.models import Correction, Invoice, Payment, Period, Reminder
from koinon.commons.billing.services import approve, propose_credit_note, propose_reversal, remind
from koinon.commons.billing.tests.people import ROLES
from koinon.commons.billing.urls import urlpatterns
from koinon.core.clock import standing_at

S, D, A, Y = "secretariat", "second_secretariat", "administrator", "system"
DEBTOR = {"head", "focal_point"}

OPEN_STEPS = [
    # flow                 step                  who may; the secretariat person proposed the corrections
    (rules.invoice_flow, "record_payment", {S, D, Y}),
    (rules.invoice_flow, "apply_credit", {S, D, Y}),
    (rules.invoice_flow, "remind", {S, D, Y}),
    (rules.invoice_flow, "propose_credit_note", {S, D, A}),
    (rules.invoice_flow, "propose_waiver", {S, D, A}),
    (rules.invoice_flow, "part_settled", {S, D, A, Y}),
    (rules.invoice_flow, "settled", {S, D, A, Y}),
    (rules.invoice_flow, "credited", {S, D, A, Y}),
    (rules.invoice_flow, "waived", {S, D, A, Y}),
    (rules.correction_flow, "approve", {D, A}),
    (rules.correction_flow, "decline", {D, A}),
    (rules.correction_flow, "take_back", {S}),
    (rules.payment_flow, "propose_reversal", {S, D, A}),
    (rules.payment_flow, "reverse", {S, D, A}),
    (rules.period_flow, "close", {S, D}),
]
PREDICATES = [
    (rules.may_issue, {S, D, Y}),
    (rules.may_record_payments, {S, D, Y}),
    (rules.may_set_rules, {A}),
    (rules.keeps_books, {S, D, A}),
    (rules.owes_here, {"head", "focal_point", "head_elsewhere"}),
]

SEEN = DEBTOR | {S, D, A}
BOOKS = {S, D, A}
SIGNED_IN = set(ROLES) - {"nobody", "system"}

PAGES = {
    # address                       who is shown it (200)
    "billing_invoices": BOOKS | DEBTOR | {"head_elsewhere"},
    "billing_new_invoice": {S, D},
    "billing_invoice": SEEN,
    "billing_invoice_pdf": SEEN,
    "billing_pay_invoice": {S, D},
    "billing_propose_credit_note": BOOKS,
    "billing_propose_waiver": BOOKS,
    "billing_reminder_pdf": SEEN,
    "billing_arrears": BOOKS,
    "billing_statement": SEEN,
    "billing_payments": BOOKS,
    "billing_new_payment": {S, D},
    "billing_payment": SEEN,
    "billing_receipt_pdf": SEEN,
    "billing_propose_reversal": BOOKS,
    "billing_corrections": BOOKS,
    "billing_correction": SEEN,
    "billing_correction_pdf": SEEN,
    "billing_trial_balance": BOOKS,
    "billing_account": BOOKS,
    "billing_entry": BOOKS,
    "billing_periods": BOOKS,
    "billing_reopen_period": {A},
    "billing_setup": BOOKS,
    "billing_set_ladder": {A},
    "billing_set_bank_details": {A},
}
DEEDS = {
    # address                 who gets past the guard; others are refused
    "billing_apply_credit": {S, D},
    "billing_remind": {S, D},
    "billing_approve": {D, A},
    "billing_decline": {D, A},
    "billing_take_back": {S},
    "billing_close_period": {S, D},
}


@pytest.fixture
def world(cast, bill, pay):
    """An invoice, reminded and partly paid, with an approved and a waiting correction, and a closed month."""
    invoice = bill()
    with standing_at(date(2015, 4, 20)):
        reminder = remind(invoice, by=cast[S])
    payment = pay(60_000)
    approved = propose_credit_note(invoice, amount=1_000, reason="Why", by=cast[S])
    approve(approved, by=cast[A])
    waiting = propose_reversal(payment, reason="Why", by=cast[S])
    invoice.refresh_from_db()
    return {
        Invoice: invoice,
        Payment: payment,
        Reminder: reminder,
        Correction: waiting,
        "approved": approved,
        Period: Period.objects.order_by("starts_on").first(),
    }


def arguments(name, world, cast):
    kinds = {
        "billing_reminder_pdf": world[Reminder],
        "billing_correction": world["approved"],
        "billing_correction_pdf": world["approved"],
        "billing_account": world[Payment].entry.legs.first().account,
        "billing_entry": world[Payment].entry,
    }
    if name == "billing_statement":
        return [cast.seoul.slug]
    if name in kinds:
        return [kinds[name].pk]
    for word, model in (("period", Period), ("reversal", Payment), ("receipt", Payment), ("payment", Payment)):
        if word in name and name not in {"billing_payments", "billing_new_payment", "billing_periods"}:
            return [world[model].pk]
    if name in {"billing_approve", "billing_decline", "billing_take_back"}:
        return [world[Correction].pk]
    invoices = {"invoice", "invoice_pdf", "pay_invoice", "apply_credit", "remind", "propose_credit_note", "propose_waiver"}
    return [world[Invoice].pk] if name.removeprefix("billing_") in invoices else []


def thing_of(flow, world):
    flows = {
        rules.invoice_flow: world[Invoice],
        rules.correction_flow: world[Correction],
        rules.payment_flow: world[Payment],
        rules.period_flow: world[Period],
    }
    return flows[flow]


def test_every_step_knows_who_may_take_it(world, cast):
    for flow, name, allowed in OPEN_STEPS:
        found = {role for role in ROLES if flow.steps[name].may(cast[role], thing_of(flow, world))}
        assert found == allowed, name
    for predicate, allowed in PREDICATES:
        assert {role for role in ROLES if predicate(cast[role])} == allowed
    reopen = {role for role in ROLES if rules.period_flow.steps["reopen"].may(cast[role], world[Period])}
    assert reopen == {A}
    open_again = {role for role in ROLES if rules.invoice_flow.steps["open_again"].may(cast[role], world[Invoice])}
    assert open_again == {S, D, A, Y}


def test_the_table_names_every_step_and_every_address():
    flows = (rules.invoice_flow, rules.correction_flow, rules.payment_flow, rules.period_flow)
    named = {(flow, name) for flow, name, _allowed in OPEN_STEPS}
    named |= {(rules.period_flow, "reopen"), (rules.invoice_flow, "open_again")}
    assert named == {(flow, name) for flow in flows for name in flow.steps}
    assert set(PAGES) | set(DEEDS) == {pattern.name for pattern in urlpatterns}


@pytest.mark.parametrize("name", PAGES)
def test_who_is_shown_each_page(client, world, cast, name):
    shown = set()
    url = reverse(name, args=arguments(name, world, cast))
    for role in sorted(SIGNED_IN):
        client.force_login(cast[role])
        status = client.get(url).status_code
        assert status in {200, 403, 404}, (role, status)
        shown |= {role} if status == 200 else set()
    assert shown == PAGES[name]


@pytest.mark.parametrize("name", [*PAGES, *DEEDS])
def test_nobody_is_asked_to_sign_in(client, world, cast, name):
    url = reverse(name, args=arguments(name, world, cast))
    answer = client.get(url) if name in PAGES else client.post(url)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_refused_to_all_others(client, world, cast, name):
    url = reverse(name, args=arguments(name, world, cast))
    for role in sorted(SIGNED_IN - DEEDS[name]):
        client.force_login(cast[role])
        assert client.post(url, {"answer": "No"}).status_code in {403, 404}, role
    assert client.get(url).status_code == 405
    assert Correction.objects.get(pk=world[Correction].pk).state == "proposed"


def test_a_debtor_does_not_see_what_is_only_proposed(client, world, cast):
    client.force_login(cast["head"])
    assert client.get(world[Correction].get_absolute_url()).status_code == 404
    assert client.get(reverse("billing_correction_pdf", args=[world[Correction].pk])).status_code == 404
    assert "Proposals" not in client.get(world[Invoice].get_absolute_url()).content.decode()


def test_a_debtors_list_holds_its_own_invoices_alone(client, bill, cast):
    bill()
    bill(reference="gimpo", debtor_id=cast.gimpo.pk)
    client.force_login(cast["head"])
    words = client.get(reverse("billing_invoices")).content.decode()
    assert "INV-2015-0001" in words
    assert "INV-2015-0002" not in words
