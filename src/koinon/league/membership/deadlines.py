"""What happens in membership when a deadline comes."""

from __future__ import annotations

from koinon.core.clock.deadline import when_due
from koinon.league.membership.services import decisions


@when_due(decisions.VOTE_CLOSES)
def close_vote(pk: int) -> None:
    decisions.close_when_due(pk)
