"""Importing: hand a file in, read its report, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from koinon.core.web.forms import attempt
from koinon.core.web.guards import SignedIn, only
from koinon.core.web.page import page
from koinon.league.membership.forms.imports import ImportForm
from koinon.league.membership.importing.forms import CHANGED, NEW, SAME, Options
from koinon.league.membership.importing.limits import MAX_PROBLEMS
from koinon.league.membership.models import Import
from koinon.league.membership.rules import may_import
from koinon.league.membership.services import imports as deeds
from koinon.league.membership.services.explanation import number
from koinon.league.membership.views.sent import sent

SHOWN_CHANGES = 200
LATEST = 50


@only(may_import)
def imports(request: SignedIn) -> HttpResponse:
    """The forms of file that can be imported, those imported so far, and the field for another."""
    form = ImportForm(*sent(request))
    row = attempt(form, _upload, request, form) if request.method == "POST" else None
    if row is not None:
        return redirect(row)
    rows = list(Import.objects.select_related("uploaded_by")[:LATEST])
    context = {
        "form": form,
        "imports": [(each, deeds.FORMS[each.form].label) for each in rows],
        "forms": [(each, each.columns) for each in deeds.FORMS.values()],
    }
    return page(request, "membership/imports/imports.html", context, status=422 if form.errors else 200)


def _upload(request: SignedIn, form: ImportForm) -> Import:
    asked = form.cleaned_data
    options = Options(asked["true_on"], asked["source"])
    return deeds.upload(asked["file"], by=request.user, form=asked["form"], options=options)


@only(may_import)
def report(request: SignedIn, pk: int) -> HttpResponse:
    """What taking the file would do now, or every cell that stands in its way."""
    row = get_object_or_404(Import.objects.select_related("uploaded_by", "taken_by", "file"), pk=pk)
    context: dict[str, Any] = {"row": row, "label": deeds.FORMS[row.form].label}
    if row.state == Import.State.EXAMINED:
        context |= _told(deeds.report_of(row))
    else:
        context["figures"] = _figures(row.counts)
    return page(request, "membership/imports/report.html", context)


def _told(found: deeds.Report) -> dict[str, Any]:
    return {
        "report": found,
        "problems": found.problems[:MAX_PROBLEMS],
        "problem_count": len(found.problems),
        "changes": [change for change in found.changes if change.what != SAME][:SHOWN_CHANGES],
        "change_count": sum(change.what != SAME for change in found.changes),
        "figures": _figures(found.counts),
    }


def _figures(counts: dict[str, int]) -> list[dict[str, str]]:
    words = {NEW: _("new"), CHANGED: _("changed"), SAME: _("in the register already")}
    return [{"value": number(counts.get(what, 0)), "label": words[what]} for what in words]


@require_POST
@only(may_import)
def confirm(request: SignedIn, pk: int) -> HttpResponse:
    row = deeds.confirm(get_object_or_404(Import, pk=pk), by=request.user)
    messages.success(request, _("The file is taken, whole."))
    return redirect(row)
