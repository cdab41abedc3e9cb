"""What the workers leave behind: who is at work, which schedules ran, which jobs gave up."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from koinon.core.clock.instant import now

__all__ = ["DeadLetter", "ScheduleRun", "WorkerLease"]

LEASE = timedelta(seconds=60)


class WorkerLeaseQuerySet(models.QuerySet["WorkerLease"]):
    def alive(self) -> WorkerLeaseQuerySet:
        return self.filter(seen_at__gt=now() - LEASE)


class WorkerLease(models.Model):
    """A worker process and when it was last seen; its running jobs are its own as long as it is seen."""

    worker = models.CharField(_("worker"), max_length=64, primary_key=True)
    started_at = models.DateTimeField(_("started at"), default=now)
    seen_at = models.DateTimeField(_("last seen at"), default=now)

    objects = WorkerLeaseQuerySet.as_manager()

    class Meta:
        ordering = ("started_at",)
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return self.worker


class ScheduleRun(models.Model):
    """One turn of a schedule. The row is the claim: whoever writes it hands the job in, and nobody else can."""

    name = models.CharField(_("schedule"), max_length=160)
    due_at = models.DateTimeField(_("due at"))
    handed_at = models.DateTimeField(_("given to a job at"), default=now)
    counted_only = models.BooleanField(_("noted without running, at the first start"), default=False)
    task_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-due_at",)
        verbose_name = _("turn of a schedule")
        verbose_name_plural = _("turns of schedules")
        constraints = [models.UniqueConstraint(fields=["name", "due_at"], name="a_schedule_runs_once_at_a_time")]

    def __str__(self) -> str:
        return f"{self.name}, {self.due_at:%Y-%m-%d %H:%M}"


class DeadLetter(models.Model):
    """A job that failed for the last time, kept until an administrator has dealt with it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an administrator")
        TRIED_AGAIN = "tried_again", _("Tried again")
        SET_ASIDE = "set_aside", _("Set aside")

    task_path = models.CharField(_("job"), max_length=200)
    queue = models.CharField(_("queue"), max_length=32)
    arguments = models.JSONField(_("arguments"), default=dict)
    attempts = models.PositiveSmallIntegerField(_("attempts"))
    error = models.CharField(_("error"), max_length=300)
    traceback = models.TextField(_("traceback"), blank=True)
    buried_at = models.DateTimeField(_("gave up at"), default=now)
    task_id = models.CharField(max_length=64, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("settled by")
    )
    settled_at = models.DateTimeField(_("settled at"), null=True)

    class Meta:
        ordering = ("-buried_at", "-pk")
        verbose_name = _("job that gave up")
        verbose_name_plural = _("jobs that gave up")
        indexes = [models.Index(fields=["state", "-buried_at"], name="dead_letter_by_state")]

    def __str__(self) -> str:
        return f"{self.task_path}, {self.buried_at:%Y-%m-%d %H:%M}"
