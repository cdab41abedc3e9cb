"""The clock: today and now, working calendars, and deadlines that fire once."""

from koinon.core.clock.instant import now, standing_at, today

__all__ = ["now", "standing_at", "today"]
