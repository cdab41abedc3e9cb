"""What billing does by itself."""

from __future__ import annotations

from koinon.commons.billing.services import remind_all
from koinon.core.jobs import daily, job
from koinon.core.people.models import system_person


@daily(at="07:00")
@job(retries=5)
def send_reminders() -> int:
    """Send every reminder that is due today. Each level of an invoice is sent once, however often this runs."""
    return remind_all(by=system_person())
