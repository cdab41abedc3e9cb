"""Who may change the calendar that deadlines count by."""

from koinon.core.people.rules import is_administrator, works_at_secretariat

keeps_the_calendar = is_administrator | works_at_secretariat
