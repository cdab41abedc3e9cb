"""What people see and change about themselves."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from allauth.account.views import LogoutView
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from koinon.core.clock import today
from koinon.core.people import posts, queries, services, tokens
from koinon.core.people.forms import ProfileForm, TokenForm
from koinon.core.people.models import ApiToken
from koinon.core.web.forms import attempt, attempt_with
from koinon.core.web.guards import SignedIn, from_this_site
from koinon.core.web.page import page


@csrf_exempt
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """allauth's page; the button in the masthead signs out at once, a form from elsewhere is asked first."""
    if request.method == "POST" and not from_this_site(request):
        return redirect("account_logout")
    response: HttpResponseBase = LogoutView.as_view()(request)
    return response


@login_required
def profile(request: SignedIn) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_bound and attempt_with(form, services.change_profile, request.user, by=request.user) is not None:
        messages.success(request, _("Saved."))
        answer = redirect("account_profile")
        answer.set_cookie("language", request.user.language, samesite="Lax", secure=request.is_secure())
        return answer
    return page(request, "people/profile.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def mandates(request: SignedIn) -> HttpResponse:
    """The posts one holds, has held and will hold."""
    held = request.user.mandates.select_related("organization").order_by("-starts_on")
    rows = [
        {
            "post": str(posts.label_of(mandate.post)),
            "organization": mandate.organization.name,
            "starts_on": mandate.starts_on,
            "ends_on": mandate.ends_on,
            "now": mandate.starts_on <= today() and (mandate.ends_on is None or mandate.ends_on >= today()),
        }
        for mandate in held
    ]
    return page(request, "people/mandates.html", {"rows": rows})


@login_required
def uses(request: SignedIn) -> HttpResponse:
    """Who used one's data, when and what for."""
    rows = [
        {"at": use.at, "by": str(use.by), "purpose": translation.gettext(use.purpose)}
        for use in queries.uses_of(request.user).select_related("by")[:500]
    ]
    return page(request, "people/uses.html", {"rows": rows})


@login_required
def own_tokens(request: SignedIn) -> HttpResponse:
    """Tokens for programs; a new one's secret is shown here, once."""
    form = TokenForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and (made := attempt(form, _make_token, request, form)):
        context |= {"secret": made, "form": TokenForm()}
    context["tokens"] = request.user.tokens.filter(revoked_at=None)
    answer = page(request, "people/tokens.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _make_token(request: SignedIn, form: TokenForm) -> str:
    given = form.cleaned_data
    last = given["expires_on"]
    ends = timezone.make_aware(datetime.combine(last, time.max)) if last else None
    _token, secret = tokens.make_token(given["name"], by=request.user, writes=given["writes"], expires_at=ends)
    return secret


@login_required
@require_POST
def revoke_token(request: SignedIn, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, person=request.user)
    tokens.revoke_token(token, by=request.user)
    messages.success(request, _("The token no longer works."))
    return redirect("tokens")


@login_required
def forget_me(request: SignedIn) -> HttpResponse:
    """Erase oneself, after a question."""
    if request.method == "POST":
        services.erase(request.user, by=request.user)
        logout(request)
        messages.success(request, _("Your account and what we knew about you are erased."))
        return HttpResponseRedirect("/")
    return page(request, "people/forget_me.html")
