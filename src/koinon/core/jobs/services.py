"""The deeds of an administrator upon jobs that gave up."""

from __future__ import annotations

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from koinon.core.clock.instant import now
from koinon.core.flow import Flow, step
from koinon.core.jobs.job import Job
from koinon.core.jobs.models import DeadLetter
from koinon.core.people.models import Person
from koinon.core.people.rules import is_administrator
from koinon.core.refusal import Refusal

State = DeadLetter.State

letters = Flow(
    step("try_again", start=State.WAITING, end=State.TRIED_AGAIN, may=is_administrator, label=_("Try again")),
    step("set_aside", start=State.WAITING, end=State.SET_ASIDE, may=is_administrator, label=_("Set aside")),
)


class JobIsGone(Refusal):
    """Raised when this version of the product no longer has the job."""

    says = _("This version no longer knows the job %(job)s. Set it aside.")


@transaction.atomic
def try_again(letter: DeadLetter, *, by: Person) -> DeadLetter:
    """Hand the job in anew with the same arguments, with all its tries before it."""
    letters.take("try_again", by, letter)
    _settle(letter, by)
    _job_of(letter).enqueue(*letter.arguments["args"], **letter.arguments["kwargs"])
    return letter


@transaction.atomic
def set_aside(letter: DeadLetter, *, by: Person) -> DeadLetter:
    """Nothing more is done about it."""
    letters.take("set_aside", by, letter)
    _settle(letter, by)
    return letter


def _settle(letter: DeadLetter, by: Person) -> None:
    letter.settled_by, letter.settled_at = by, now()
    letter.save(update_fields=["state", "settled_by", "settled_at"])


def _job_of(letter: DeadLetter) -> Job:
    try:
        found = import_string(letter.task_path)
    except ImportError:
        found = None
    if not isinstance(found, Job):
        raise JobIsGone(job=letter.task_path)
    return found
