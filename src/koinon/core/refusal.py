"""Refusals: what the product says when it will not do something.

A refusal is a class with a sentence a person can act on. The page shows it beside the field
or at the top; the API answers it as problem+json (RFC 9457) with the same words.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something that the rules do not allow, said in a sentence.

    field: name of the form or schema field that the sentence is about, if any.
    facts: values that the sentence names.
    """

    says: ClassVar[str | Promise] = _("This cannot be done.")
    status: ClassVar[int] = 422

    def __init__(self, field: str | None = None, **facts: Any) -> None:
        super().__init__()
        self.field = field
        self.facts = facts

    def __str__(self) -> str:
        sentence = str(self.says)
        return sentence % self.facts if self.facts else sentence

    @property
    def code(self) -> str:
        """The class name as a slug: `not-quorate`, the last part of the problem's type."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()


class NotAllowed(Refusal):
    """Raised when the person does not hold the post that the step asks for."""

    says = _("You may not do this. Ask the secretariat if you think you should.")
    status = 403


class NotThere(Refusal):
    """Raised for what does not exist, or is not for this person to know of."""

    says = _("This does not exist, or it is not open to you.")
    status = 404


class MovedOn(Refusal):
    """Raised when the thing has left the state that the step starts from."""

    says = _("This has moved on since you opened the page. Look at it again before you decide.")
    status = 409


class TooLarge(Refusal):
    says = _("This is larger than the site takes.")
    status = 413


class TooOften(Refusal):
    says = _("Too many tries in a short time. Wait a little and try again.")
    status = 429
