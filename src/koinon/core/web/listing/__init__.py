"""The shared list page: one table of columns gives filters, words, order, pages, kept views and exports.

A module says what its list is and answers with it:

    MEMBERS = Listing(
        name="membership.members",
        title=_("Members"),
        columns=(
            Column("name", _("Member"), "organization__name", sort="organization__name",
                   link=link_to("member", slug="organization__slug")),
            Column("category", _("Category"), "category", choices=Category),
            Column("since", _("Since"), "since", kind="date", sort="since"),
        ),
        filters=MemberFilter,
        words=("organization__name", "organization__aliases__name"),
    )

    def members(request):
        return list_page(request, MEMBERS, Membership.objects.current())
"""

from koinon.core.web.listing.cells import link_to
from koinon.core.web.listing.page import list_page
from koinon.core.web.listing.shape import Column, Empty, Listing
from koinon.core.web.listing.yes_or_no import YesOrNo

__all__ = ["Column", "Empty", "Listing", "YesOrNo", "link_to", "list_page"]
