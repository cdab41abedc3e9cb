"""The posts that a mandate can name. Core knows two; modules register their own."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ADMINISTRATOR = "administrator"
SECRETARIAT = "secretariat"

_labels: dict[str, str | Promise] = {
    ADMINISTRATOR: _("Administrator of this site"),
    SECRETARIAT: _("Secretariat"),
}


def register(key: str, label: str | Promise) -> str:
    """Make a post known; called once, in the module that owns it. Returns the key."""
    if key in _labels and _labels[key] != label:
        raise ValueError(f"the post {key!r} is registered twice")
    _labels[key] = label
    return key


def label_of(key: str) -> str | Promise:
    return _labels.get(key, key)


def known_posts() -> dict[str, str | Promise]:
    return dict(_labels)
