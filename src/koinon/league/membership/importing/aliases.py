"""Other names that organizations go by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koinon.core.people.models import Person
from koinon.core.places.models import Alias
from koinon.league.membership.importing.forms import COUNTRY, NEW, SAME, Change, Column, Form, Options
from koinon.league.membership.importing.problems import Cells


class Aliases(Form):
    key = "aliases"
    label = gettext_lazy("Other names")
    says = gettext_lazy("A row for each other name, so that an applicant that writes itself so is recognized.")
    deed = "membership.aliases_imported"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(("organization", "name"), gettext_lazy("Name of the organization, as the register has it."), required=True),
        Column(("alias", "also_written"), gettext_lazy("The other name."), required=True),
        Column(COUNTRY, gettext_lazy("ISO 3166 code, where several organizations share a name.")),
    )

    def __init__(self) -> None:
        super().__init__()
        self.known = set(Alias.objects.values_list("organization_id", "name"))

    def examine_row(self, cells: Cells, options: Options) -> Change | None:
        organization = self.organization_of(cells, "organization", "name")
        alias = cells.text("alias", "also_written", most=160, required=True)
        if organization is None or not alias:
            return None
        others = [other for other in self.register.called(alias, organization.country_id) if other.pk != organization.pk]
        if others:
            cells.tell(
                cells.column("alias", "also_written"),
                _("%(name)s goes by this name already.") % {"name": others[0].name},
                _("A name can mean only one organization of a country. Leave the line out."),
            )
            return None
        same = (organization.pk, alias) in self.known or alias == organization.name
        self.known.add((organization.pk, alias))
        return Change(cells.line, SAME if same else NEW, f"{organization.name}: {alias}", (organization.pk, alias))

    def take(self, changes: Sequence[Change], by: Person) -> None:
        for change in changes:
            if change.what == NEW:
                organization_id, alias = change.data
                Alias.objects.create(organization_id=organization_id, name=alias)
