"""Persons and the posts they hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from koinon.core.clock.instant import now, today
from koinon.core.people import posts

__all__ = ["ApiToken", "DataUse", "Mandate", "Person"]

SYSTEM_EMAIL = "system@koinon.invalid"


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).casefold(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").casefold())


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who uses the product. Signs in by e-mail and password, passkey, or an OpenID provider."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    time_zone = models.CharField(_("time zone"), max_length=40, default=settings.TIME_ZONE)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    wants_digest = models.BooleanField(_("one mail a day instead of one for each message"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_system = models.BooleanField(_("the product itself"), default=False, editable=False)
    joined_at = models.DateTimeField(_("joined at"), default=now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    # What people change about themselves without a deed; the record commits to what they may do.
    record_ignores = ("last_login", "password", "email", "name", "language", "time_zone", "phone", "wants_digest")

    objects = PersonManager()

    class Meta:
        ordering = ("name", "email")
        verbose_name = _("person")
        verbose_name_plural = _("persons")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    @property
    def is_staff(self) -> bool:
        return self.holds(posts.ADMINISTRATOR)

    def mandates_on(self, day: date) -> list[Mandate]:
        """What this person holds on a day, with the organizations, read once a request."""
        cache: dict[date, list[Mandate]] = self.__dict__.setdefault("_mandates", {})
        if day not in cache:
            cache[day] = list(self.mandates.in_force_on(day).select_related("organization__country"))
        return cache[day]

    def holds(self, post: str, organization: Any = None, on: date | None = None) -> bool:
        """Whether this person holds the post (at this organization, if given: a row or its id)."""
        wanted = getattr(organization, "pk", organization)
        return any(
            mandate.post == post and (wanted is None or mandate.organization_id == wanted)
            for mandate in self.mandates_on(on or today())
        )

    def organizations_as(self, *wanted: str, on: date | None = None) -> list[int]:
        """Ids of the organizations at which this person holds one of the posts."""
        held = {mandate.organization_id for mandate in self.mandates_on(on or today()) if mandate.post in wanted}
        return sorted(held)

    def forget_mandates(self) -> None:
        self.__dict__.pop("_mandates", None)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.forget_mandates()
        super().refresh_from_db(*args, **kwargs)


class MandateQuerySet(models.QuerySet["Mandate"]):
    def in_force_on(self, day: date) -> MandateQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def of_post(self, *wanted: str) -> MandateQuerySet:
        return self.filter(post__in=wanted)


class Mandate(models.Model):
    """A post that a person holds at an organization, from the first day to the last day inclusive."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("person"))
    post = models.CharField(_("post"), max_length=24)
    organization = models.ForeignKey(
        "core.Organization", on_delete=models.PROTECT, related_name="mandates", verbose_name=_("organization")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on",)
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        indexes = [models.Index(fields=["organization", "post"], name="mandate_by_post")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_mandate_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.UniqueConstraint(
                fields=["person", "post", "organization"],
                condition=Q(ends_on__isnull=True),
                name="an_open_mandate_is_held_once",
                violation_error_message=_("This person holds this post already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {posts.label_of(self.post)}, {self.organization}"

    @property
    def label(self) -> str:
        return str(posts.label_of(self.post))


def display_name(person: Person) -> str:
    return str(person)


class ApiToken(models.Model):
    """A secret that lets a program act for a person. Only its SHA-256 is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens", verbose_name=_("person"))
    name = models.CharField(_("what it is for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(_("ends in"), max_length=8, editable=False)
    writes = models.BooleanField(_("may change things"), default=False)
    made_at = models.DateTimeField(_("made at"), default=now, editable=False)
    used_at = models.DateTimeField(_("last used at"), null=True, editable=False)
    expires_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)

    record_ignores = ("used_at", "digest")

    class Meta:
        ordering = ("-made_at",)
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return self.name


class DataUse(models.Model):
    """Someone else looked at a person's own data. The person reads these rows on the page of their account."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="data_uses", verbose_name=_("person"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))
    purpose = models.CharField(_("what for"), max_length=120)
    at = models.DateTimeField(_("when"), default=now)

    class Meta:
        ordering = ("-at",)
        verbose_name = _("use of personal data")
        verbose_name_plural = _("uses of personal data")
        indexes = [models.Index(fields=["person", "-at"], name="data_use_by_person")]

    def __str__(self) -> str:
        return self.purpose


def system_person() -> Person:
    """The product itself, as the actor of jobs and deadlines. It never signs in."""
    person, made = Person.objects.get_or_create(
        email=SYSTEM_EMAIL, defaults={"name": "Koinon", "is_system": True, "is_active": False}
    )
    if made:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person


def holders_of(post: str, organization_ids: Iterable[int] | None = None, on: date | None = None) -> list[Person]:
    """Active persons who hold a post today (at these organizations)."""
    held = Mandate.objects.in_force_on(on or today()).of_post(post)
    if organization_ids is not None:
        held = held.filter(organization_id__in=list(organization_ids))
    return list(Person.objects.filter(is_active=True, pk__in=held.values("person_id")))
