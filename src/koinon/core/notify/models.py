"""Every message that the product wrote, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from koinon.core.clock.instant import now

__all__ = ["Message", "QuietPerson"]

ACCOUNT = "account"
DIGEST = "digest"


class MessageQuerySet(models.QuerySet["Message"]):
    def shown_to(self, person: models.Model) -> MessageQuerySet:
        """What stands in the person's list: everything but sign-in mail and the digests that repeat it."""
        return self.filter(recipient=person).exclude(kind__in=[ACCOUNT, DIGEST])

    def unread(self) -> MessageQuerySet:
        return self.filter(read_at__isnull=True)

    def failed(self) -> MessageQuerySet:
        return self.filter(state=Message.State.FAILED)


class Message(models.Model):
    """A message to a person or an address, in the reader's language, and the state of its delivery."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        OUTBOX = "outbox", _("Kept in the outbox")
        FAILED = "failed", _("Could not be delivered")
        HELD = "held", _("Waiting for the daily mail")
        DIGESTED = "digested", _("Told in the daily mail")
        KEPT = "kept", _("On the site only")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=160, blank=True)
    language = models.CharField(_("language"), max_length=10)
    kind = models.CharField(_("kind"), max_length=60, blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    urgent = models.BooleanField(_("urgent"), default=False)
    about_type = models.ForeignKey(ContentType, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    about_id = models.CharField(max_length=36, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    created_at = models.DateTimeField(_("written at"), default=now)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    state = models.CharField(_("delivery"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    told_in = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="tells", verbose_name=_("told in")
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="message_by_recipient"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="message_unread"),
            models.Index(fields=["state", "-created_at"], name="message_by_state"),
            models.Index(fields=["about_type", "about_id"], name="message_by_thing"),
        ]

    def __str__(self) -> str:
        return self.subject


class QuietPerson(models.Model):
    """Someone who stopped the daily mail (RFC 8058): messages stay on the site, urgent ones are still mailed."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(_("since"), default=now)

    class Meta:
        verbose_name = _("person without daily mail")
        verbose_name_plural = _("persons without daily mail")

    def __str__(self) -> str:
        return str(self.person)
