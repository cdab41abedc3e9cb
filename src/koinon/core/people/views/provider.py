"""The page on which a person lets another system know who they are."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client
from allauth.idp.oidc.views import authorization
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt  # allauth asks for the token itself, except where another system's own POST starts the visit
def authorize(request: HttpRequest) -> HttpResponseBase:
    """allauth's page, whose form may lead on to the addresses that the system registered, and nowhere else.

    Browsers hold a form's `form-action` against the addresses it is sent on to as well (CSP 3, section 6.4.2).
    """
    if request.method == "POST" and not request.user.is_authenticated:
        asked = request.POST.copy()
        asked.pop("csrfmiddlewaretoken", None)
        return redirect_to_login(f"{request.path}?{asked.urlencode()}")
    response: HttpResponseBase = authorization(request)
    client = Client.objects.filter(pk=request.GET.get("client_id", "")[:100]).first()
    if client is not None:
        response._csp_update = {"form-action": sorted(origins(client))}  # type: ignore[attr-defined]
    return response


def origins(client: Client) -> set[str]:
    parts = (urlsplit(address) for address in client.get_redirect_uris())
    return {f"{part.scheme}://{part.netloc}" for part in parts if part.scheme in {"http", "https"}}
