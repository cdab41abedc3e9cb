"""Rules: whether a vote carries, under a rule given as data.

A *rule* names a quorum, a base (what the votes in favour are compared with), a threshold and
what a tie means. A *tally* counts seats. All arithmetic is in integers and exact fractions, so
two thirds of 31 is 21 on every machine. `entitled` counts seats or persons, or their weights.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor


class Choice(StrEnum):
    """What a voter may say."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Base(StrEnum):
    """What the votes in favour are compared with."""

    YES_NO = "yes_no"
    CAST = "cast"
    PRESENT = "present"
    ENTITLED = "entitled"


class Counting(StrEnum):
    """Who counts towards the quorum: those present, or those who voted (abstentions included)."""

    PRESENT = "present"
    CAST = "cast"


class Tie(StrEnum):
    """What equal votes for and against mean where one vote more would have carried."""

    FAILS = "fails"
    CHAIR = "chair"
    ADJOURNS = "adjourns"


class Verdict(StrEnum):
    """How the vote ended."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"
    ADJOURNED = "adjourned"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: `at least` the fraction, or `more than` it where `strict`."""

    part: Fraction
    strict: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.part <= 1 or (self.strict and self.part == 1):
            raise ValueError(f"a share cannot be {'more than ' if self.strict else ''}{self.part}")

    def of(self, whole: int) -> int:
        """The smallest count that is enough: 2/3 of 30 is 20, of 31 is 21; more than 1/2 of 30 is 16."""
        return floor(self.part * whole) + 1 if self.strict else ceil(self.part * whole)


SIMPLE_MAJORITY = Share(Fraction(1, 2), strict=True)
TWO_THIRDS = Share(Fraction(2, 3))


@dataclass(frozen=True, slots=True)
class Rule:
    """One decision rule: quorum of the entitled, base, threshold of the base, and tie."""

    quorum: Share
    threshold: Share
    base: Base = Base.YES_NO
    counting: Counting = Counting.PRESENT
    tie: Tie = Tie.FAILS


@dataclass(frozen=True, slots=True)
class Tally:
    """Seats: entitled, present, and their votes; `chair` is the chair's casting vote, if given."""

    entitled: int
    present: int
    yes: int = 0
    no: int = 0
    abstain: int = 0
    chair: Choice | None = None

    def __post_init__(self) -> None:
        if min(self.yes, self.no, self.abstain) < 0:
            raise ValueError("a count cannot be below zero")
        if not self.cast <= self.present <= self.entitled:
            raise ValueError(f"cast {self.cast}, present {self.present}, entitled {self.entitled} do not fit")

    @property
    def cast(self) -> int:
        """All votes given, abstentions among them."""
        return self.yes + self.no + self.abstain

    @property
    def outstanding(self) -> int:
        """Entitled seats that have not voted."""
        return self.entitled - self.cast

    @classmethod
    def of(
        cls,
        votes: Iterable[Choice | tuple[Choice, int]],
        *,
        entitled: int,
        present: int | None = None,
        chair: Choice | None = None,
    ) -> Tally:
        """Count votes in any order; a vote may carry a weight. Present defaults to those who voted."""
        counts = dict.fromkeys(Choice, 0)
        for vote in votes:
            choice, weight = vote if isinstance(vote, tuple) else (vote, 1)
            counts[choice] += weight
        cast = sum(counts.values())
        return cls(
            entitled=entitled,
            present=cast if present is None else present,
            yes=counts[Choice.YES],
            no=counts[Choice.NO],
            abstain=counts[Choice.ABSTAIN],
            chair=chair,
        )


class Why(StrEnum):
    """Reasons, to be worded by whoever shows them."""

    QUORUM_MET = "quorum_met"
    QUORUM_MISSED = "quorum_missed"
    ENOUGH = "enough"
    TOO_FEW = "too_few"
    TIE_FAILS = "tie_fails"
    TIE_CHAIR = "tie_chair"
    TIE_ADJOURNS = "tie_adjourns"


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the reckoning: `have` of `whole`, where `needed` would be enough."""

    why: Why
    have: int
    needed: int
    whole: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict and how it was reached."""

    verdict: Verdict
    reasons: tuple[Reason, ...]

    @property
    def adopted(self) -> bool:
        return self.verdict is Verdict.ADOPTED

    @property
    def needed(self) -> int:
        """Votes in favour that would have been, or were, enough (or the quorum, where missed)."""
        return self.reasons[-1].needed


def evaluate(rule: Rule, tally: Tally) -> Outcome:
    """Apply the rule: first the quorum, then the threshold, then the tie.

    Nothing is ever adopted without one vote in favour.
    """
    quorum = _quorum(rule, tally)
    if quorum.why is Why.QUORUM_MISSED:
        return Outcome(Verdict.NO_QUORUM, (quorum,))
    whole = _whole(rule.base, tally)
    needed = max(1, rule.threshold.of(whole))
    reason = Reason(Why.ENOUGH if tally.yes >= needed else Why.TOO_FEW, tally.yes, needed, whole)
    if reason.why is Why.ENOUGH:
        return Outcome(Verdict.ADOPTED, (quorum, reason))
    if _is_tie(rule, tally):
        verdict, why = _break_tie(rule.tie, tally.chair)
        return Outcome(verdict, (quorum, replace(reason, why=why)))
    return Outcome(Verdict.REJECTED, (quorum, reason))


def settled(rule: Rule, tally: Tally) -> Verdict | None:
    """The verdict, where no seat that has not voted could change it any more; else None.

    The seats outstanding may stay away, abstain, or vote either way; the extreme cases decide,
    because a vote in favour never makes adoption harder.
    """
    verdicts = {evaluate(rule, ending).verdict for ending in _endings(tally)}
    return verdicts.pop() if len(verdicts) == 1 else None


def _quorum(rule: Rule, tally: Tally) -> Reason:
    have = tally.present if rule.counting is Counting.PRESENT else tally.cast
    needed = rule.quorum.of(tally.entitled)
    why = Why.QUORUM_MET if have >= needed else Why.QUORUM_MISSED
    return Reason(why, have, needed, tally.entitled)


def _whole(base: Base, tally: Tally) -> int:
    return {
        Base.YES_NO: tally.yes + tally.no,
        Base.CAST: tally.cast,
        Base.PRESENT: tally.present,
        Base.ENTITLED: tally.entitled,
    }[base]


def _is_tie(rule: Rule, tally: Tally) -> bool:
    """Equal votes, under a rule that asks for more than half of the votes for and against."""
    return rule.base is Base.YES_NO and rule.threshold == SIMPLE_MAJORITY and tally.yes == tally.no > 0


def _break_tie(tie: Tie, chair: Choice | None) -> tuple[Verdict, Why]:
    if tie is Tie.CHAIR and chair is Choice.YES:
        return Verdict.ADOPTED, Why.TIE_CHAIR
    if tie is Tie.CHAIR and chair is Choice.NO:
        return Verdict.REJECTED, Why.TIE_CHAIR
    if tie is Tie.FAILS:
        return Verdict.REJECTED, Why.TIE_FAILS
    return Verdict.ADJOURNED, Why.TIE_ADJOURNS


def _endings(tally: Tally) -> Iterable[Tally]:
    """The extreme endings: all seats outstanding vote yes, vote no, abstain, or stay away."""
    rest = tally.outstanding
    everybody = replace(tally, present=tally.entitled)
    yield tally
    yield replace(everybody, yes=tally.yes + rest)
    yield replace(everybody, no=tally.no + rest)
    yield replace(everybody, abstain=tally.abstain + rest)
