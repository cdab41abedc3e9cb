"""The page of jobs, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from koinon.core.jobs import queries, services
from koinon.core.jobs.models import DeadLetter
from koinon.core.people.rules import is_administrator
from koinon.core.web.guards import SignedIn, only
from koinon.core.web.page import page
from koinon.core.web.paging import part_of


@only(is_administrator)
def jobs(request: SignedIn) -> HttpResponse:
    letters = DeadLetter.objects.filter(state=DeadLetter.State.WAITING)
    queue = queries.queue_state()
    context = {
        "queue": queue,
        "figures": _figures(queue),
        "schedules": queries.schedule_states(),
        "part": part_of(request, letters),
    }
    return page(request, "jobs/jobs.html", context)


def _figures(queue: queries.QueueState) -> list[dict[str, str]]:
    return [
        {"value": str(queue.ready), "label": _("ready to run")},
        {"value": str(queue.later), "label": _("waiting for another try")},
        {"value": str(queue.running), "label": _("running")},
        {"value": str(queue.gave_up), "label": _("gave up")},
        {"value": str(queue.workers), "label": _("workers seen in the last minute")},
    ]


@login_required
@require_POST
def try_again(request: SignedIn, pk: int) -> HttpResponse:
    services.try_again(get_object_or_404(DeadLetter, pk=pk), by=request.user)
    messages.success(request, _("The job has been handed in again."))
    return redirect("jobs")


@login_required
@require_POST
def set_aside(request: SignedIn, pk: int) -> HttpResponse:
    services.set_aside(get_object_or_404(DeadLetter, pk=pk), by=request.user)
    messages.success(request, _("The job has been set aside."))
    return redirect("jobs")
