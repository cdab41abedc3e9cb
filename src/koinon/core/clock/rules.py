"""Who may change the calendar that deadlines count by, and what those deeds are called."""

from django.utils.translation import gettext_lazy as _

from koinon.core.people.rules import is_administrator, works_at_secretariat
from koinon.core.record.deeds import name_deeds

keeps_the_calendar = is_administrator | works_at_secretariat

name_deeds(
    {
        "clock.holiday_added": _("A holiday was added to the working calendar"),
        "clock.holiday_removed": _("A holiday was removed from the working calendar"),
        "clock.hours_changed": _("The working hours were changed"),
    }
)
