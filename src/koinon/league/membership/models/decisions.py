"""Decisions of a body: under which dated rule, which seat voted how, and what came out."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from koinon.engines.rules import Base, Counting, Rule, Share, Tie

if TYPE_CHECKING:
    from koinon.core.places.models import Organization
    from koinon.league.membership.models.applications import Application
    from koinon.league.membership.models.departures import Departure


class Body(models.TextChoices):
    GENERAL_ASSEMBLY = "general_assembly", _("General Assembly")
    EXCOM = "excom", _("Executive Committee")


class Matter(models.TextChoices):
    ADMISSION = "admission", _("Admission of a member")
    TERMINATION = "termination", _("Termination of a membership")


class TieMeans(models.TextChoices):
    FAILS = "fails", _("mean no")
    ADJOURNS = "adjourns", _("put the matter back")


class DecisionRuleQuerySet(models.QuerySet["DecisionRule"]):
    def in_force(self, matter: str, day: date) -> DecisionRule:
        """The rule for a matter on a day. Raises DoesNotExist where the statute is silent."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), matter=matter, valid_from__lte=day).get()


class DecisionRule(models.Model):
    """Who decides a matter, with which quorum and majority, from when until when (Article 10 and its amendment)."""

    class Base(models.TextChoices):
        PRESENT = "present", _("seats present")
        YES_NO = "yes_no", _("votes for and against")
        CAST = "cast", _("votes cast, abstentions included")
        ENTITLED = "entitled", _("all seats")

    matter = models.CharField(_("matter"), max_length=12, choices=Matter)
    body = models.CharField(_("competent body"), max_length=20, choices=Body)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    quorum_numerator = models.PositiveSmallIntegerField(_("quorum, numerator"), default=1)
    quorum_denominator = models.PositiveSmallIntegerField(_("quorum, denominator"), default=2)
    quorum_is_strict = models.BooleanField(_("more than the quorum, not exactly it"), default=True)
    base = models.CharField(_("majority counted of"), max_length=10, choices=Base, default=Base.YES_NO)
    threshold_numerator = models.PositiveSmallIntegerField(_("majority, numerator"), default=1)
    threshold_denominator = models.PositiveSmallIntegerField(_("majority, denominator"), default=2)
    threshold_is_strict = models.BooleanField(_("more than the majority, not exactly it"), default=True)
    tie = models.CharField(_("equal votes"), max_length=8, choices=TieMeans, default=TieMeans.FAILS)
    voting_days = models.PositiveSmallIntegerField(_("days that a vote stays open"), default=21)
    source = models.CharField(_("source"), max_length=300)

    objects = DecisionRuleQuerySet.as_manager()

    class Meta:
        ordering = ("matter", "valid_from")
        verbose_name = _("decision rule")
        verbose_name_plural = _("decision rules")
        constraints = [
            models.UniqueConstraint(fields=["matter", "valid_from"], name="one_rule_a_matter_from_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="a_rule_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(quorum_denominator__gt=0, threshold_denominator__gt=0)
                & Q(quorum_numerator__lte=F("quorum_denominator"), threshold_numerator__lte=F("threshold_denominator")),
                name="fractions_lie_between_zero_and_one",
            ),
            models.CheckConstraint(
                condition=~Q(quorum_is_strict=True, quorum_numerator=F("quorum_denominator"))
                & ~Q(threshold_is_strict=True, threshold_numerator=F("threshold_denominator")),
                name="nobody_asks_for_more_than_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_matter_display()}: {self.get_body_display()}, {self.valid_from}"

    @property
    def quorum(self) -> Share:
        return Share(Fraction(self.quorum_numerator, self.quorum_denominator), strict=self.quorum_is_strict)

    @property
    def threshold(self) -> Share:
        return Share(Fraction(self.threshold_numerator, self.threshold_denominator), strict=self.threshold_is_strict)

    @property
    def arithmetic(self) -> Rule:
        """The rule as the engine reckons with it: in a vote by writing, whoever votes is present."""
        return Rule(
            quorum=self.quorum,
            threshold=self.threshold,
            base=Base(self.base),
            counting=Counting.CAST,
            tie=Tie(self.tie),
        )


class Decision(models.Model):
    """A matter before a body: open for votes of its seats, then closed with an outcome that explains itself."""

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("Adopted")
        REJECTED = "rejected", _("Not adopted")
        NOT_QUORATE = "not_quorate", _("Too few votes")
        CALLED_OFF = "called_off", _("Called off")

    class State(models.TextChoices):
        OPEN = "open", _("Vote open")
        CLOSED = "closed", _("Closed")

    rule = models.ForeignKey(DecisionRule, on_delete=models.PROTECT, related_name="decisions")
    application = models.ForeignKey(
        "membership.Application", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    departure = models.ForeignKey(
        "membership.Departure", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    opened_at = models.DateTimeField(_("opened at"))
    closes_at = models.DateTimeField(_("closes at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, help_text=_("seats entitled to vote when the vote opened; empty for minuted decisions")
    )
    yes = models.PositiveSmallIntegerField(_("for"), null=True, blank=True)
    no = models.PositiveSmallIntegerField(_("against"), null=True, blank=True)
    abstained = models.PositiveSmallIntegerField(_("abstained"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    minuted = models.CharField(_("minuted as"), max_length=300, blank=True)

    record_requires = True

    class Meta:
        ordering = ("-opened_at",)
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=True, departure__isnull=False)
                | Q(application__isnull=False, departure__isnull=True),
                name="a_decision_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="a_closed_decision_has_an_outcome",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(closed_at__isnull=True), name="one_open_decision_an_application"
            ),
            models.UniqueConstraint(
                fields=["departure"], condition=Q(closed_at__isnull=True), name="one_open_decision_a_departure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule.get_matter_display()}: {self.subject}"

    @property
    def subject(self) -> Application | Departure:
        thing = self.application or self.departure
        assert thing is not None
        return thing

    @property
    def organization(self) -> Organization:
        """Whose membership is decided."""
        if self.application is not None:
            assert self.application.organization is not None
            return self.application.organization
        assert self.departure is not None
        return self.departure.standing.organization

    @property
    def organization_id(self) -> int:
        return int(self.organization.pk)

    @property
    def state(self) -> str:
        return self.State.OPEN if self.closed_at is None else self.State.CLOSED

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Ballot(models.Model):
    """How a seat voted. Recorded by name; may be changed until the vote closes."""

    class Choice(models.TextChoices):
        YES = "yes", _("Approve")
        NO = "no", _("Decline")
        ABSTAIN = "abstain", _("Abstain")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="ballots")
    seat = models.ForeignKey("core.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("seat"))
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("cast by"))
    choice = models.CharField(_("vote"), max_length=8, choices=Choice)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    cast_at = models.DateTimeField(_("cast at"))

    record_requires = True

    class Meta:
        ordering = ("cast_at",)
        verbose_name = _("vote of a seat")
        verbose_name_plural = _("votes of seats")
        constraints = [
            models.UniqueConstraint(fields=["decision", "seat"], name="a_seat_votes_once"),
            models.CheckConstraint(condition=~Q(choice="no") | ~Q(reason=""), name="a_vote_against_gives_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.get_choice_display()}"
