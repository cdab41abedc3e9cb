"""Scenes in which two or three act at once, each with a connection of its own; what came out, as plain values.

Run as a program, it plays them in a fresh SQLite file: a database in memory is not shared by threads.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """Run the deeds in threads that start together; the names of what they raised."""
    from django.db import connections

    from koinon.core.clock import standing_at
    from koinon.league.membership.tests.admission_cast import DAY

    barrier, told = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], Any]) -> None:
        try:
            with standing_at(DAY):
                barrier.wait()
                deed()
        except Exception as error:
            told.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def play() -> dict[str, Any]:
    """All scenes, one after the other."""
    from koinon.core.clock import standing_at
    from koinon.league.membership.tests.admission_cast import DAY, make_cast

    with standing_at(DAY):
        cast = make_cast()
        return {scene.__name__: scene(cast) for scene in (filings, one_city, one_application, ballots, closings)}


def _filing(application: Any) -> Callable[[], Any]:
    from koinon.league.membership.models import Application
    from koinon.league.membership.services import applications
    from koinon.league.membership.tests.admission_cast import link_of

    return lambda: applications.file(Application.objects.get(pk=application.pk), by=link_of(application))


def filings(cast: Any) -> list[Any]:
    from koinon.league.membership.models import Application
    from koinon.league.membership.tests.admission_cast import draft

    drafts = [draft(name) for name in ("Matale", "Galle", "Trincomalee")]
    told = at_once(*map(_filing, drafts))
    return [told, sorted(str(each) for each in Application.objects.values_list("number", flat=True))]


def one_city(cast: Any) -> list[Any]:
    """Two applications of one city that the league does not know yet."""
    from koinon.league.membership.models import Application, Standing
    from koinon.league.membership.tests.admission_cast import draft

    told = at_once(_filing(draft("Anuradhapura")), _filing(draft("Anuradhapura")))
    filed = Application.objects.filter(name="Anuradhapura", state="filed").count()
    return [told, filed, Standing.objects.filter(organization__name="Anuradhapura").count()]


def one_application(cast: Any) -> list[Any]:
    from koinon.league.membership.tests.admission_cast import draft

    application = draft("Batticaloa")
    told = at_once(_filing(application), _filing(application))
    application.refresh_from_db()
    return [told, application.number]


def ballots(cast: Any) -> list[Any]:
    """Two ballots of one seat."""
    from koinon.core.people.models import Person
    from koinon.league.membership.models import Ballot, Decision
    from koinon.league.membership.services import decisions
    from koinon.league.membership.tests.admission_cast import voting

    _application, decision = voting(cast, "Vavuniya")

    def vote(choice: str) -> Callable[[], Any]:
        def deed() -> None:
            seat = Person.objects.get(pk=cast.seat("Seoul").pk)
            decisions.cast(Decision.objects.get(pk=decision.pk), choice, by=seat)

        return deed

    told = at_once(vote("yes"), vote("abstain"))
    return [told, Ballot.objects.filter(decision=decision).count()]


def closings(cast: Any) -> list[Any]:
    """A vote that three close at once."""
    from koinon.core.people.models import Person
    from koinon.league.membership.models import Decision, Standing
    from koinon.league.membership.services import decisions
    from koinon.league.membership.tests.admission_cast import SEATS, vote, voting

    application, decision = voting(cast, "Jaffna")
    vote(cast, decision, **dict.fromkeys(SEATS, "yes"))

    def close() -> None:
        by = Person.objects.get(pk=cast["secretariat"].pk)
        decisions.close(Decision.objects.get(pk=decision.pk), by=by)

    told = at_once(close, close, close)
    return [told, Standing.objects.filter(organization=application.organization, category="full").count()]


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(play()))
