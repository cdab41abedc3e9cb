"""News of membership, for whoever cares: told after the commit, with ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ApplicationFiled:
    """An organization asks to join. A local government is Associate Member from this day."""

    application_id: int
    organization_id: int
    on: date


@dataclass(frozen=True)
class CityAdmitted:
    """An organization became Full Member (`category` full) or Friendship Member (friendship)."""

    organization_id: int
    category: str
    on: date


@dataclass(frozen=True)
class ApplicationDeclined:
    """The competent body did not admit an applicant."""

    application_id: int
    organization_id: int
    on: date


@dataclass(frozen=True)
class ApplicationRetracted:
    """An applicant withdrew its application after filing it."""

    application_id: int
    organization_id: int
    on: date


@dataclass(frozen=True)
class MemberLeft:
    """A standing ended. `how` is an ending of `Standing`: withdrawn, terminated, unstated; `on` is its last day."""

    organization_id: int
    how: str
    on: date


@dataclass(frozen=True)
class VoteOpened:
    """A matter is before the Executive Committee."""

    decision_id: int
    organization_id: int


@dataclass(frozen=True)
class VoteClosed:
    """A vote was counted. `outcome` is an outcome of `Decision`."""

    decision_id: int
    organization_id: int
    outcome: str
