"""Jobs: work that can wait, tried again when it fails, and schedules that fire once each.

A *job* is a function that takes ids. A job that failed for the last time becomes a *dead letter*,
which an administrator tries again or sets aside. A *schedule* names the instants at which a job
is due; however many workers run, each turn is handed in once.
"""

from koinon.core.jobs.job import Job, job
from koinon.core.jobs.schedules import daily, every, yearly

__all__ = ["Job", "daily", "every", "job", "yearly"]
