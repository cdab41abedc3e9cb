"""What deeds, kinds of things and roles are called on pages.

A module names its deeds once, in its `rules.py`:

    name_deeds({"membership.admitted": _("A city was admitted")})
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koinon.core.people import posts
from koinon.core.record.services import PERSON, PUBLIC, SYSTEM
from koinon.core.record.state import model_of

Words = str | Promise
_names: dict[str, Words] = {}
_roles: dict[str, Words] = {
    PUBLIC: _("Someone not signed in"),
    PERSON: _("A person without a post"),
    SYSTEM: _("The product itself"),
}


def name_role(role: str, words: Words) -> None:
    """Say in words what a role is in which a module lets people act without a post."""
    _roles[role] = words


def name_deeds(names: Mapping[str, Words]) -> None:
    """Say in words what the deeds of a module are; shown wherever an entry is listed."""
    _names.update(names)


def deed_name(deed: str) -> str:
    """The words of a deed; a deed without words is shown as it stands in the leaf."""
    return str(_names.get(deed, deed))


def kind_name(kind: str) -> str:
    """What a kind of thing is called: its model's name in the reader's language."""
    model = model_of(kind) if kind else None
    return str(model._meta.verbose_name) if model else kind


def role_name(role: str) -> str:
    """What a role is called: a post, or one of the three of those who act without one."""
    return str(_roles.get(role) or posts.label_of(role))


name_deeds(
    {
        "league.founded": _("The league was founded on this site"),
        "demonstration.loaded": _("The demonstration was loaded: this is not a real league"),
    }
)
