"""What the deeds of joining, deciding and leaving are called in the record."""

from django.utils.translation import gettext_lazy as _

from koinon.core.record.deeds import name_deeds, name_role
from koinon.league.membership.actors import APPLICANT

DEEDS = {
    "membership.application_filed": _("An application was filed"),
    "membership.application_changed": _("An application was corrected"),
    "membership.focal_points_named": _("Focal points were named"),
    "membership.signed_form_sent": _("The signed form was sent"),
    "membership.application_returned": _("An application was returned for correction"),
    "membership.application_retracted": _("An application was withdrawn"),
    "membership.application_admitted": _("An applicant was admitted"),
    "membership.application_declined": _("An applicant was not admitted"),
    "membership.vote_opened": _("A vote was opened"),
    "membership.vote_put_back": _("Too few seats voted; the matter was put back"),
    "membership.decision_opened": _("A matter was put before the Executive Committee"),
    "membership.vote_cast": _("A seat voted"),
    "membership.decision_closed": _("A vote was counted"),
    "membership.decision_minuted": _("A minuted decision was entered"),
    "membership.decision_called_off": _("A vote was called off"),
    "membership.became_associate": _("An organization became an Associate Member"),
    "membership.became_full": _("An organization became a Full Member"),
    "membership.became_friendship": _("An organization became a Friendship Member"),
    "membership.standing_entered": _("A standing was entered from a source"),
    "membership.standing_ended": _("A standing ended"),
    "membership.focal_point_confirmed": _("A focal point or head was confirmed"),
    "membership.letter_issued": _("A letter was issued"),
    "membership.withdrawal_asked": _("A member asked to withdraw"),
    "membership.withdrawn": _("A withdrawal was confirmed"),
    "membership.termination_proposed": _("A termination was proposed"),
    "membership.terminated": _("A membership was terminated"),
    "membership.kept": _("A membership was kept"),
    "membership.departure_taken_back": _("A departure was taken back"),
}

name_deeds(DEEDS)
name_role(APPLICANT, _("The applicant"))
