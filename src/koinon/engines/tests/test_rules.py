"""Decision rules: quorum, base, threshold, tie, in exact arithmetic."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from koinon.engines.rules import (
    SIMPLE_MAJORITY,
    TWO_THIRDS,
    Base,
    Choice,
    Counting,
    Rule,
    Share,
    Tally,
    Tie,
    Verdict,
    Why,
    evaluate,
    settled,
)

HALF = Share(Fraction(1, 2))
NONE = Share(Fraction(0))
MAJORITY = Rule(quorum=NONE, threshold=SIMPLE_MAJORITY)

shares = st.builds(Share, st.fractions(0, 1, max_denominator=12).filter(lambda part: part < 1), strict=st.booleans())
rules = st.builds(
    Rule, quorum=shares, threshold=shares, base=st.sampled_from(Base),
    counting=st.sampled_from(Counting), tie=st.sampled_from(Tie),
)  # fmt: skip


@st.composite
def tallies(draw: st.DrawFn, most: int = 9) -> Tally:
    yes, no, abstain = (draw(st.integers(0, most)) for _ in range(3))
    cast = yes + no + abstain
    present = draw(st.integers(cast, cast + most))
    entitled = draw(st.integers(present, present + most))
    chair = draw(st.sampled_from([None, Choice.YES, Choice.NO, Choice.ABSTAIN]))
    return Tally(entitled, present, yes, no, abstain, chair)


@pytest.mark.parametrize(
    ("share", "whole", "enough"),
    [
        (TWO_THIRDS, 30, 20),
        (TWO_THIRDS, 31, 21),
        (TWO_THIRDS, 32, 22),
        (TWO_THIRDS, 33, 22),
        (SIMPLE_MAJORITY, 30, 16),
        (SIMPLE_MAJORITY, 31, 16),
        (HALF, 30, 15),
        (HALF, 31, 16),
        (Share(Fraction(3, 4)), 7, 6),
        (Share(Fraction(1)), 7, 7),
        (Share(Fraction(2, 3), strict=True), 30, 21),
        (NONE, 9, 0),
    ],
)
def test_how_many_are_enough(share: Share, whole: int, enough: int) -> None:
    assert share.of(whole) == enough


@given(shares, st.integers(0, 10**9))
def test_enough_is_the_smallest_count_that_satisfies_the_share(share: Share, whole: int) -> None:
    def satisfies(count: int) -> bool:
        return count > share.part * whole if share.strict else count >= share.part * whole

    assert satisfies(share.of(whole))
    assert not satisfies(share.of(whole) - 1)


@pytest.mark.parametrize(("part", "strict"), [(Fraction(-1, 2), False), (Fraction(3, 2), False), (Fraction(1), True)])
def test_a_share_that_nobody_can_reach_is_refused(part: Fraction, strict: bool) -> None:
    with pytest.raises(ValueError, match="share"):
        Share(part, strict)


EXCOM = Rule(quorum=Share(Fraction(1, 2), strict=True), threshold=SIMPLE_MAJORITY)

VERDICTS = [
    # entitled present yes no abstain          verdict             last reason
    ((22, 11, 11, 0, 0), Verdict.NO_QUORUM, Why.QUORUM_MISSED),
    ((22, 12, 12, 0, 0), Verdict.ADOPTED, Why.ENOUGH),
    ((22, 12, 6, 6, 0), Verdict.REJECTED, Why.TIE_FAILS),
    ((22, 12, 7, 5, 0), Verdict.ADOPTED, Why.ENOUGH),
    ((22, 12, 1, 0, 11), Verdict.ADOPTED, Why.ENOUGH),
    ((22, 12, 0, 0, 12), Verdict.REJECTED, Why.TOO_FEW),
    ((22, 12, 0, 0, 0), Verdict.REJECTED, Why.TOO_FEW),
    ((22, 12, 5, 6, 1), Verdict.REJECTED, Why.TOO_FEW),
]


@pytest.mark.parametrize(("counts", "verdict", "why"), VERDICTS)
def test_twelve_of_twenty_two_seats(counts: tuple[int, int, int, int, int], verdict: Verdict, why: Why) -> None:
    outcome = evaluate(EXCOM, Tally(*counts))
    assert (outcome.verdict, outcome.reasons[-1].why) == (verdict, why)
    assert outcome.adopted is (verdict is Verdict.ADOPTED)


@pytest.mark.parametrize(
    ("base", "needed"),
    [(Base.YES_NO, 6), (Base.CAST, 7), (Base.PRESENT, 11), (Base.ENTITLED, 16)],
)
def test_the_base_decides_how_many_are_needed(base: Base, needed: int) -> None:
    tally = Tally(entitled=30, present=20, yes=8, no=2, abstain=3)
    assert evaluate(replace(MAJORITY, base=base), tally).needed == needed


@pytest.mark.parametrize(
    ("tie", "chair", "verdict", "why"),
    [
        (Tie.FAILS, Choice.YES, Verdict.REJECTED, Why.TIE_FAILS),
        (Tie.CHAIR, Choice.YES, Verdict.ADOPTED, Why.TIE_CHAIR),
        (Tie.CHAIR, Choice.NO, Verdict.REJECTED, Why.TIE_CHAIR),
        (Tie.CHAIR, Choice.ABSTAIN, Verdict.ADJOURNED, Why.TIE_ADJOURNS),
        (Tie.CHAIR, None, Verdict.ADJOURNED, Why.TIE_ADJOURNS),
        (Tie.ADJOURNS, Choice.YES, Verdict.ADJOURNED, Why.TIE_ADJOURNS),
    ],
)
def test_a_tie(tie: Tie, chair: Choice | None, verdict: Verdict, why: Why) -> None:
    outcome = evaluate(replace(MAJORITY, tie=tie), Tally(9, 9, 4, 4, 1, chair))
    assert (outcome.verdict, outcome.reasons[-1].why) == (verdict, why)


def test_the_chair_does_not_break_what_is_no_tie() -> None:
    two_thirds = Rule(quorum=NONE, threshold=TWO_THIRDS, tie=Tie.CHAIR)
    assert evaluate(two_thirds, Tally(8, 8, 4, 4, 0, Choice.YES)).verdict is Verdict.REJECTED


def test_a_quorum_may_count_votes_instead_of_persons() -> None:
    silent = Tally(entitled=10, present=9, yes=3)
    assert evaluate(replace(EXCOM, counting=Counting.PRESENT), silent).adopted
    assert evaluate(replace(EXCOM, counting=Counting.CAST), silent).verdict is Verdict.NO_QUORUM


def test_reasons_give_the_numbers() -> None:
    quorum, votes = evaluate(EXCOM, Tally(22, 12, 7, 5)).reasons
    assert (quorum.why, quorum.have, quorum.needed, quorum.whole) == (Why.QUORUM_MET, 12, 12, 22)
    assert (votes.why, votes.have, votes.needed, votes.whole) == (Why.ENOUGH, 7, 7, 12)


@pytest.mark.parametrize("counts", [(3, 4, 0, 0, 0), (5, 3, 2, 2, 0), (5, 5, -1, 0, 0), (5, 5, 0, -1, 0), (5, 5, 0, 0, -1)])
def test_counts_that_do_not_fit_are_refused(counts: tuple[int, int, int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"do not fit|below zero"):
        Tally(*counts)


@given(rules, tallies())
def test_one_more_in_favour_never_undoes_adoption(rule: Rule, tally: Tally) -> None:
    assume(evaluate(rule, tally).adopted)
    if tally.no:
        assert evaluate(rule, replace(tally, yes=tally.yes + 1, no=tally.no - 1)).adopted
    if tally.abstain:
        assert evaluate(rule, replace(tally, yes=tally.yes + 1, abstain=tally.abstain - 1)).adopted
    if tally.cast < tally.present:
        assert evaluate(rule, replace(tally, yes=tally.yes + 1)).adopted


@given(rules, tallies())
def test_abstaining_matters_only_as_the_base_says(rule: Rule, tally: Tally) -> None:
    assume(tally.abstain and rule.counting is Counting.PRESENT)
    silent = replace(tally, abstain=0)
    if rule.base is not Base.CAST:
        assert evaluate(rule, silent) == evaluate(rule, tally)
    elif evaluate(rule, tally).adopted:
        assert evaluate(rule, silent).adopted


@given(st.lists(st.tuples(st.sampled_from(Choice), st.integers(1, 5))), st.randoms())
def test_the_order_of_votes_does_not_matter(votes: list[tuple[Choice, int]], order: object) -> None:
    entitled = sum(weight for _, weight in votes)
    shuffled = sorted(votes, key=lambda vote: (vote[1], vote[0]))
    assert Tally.of(shuffled, entitled=entitled) == Tally.of(votes, entitled=entitled)


def test_a_vote_without_weight_counts_one() -> None:
    tally = Tally.of([Choice.YES, (Choice.NO, 3), Choice.ABSTAIN], entitled=9, present=6)
    assert (tally.yes, tally.no, tally.abstain, tally.cast, tally.present, tally.outstanding) == (1, 3, 1, 5, 6, 4)


@given(rules, tallies())
def test_nothing_is_adopted_without_a_vote_in_favour(rule: Rule, tally: Tally) -> None:
    nobody = replace(tally, yes=0)
    assert not evaluate(rule, nobody).adopted


def every_ending(tally: Tally) -> list[Tally]:
    rest = range(tally.outstanding + 1)
    return [
        replace(tally, yes=tally.yes + yes, no=tally.no + no, abstain=tally.abstain + abstain, present=present)
        for yes in rest
        for no in rest
        for abstain in rest
        if yes + no + abstain <= tally.outstanding
        for present in range(max(tally.present, tally.cast + yes + no + abstain), tally.entitled + 1)
    ]


@given(rules, tallies(most=3))
def test_what_is_settled_no_later_vote_can_change(rule: Rule, tally: Tally) -> None:
    verdict = settled(rule, tally)
    everything = {evaluate(rule, ending).verdict for ending in every_ending(tally)}
    assert (verdict is not None) == (len(everything) == 1)
    assert verdict is None or everything == {verdict}


def test_a_vote_is_settled_before_all_have_voted() -> None:
    majority_of_seats = Rule(quorum=EXCOM.quorum, threshold=SIMPLE_MAJORITY, base=Base.ENTITLED)
    assert settled(majority_of_seats, Tally(22, 12, 12)) is Verdict.ADOPTED
    assert settled(majority_of_seats, Tally(22, 12, 11)) is None
    assert settled(majority_of_seats, Tally(22, 12, 1, 11)) is Verdict.REJECTED
