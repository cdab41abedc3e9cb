"""The API: one NinjaAPI, one router a module, the same deeds as the pages."""

from __future__ import annotations

from koinon.core.web.api import make_api
from koinon.core.web.modules import collected

api = make_api()

for offered in collected("api"):
    if hasattr(offered, "router"):
        api.add_router("", offered.router)
