"""Other systems that people sign in to with their account here. For administrators."""

from __future__ import annotations

from typing import Any

from allauth.idp.oidc.models import Client
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from koinon.core.people.clients import register_client, remove_client
from koinon.core.people.forms import ClientForm
from koinon.core.people.rules import is_administrator
from koinon.core.web.forms import attempt_with
from koinon.core.web.guards import SignedIn, only
from koinon.core.web.page import page


@only(is_administrator)
def clients(request: SignedIn) -> HttpResponse:
    """The systems, and a form for one more; its secret is shown once."""
    form = ClientForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "made": None, "secret": ""}
    if form.is_bound and (made := attempt_with(form, register_client, by=request.user)):
        context = {"form": ClientForm(), "made": made[0], "secret": made[1]}
    context["clients"] = [
        {"id": client.pk, "name": client.name, "addresses": client.get_redirect_uris(), "scopes": client.get_scopes()}
        for client in Client.objects.order_by("name")
    ]
    context["discovery"] = request.build_absolute_uri(reverse("idp:oidc:configuration"))
    answer = page(request, "people/clients.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


@only(is_administrator)
@require_POST
def remove(request: SignedIn, pk: str) -> HttpResponse:
    remove_client(get_object_or_404(Client, pk=pk), by=request.user)
    messages.success(request, _("People can no longer sign in there with their account here."))
    return redirect("clients")
