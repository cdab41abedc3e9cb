from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from koinon.core.web.modules import MenuEntry, ModuleConfig, Way, asks


class MembershipConfig(ModuleConfig):
    name = "koinon.league.membership"
    label = "membership"
    verbose_name = _("Membership")
    half = "league"
    station = 3
    prefix = ""
    menu = (MenuEntry(_("Members"), "members"),)
    ways = (
        Way(_("Members"), "members", _("Who belongs to the league, on any day since 2010, as list and map")),
        Way(_("Apply for membership"), "apply", _("In steps; you can stop and go on later by a link")),
        Way(_("What membership costs"), "fee_calculator", _("Choose country and population, see the cell of the chart")),
        Way(_("Fee charts and rules"), "dues", _("The charts in force, with their source")),
        Way(_("Offices"), "offices", _("President, Vice Presidents and the Executive Committee, by day")),
        Way(_("Regional offices"), "regional_offices", _("Which office serves which members")),
        Way(
            _("Applications"),
            "applications",
            _("Filed, returned, before the Executive Committee"),
            asks("koinon.league.membership.rules.may_see_applications"),
        ),
        Way(
            _("Decisions"),
            "decisions",
            _("What was decided, and how each seat voted"),
            asks("koinon.league.membership.rules.may_read_decisions"),
        ),
        Way(
            _("Withdrawals and terminations"),
            "departures",
            _("Who is leaving"),
            asks("koinon.league.membership.rules.works_at_secretariat"),
        ),
        Way(
            _("Dues"), "dues_runs", _("Each year's run: preview, then issue"), asks("koinon.league.membership.rules.may_see_dues")
        ),
        Way(
            _("Focal points"),
            "focal_points",
            _("Who speaks for each member, and when that was confirmed"),
            asks("koinon.league.membership.rules.may_see_focal_points"),
        ),
        Way(_("Call list"), "call_list", _("Members to telephone"), asks("koinon.league.membership.rules.may_see_focal_points")),
        Way(
            _("Import"),
            "imports",
            _("Members, other names, populations and GDP from a table"),
            asks("koinon.league.membership.rules.may_import"),
        ),
    )

    def ready(self) -> None:
        super().ready()
        from koinon.league.membership.services import statute

        post_migrate.connect(statute.seed_after_migrating, sender=self, dispatch_uid="membership.statute")
