"""The register as an import sees it: which organization a name means, read once for the whole file."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import QuerySet

from koinon.core.i18n.names import locale_of
from koinon.core.places.models import Alias, Organization
from koinon.engines.spelling import find, fold

NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def is_country(code: str) -> bool:
    """Whether CLDR knows a country or territory of this ISO 3166-1 code."""
    return len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES and code in locale_of("en").territories


class Register:
    """Organizations by every name they go by."""

    def __init__(self, organizations: QuerySet[Organization] | None = None) -> None:
        rows = Organization.objects.all() if organizations is None else organizations
        self.by_id = {row.pk: row for row in rows}
        self.by_name: dict[str, set[int]] = defaultdict(set)
        self.names: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for row in self.by_id.values():
            self._know(row, row.name)
        for pk, name in Alias.objects.values_list("organization_id", "name"):
            if pk in self.by_id:
                self._know(self.by_id[pk], name)

    def _know(self, row: Organization, name: str) -> None:
        self.by_name[fold(name)].add(row.pk)
        self.names[row.country_id].append((row.pk, name))

    def called(self, name: str, country: str = "") -> list[Organization]:
        """Those that go by exactly this name, accents and case aside."""
        found = [self.by_id[pk] for pk in sorted(self.by_name.get(fold(name), ()))]
        return [row for row in found if not country or row.country_id == country]

    def alike(self, name: str, country: str) -> Organization | None:
        """The likeliest other spelling of a name that is in the register, in the same country."""
        match = next(iter(find(name, self.names.get(country, ()))), None)
        return self.by_id[match.key] if match else None
