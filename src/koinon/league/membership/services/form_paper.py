"""The membership form as a paper, filled in, to be signed by the head or an authorised person."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koinon.core.web.pdf import typeset
from koinon.league.membership.models import Application
from koinon.league.membership.queries import stories

TEMPLATE = "membership/typst/form.typ"


def made(application: Application) -> bytes:
    """The form in the reader's language, with the answers given so far."""
    answers = [(row["term"], row["value"]) for row in stories.facts(application)]
    answers += [(_("Focal point"), f"{each.name}, {each.email}") for each in application.contacts.all()]
    content = {
        "title": _("Membership form"),
        "number": application.number or "",
        "to": [],
        "intro": _("%(name)s asks to become a member of the league.") % {"name": application.name or "…"},
        "answers": answers,
        "declaration": _(
            "I represent this organization or am authorised to sign for it. What is written here is true, "
            "and the organization accepts the statute of the league."
        ),
        "lines": [_("Place and day"), _("Signature, name and title")],
        "note": _("Print this page, have it signed, and send it as PDF, JPEG or PNG on the page of your application."),
    }
    return typeset(TEMPLATE, content, language=get_language() or "en")
