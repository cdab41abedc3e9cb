"""What membership remembers, noun by noun."""

from koinon.league.membership.models.applications import Application, ApplicationSeries, Contact
from koinon.league.membership.models.decisions import Ballot, Body, Decision, DecisionRule, Matter
from koinon.league.membership.models.departures import Departure
from koinon.league.membership.models.dues import Assessment, DuesRule, DuesRun, FeeCell, FeeChart
from koinon.league.membership.models.focal_points import Call, Campaign, Confirmation
from koinon.league.membership.models.imports import Import
from koinon.league.membership.models.offices import OfficeHeld, RegionalAssignment, RegionalOffice
from koinon.league.membership.models.profiles import Profile, ProfileDraft
from koinon.league.membership.models.standings import Category, Eligibility, Standing

__all__ = [
    "Application",
    "ApplicationSeries",
    "Assessment",
    "Ballot",
    "Body",
    "Call",
    "Campaign",
    "Category",
    "Confirmation",
    "Contact",
    "Decision",
    "DecisionRule",
    "Departure",
    "DuesRule",
    "DuesRun",
    "Eligibility",
    "FeeCell",
    "FeeChart",
    "Import",
    "Matter",
    "OfficeHeld",
    "Profile",
    "ProfileDraft",
    "RegionalAssignment",
    "RegionalOffice",
    "Standing",
]
