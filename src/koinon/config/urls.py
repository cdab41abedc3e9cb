"""All addresses: each module's pages at its prefix, sign-in, the API, the identity provider."""

from django.urls import include, path

from koinon.config.api import api
from koinon.core.web.modules import modules

urlpatterns = [
    *(
        path(config.prefix if offered.__name__ == f"{config.name}.urls" else "", include(offered))
        for config in modules()
        for offered in config.offers("urls")
    ),
    path("account/", include("allauth.urls")),
    path("", include("allauth.idp.urls")),
    path("api/", api.urls),
]

handler400 = "koinon.core.web.views.bad_request"
handler403 = "koinon.core.web.views.forbidden"
handler404 = "koinon.core.web.views.not_found"
