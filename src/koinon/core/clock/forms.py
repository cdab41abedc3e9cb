"""Forms of the working calendar."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from koinon.core.clock.models import WorkingCalendar, check_hours
from koinon.core.i18n.names import current_locale
from koinon.core.web.forms import DayField, Form

SPAN = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})\Z")


class HolidayForm(Form):
    day = DayField(label=_("Day"))
    name = forms.CharField(label=_("Name"), max_length=120)


class HoursField(forms.CharField):
    """`09:00-12:00, 13:00-18:00`; empty where nobody works."""

    def to_python(self, value: Any) -> list[list[str]]:  # type: ignore[override]
        words = super().to_python(value) or ""
        found = [SPAN.match(part.strip()) for part in words.split(",") if part.strip()]
        if not all(found):
            raise forms.ValidationError(_("Write hours like 09:00-12:00, 13:00-18:00."))
        hours = [[each[1].zfill(5), each[2].zfill(5)] for each in found if each]
        check_hours(hours)
        return hours

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else ", ".join("-".join(span) for span in value or [])


class HoursForm(Form):
    """The week and its time zone; one field a weekday, named by CLDR."""

    time_zone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, data: Any = None, *, calendar: WorkingCalendar) -> None:
        initial = {f"day{number}": hours for number, hours in enumerate(calendar.week)}
        super().__init__(data, initial={**initial, "time_zone": calendar.time_zone})
        zones = self.fields["time_zone"]
        zones.choices = [(zone, zone) for zone in sorted(available_timezones())]  # type: ignore[attr-defined]
        for number, name in current_locale().days["stand-alone"]["wide"].items():
            self.fields[f"day{number}"] = HoursField(label=name, required=False, max_length=120)
        self.order_fields([*(f"day{number}" for number in range(7)), "time_zone"])

    @property
    def week(self) -> list[Any]:
        return [self.cleaned_data[f"day{number}"] for number in range(7)]
