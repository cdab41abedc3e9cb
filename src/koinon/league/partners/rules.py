"""Who may, and what may follow what."""

from django.utils.translation import gettext_lazy as _

from koinon.core.flow import Flow, step
from koinon.core.people.rules import works_at_secretariat
from koinon.core.record.deeds import name_deeds
from koinon.league.partners.models import Memorandum

S = Memorandum.State
memorandum_flow = Flow(
    step("amend", start=S.IN_FORCE, may=works_at_secretariat, label=_("Correct the entry")),
    step(
        "add_activity",
        start={S.IN_FORCE, S.ENDED, S.RENEWED},
        may=works_at_secretariat,
        label=_("Add a joint activity"),
    ),
    step("renew", start={S.IN_FORCE, S.ENDED}, end=S.RENEWED, may=works_at_secretariat, label=_("Renew")),
    step("end", start=S.IN_FORCE, end=S.ENDED, may=works_at_secretariat, label=_("End")),
)

may_register = works_at_secretariat

name_deeds(
    {
        "partners.memorandum_registered": _("An agreement with a partner was registered"),
        "partners.memorandum_amended": _("The entry of an agreement was corrected"),
        "partners.memorandum_renewed": _("An agreement was renewed by a later one"),
        "partners.memorandum_ended": _("An agreement ended"),
        "partners.activity_added": _("A joint activity was added"),
    }
)
