"""Who someone is, said as sentences that the modules' tables combine; and who may give posts."""

from __future__ import annotations

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from koinon.core.people import posts
from koinon.core.people.models import Mandate, Person
from koinon.core.record.deeds import name_deeds

Someone = Any  # a Person, or Django's AnonymousUser
OF_THE_HOUSE = frozenset({posts.ADMINISTRATOR, posts.SECRETARIAT})


@rules.predicate
def is_signed_in(person: Someone, thing: object = None) -> bool:
    return isinstance(person, Person)


@rules.predicate
def is_system(person: Someone, thing: object = None) -> bool:
    return isinstance(person, Person) and person.is_system


@rules.predicate
def is_administrator(person: Someone, thing: object = None) -> bool:
    return isinstance(person, Person) and person.holds(posts.ADMINISTRATOR)


@rules.predicate
def works_at_secretariat(person: Someone, thing: object = None) -> bool:
    return isinstance(person, Person) and person.holds(posts.SECRETARIAT)


@rules.predicate
def is_oneself(person: Someone, thing: object = None) -> bool:
    return isinstance(person, Person) and isinstance(thing, Person) and person.pk == thing.pk


@rules.predicate
def is_a_post_of_members(person: Someone, thing: object = None) -> bool:
    """The mandate is one that the secretariat may give: any but its own and the administrator's."""
    return isinstance(thing, Mandate) and thing.post not in OF_THE_HOUSE


keeps_persons = is_administrator | works_at_secretariat | is_system
may_give = is_administrator | is_system | (works_at_secretariat & is_a_post_of_members)
may_erase = is_administrator | is_oneself

name_deeds(
    {
        "people.invited": _("A person was invited"),
        "people.mandate_given": _("A post was given"),
        "people.mandate_ended": _("A post was ended"),
        "people.erased": _("A person was erased"),
        "people.token_made": _("A token for programs was made"),
        "people.token_revoked": _("A token for programs was revoked"),
        "people.client_registered": _("A system that signs people in here was registered"),
        "people.client_removed": _("A system that signs people in here was removed"),
    }
)
