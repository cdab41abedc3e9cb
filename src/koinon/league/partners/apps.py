from django.utils.translation import gettext_lazy as _

from koinon.core.web.modules import MenuEntry, ModuleConfig, Way


class PartnersConfig(ModuleConfig):
    name = "koinon.league.partners"
    label = "partners"
    verbose_name = _("Partners")
    half = "league"
    station = 3
    prefix = "partners/"
    menu = (MenuEntry(_("Partners"), "partners"),)
    ways = (Way(_("Partners"), "partners", _("Memoranda with other organizations, their scope and dates")),)
