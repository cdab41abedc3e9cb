from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from koinon.core.web.modules import MenuEntry, ModuleConfig, Way, asks

KEEPS_PERSONS = asks("koinon.core.people.rules.keeps_persons")
ADMINISTERS = asks("koinon.core.people.rules.is_administrator")
KEEPS_CALENDAR = asks("koinon.core.clock.rules.keeps_the_calendar")


class CoreConfig(ModuleConfig):
    name = "koinon.core"
    label = "core"
    verbose_name = _("Core")
    half = "core"
    menu = (MenuEntry(_("Persons"), "persons", KEEPS_PERSONS),)
    ways = (
        Way(_("Persons"), "persons", _("Who can sign in, and which posts they hold"), KEEPS_PERSONS),
        Way(_("Systems that sign in here"), "clients", _("Other systems that use this site's accounts"), ADMINISTERS),
        Way(_("Working calendar"), "working_calendar", _("Holidays and hours that deadlines count by"), KEEPS_CALENDAR),
        Way(_("Jobs"), "jobs", _("Work in the background, and what failed"), ADMINISTERS),
        Way(_("Undelivered messages"), "failed_messages", _("Mail that could not be sent"), ADMINISTERS),
    )
    rooms = ("web", "people", "record", "notify", "jobs", "files", "search", "clock", "places")

    def ready(self) -> None:
        super().ready()
        from koinon.core.places import countries

        post_migrate.connect(countries.enter, sender=self, dispatch_uid="places.countries")
