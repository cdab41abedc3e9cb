"""Credit notes, waivers and reversals: a reason, and a second pair of eyes."""

import pytest
from django.db import IntegrityError, transaction

from koinon.commons.billing.models import Correction, Leg
from koinon.commons.billing.models.ledger import Book
from koinon.commons.billing.refusals import CreditSpent, ReasonMissing, ReversalProposed, TooMuch
from koinon.commons.billing.services import (
    apply_credit,
    approve,
    credit_of,
    decline,
    propose_credit_note,
    propose_reversal,
    propose_waiver,
    take_back,
)
from koinon.core.refusal import MovedOn, NotAllowed

WHY = "The population was taken from the wrong year."


@pytest.fixture
def propose(cast):
    def correction(deed, thing, amount=None, **changes):
        facts = {"reason": WHY, "by": cast["secretariat"]} | ({} if amount is None else {"amount": amount}) | changes
        return deed(thing, **facts)

    return correction


def approved(correction, cast):
    approve(correction, by=cast["second_secretariat"])
    return correction


def test_a_credit_note_takes_off_what_is_open_after_a_second_person_approves(bill, cast, propose):
    invoice = bill()
    note = propose(propose_credit_note, invoice, 60_000)
    assert (note.state, note.number, invoice.left()) == ("proposed", None, 160_000)

    approved(note, cast)
    invoice.refresh_from_db()
    assert (note.state, note.number, note.decided_by) == ("approved", "CRN-2015-0001", cast["second_secretariat"])
    assert (invoice.state, invoice.left()) == ("issued", 100_000)
    assert Leg.objects.of_book(Book.CREDITED).total() == 60_000


def test_a_credit_note_over_all_closes_the_invoice(bill, cast, propose):
    invoice = bill()
    approved(propose(propose_credit_note, invoice, 160_000), cast)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.left()) == ("credited", 0)


def test_crediting_what_was_paid_gives_the_debtor_credit(bill, pay, cast, propose):
    invoice = bill()
    pay(160_000)
    invoice.refresh_from_db()
    approved(propose(propose_credit_note, invoice, 60_000), cast)
    invoice.refresh_from_db()
    assert (invoice.state, credit_of(cast.seoul.pk, "USD")) == ("paid", 60_000)


def test_a_waiver_gives_up_what_is_open(bill, pay, cast, propose):
    invoice = bill()
    pay(100_000)
    invoice.refresh_from_db()
    waiver = approved(propose(propose_waiver, invoice, 60_000), cast)
    invoice.refresh_from_db()
    assert (waiver.number, invoice.state, invoice.left()) == ("WAI-2015-0001", "waived", 0)
    assert Leg.objects.of_book(Book.WAIVED).total() == 60_000


def test_nobody_approves_their_own_proposal(bill, cast, propose):
    note = propose(propose_credit_note, bill(), 100)
    with pytest.raises(NotAllowed):
        approve(note, by=cast["secretariat"])
    with pytest.raises(NotAllowed):
        decline(note, by=cast["secretariat"], answer="No")
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=note.pk).update(state="approved", decided_by=cast["secretariat"])


def test_a_declined_proposal_leaves_the_books_alone(bill, cast, propose):
    invoice = bill()
    note = propose(propose_credit_note, invoice, 100)
    with pytest.raises(ReasonMissing):
        decline(note, by=cast["second_secretariat"], answer=" ")
    decline(note, by=cast["second_secretariat"], answer="The figure is right.")
    assert (note.state, note.answer, note.number, invoice.left()) == ("declined", "The figure is right.", None, 160_000)
    with pytest.raises(MovedOn):
        approve(note, by=cast["administrator"])


def test_the_proposer_takes_it_back(bill, cast, propose):
    note = propose(propose_credit_note, bill(), 100)
    with pytest.raises(NotAllowed):
        take_back(note, by=cast["second_secretariat"])
    assert take_back(note, by=cast["secretariat"]).state == "taken_back"


def test_a_reason_is_asked_for(bill, propose):
    with pytest.raises(ReasonMissing):
        propose(propose_credit_note, bill(), 100, reason="  ")


@pytest.mark.parametrize(("deed", "amount"), [(propose_credit_note, 160_001), (propose_waiver, 160_001), (propose_waiver, 0)])
def test_no_more_is_taken_off_than_there_is(bill, propose, deed, amount):
    with pytest.raises(TooMuch) as refused:
        propose(deed, bill(), amount)
    assert "1,600.00" in str(refused.value)


def test_proposals_together_do_not_exceed_the_invoice(bill, propose):
    invoice = bill()
    propose(propose_credit_note, invoice, 100_000)
    with pytest.raises(TooMuch):
        propose(propose_credit_note, invoice, 60_001)
    with pytest.raises(TooMuch):
        propose(propose_waiver, invoice, 60_001)


def test_a_waiver_is_not_approved_over_what_was_paid_meanwhile(bill, pay, cast, propose):
    waiver = propose(propose_waiver, bill(), 160_000)
    pay(60_000)
    with pytest.raises(TooMuch):
        approve(waiver, by=cast["second_secretariat"])
    waiver.refresh_from_db()
    assert waiver.state == "proposed"


def test_a_reversed_payment_opens_what_it_had_paid(bill, pay, cast, propose):
    invoice, payment = bill(), pay(200_000)
    reversal = approved(propose(propose_reversal, payment), cast)
    invoice.refresh_from_db()
    payment.refresh_from_db()
    assert (reversal.number, payment.state) == ("REV-2015-0001", "reversed")
    assert (invoice.state, invoice.left(), credit_of(cast.seoul.pk, "USD")) == ("issued", 160_000, 0)
    assert Leg.objects.of_book(Book.BANK).total() == 0
    assert pay(160_000).receipt.number == "REC-2015-0002"


def test_a_payment_is_reversed_once(pay, cast, propose):
    payment = pay(100)
    propose(propose_reversal, payment)
    with pytest.raises(ReversalProposed):
        propose(propose_reversal, payment)
    approve(Correction.objects.get(), by=cast["administrator"])
    payment.refresh_from_db()
    with pytest.raises(MovedOn):
        propose(propose_reversal, payment)


def test_a_payment_is_not_reversed_when_its_credit_was_spent(bill, pay, cast, propose):
    payment = pay(100_000)
    apply_credit(bill(), by=cast["secretariat"])
    reversal = propose(propose_reversal, payment)
    with pytest.raises(CreditSpent):
        approve(reversal, by=cast["second_secretariat"])
