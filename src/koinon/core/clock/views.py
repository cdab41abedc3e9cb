"""The page of the working calendar, for those who keep it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from koinon.core.clock import services, today
from koinon.core.clock.forms import HolidayForm, HoursForm
from koinon.core.clock.models import Holiday, WorkingCalendar
from koinon.core.clock.rules import keeps_the_calendar
from koinon.core.web.forms import attempt, attempt_with
from koinon.core.web.guards import SignedIn, only
from koinon.core.web.page import page


@only(keeps_the_calendar)
def working_calendar(request: SignedIn) -> HttpResponse:
    """The year's holidays, the hours of the week, and a form for another holiday."""
    calendar = WorkingCalendar.objects.of_the_league()
    form = HolidayForm(request.POST or None)
    added = attempt_with(form, services.add_holiday, calendar, by=request.user) if form.is_bound else None
    if added is not None:
        messages.success(request, _("The day is in the calendar now."))
        return redirect("working_calendar")
    return _page(request, calendar, form, HoursForm(calendar=calendar))


@only(keeps_the_calendar)
def working_hours(request: SignedIn) -> HttpResponse:
    calendar = WorkingCalendar.objects.of_the_league()
    hours = HoursForm(request.POST or None, calendar=calendar)
    if hours.is_valid():
        facts = {"week": hours.week, "time_zone": hours.cleaned_data["time_zone"]}
        if attempt(hours, services.change_hours, calendar, by=request.user, **facts) is not None:
            messages.success(request, _("The working hours have been changed."))
            return redirect("working_calendar")
    return _page(request, calendar, HolidayForm(), hours)


@only(keeps_the_calendar)
@require_POST
def remove_holiday(request: SignedIn, pk: int) -> HttpResponse:
    holiday = get_object_or_404(Holiday, pk=pk)
    services.remove_holiday(holiday, by=request.user)
    messages.success(request, _("%(day)s is an ordinary day again.") % {"day": holiday.name})
    return redirect("working_calendar")


def _page(request: HttpRequest, calendar: WorkingCalendar, form: HolidayForm, hours: HoursForm) -> HttpResponse:
    year = _year(request)
    context = {
        "calendar": calendar,
        "holidays": list(calendar.holidays.filter(day__year=year)),
        "year": year,
        "form": form,
        "hours": hours,
    }
    refused = form.is_bound or hours.is_bound
    return page(request, "clock/calendar.html", context, status=422 if refused else 200)


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 and int(text) > 1 else today().year
