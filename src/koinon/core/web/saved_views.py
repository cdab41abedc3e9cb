"""Views of lists kept under a name. A person's own convenience, so no entry in the record."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from koinon.core.people.models import Person
from koinon.core.refusal import NotThere, Refusal
from koinon.core.web.models import SavedView

MOST = 30


class TooManyViews(Refusal):
    says = _("You keep %(most)s views of this list already. Forget one first.")


class NoName(Refusal):
    says = _("Give the view a name of up to 60 letters.")


@transaction.atomic
def keep(listing: str, name: str, query: str, *, by: Person) -> SavedView:
    """Keep a view; one of the same name is replaced."""
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > 60:
        raise NoName("name")
    if SavedView.objects.filter(person=by, listing=listing).exclude(name=name).count() >= MOST:
        raise TooManyViews("name", most=MOST)
    kept, _made = SavedView.objects.update_or_create(
        person=by, listing=listing[:60], name=name, defaults={"query": query.replace("\0", "")[:1000]}
    )
    return kept


def drop(pk: int, *, by: Person) -> None:
    """Forget a view. Raises NotThere for one that is somebody else's."""
    gone, _rows = SavedView.objects.filter(pk=pk, person=by).delete()
    if not gone:
        raise NotThere()
