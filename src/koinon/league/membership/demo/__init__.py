"""The demonstration network: the league's members of 2014 to 2016 from its papers, with invented persons.

What the papers do not state is left out, or says that it is not stated. Persons, payments, and whatever
is dated 2026 are invented and say so.
"""

from __future__ import annotations

from koinon.core.people.models import Person
from koinon.league.membership.demo import applications, history, network, persons


def load(by: Person) -> None:
    """Everything of membership; `by` works at the secretariat."""
    network.load(by)
    persons.load(by)
    history.load(by)
    applications.load(by)
