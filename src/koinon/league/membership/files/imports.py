"""Files that were uploaded to be imported."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from koinon.core.files.purposes import Purpose, register
from koinon.league.membership.importing.limits import MAX_BYTES
from koinon.league.membership.rules import may_import
from koinon.league.membership.services.imports import PURPOSE


def whoever_imports(person: Any, stored: Any) -> bool:
    return bool(may_import(person))


register(Purpose(PURPOSE, _("File to import"), types={"csv", "xlsx", "txt"}, max_bytes=MAX_BYTES, may_see=whoever_imports))
