"""Pages that belong to the house itself: home, desk, language, theme, kept views, errors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from koinon.core.refusal import Refusal, TooLarge
from koinon.core.web import desk as desks
from koinon.core.web import frame, problems, saved_views
from koinon.core.web.context import STATIONS
from koinon.core.web.guards import SignedIn, from_this_site
from koinon.core.web.modules import collected, modules, ways_for
from koinon.core.web.page import page, public_for

YEAR = 365 * 24 * 3600


@public_for(60)
def home(request: HttpRequest) -> HttpResponse:
    """The league's home: the ring as the way in, then what each module shows of itself."""
    panels = [panel for module in collected("home") for panel in module.panels(request)]
    facts = [fact for module in collected("figures") for fact in module.figures()]
    context = {"panels": sorted(panels, key=lambda panel: panel.order), "facts": facts}
    return page(request, "web/home.html", context)


def station(request: HttpRequest, key: str) -> HttpResponse:
    """One station of the loop: the places of its modules that are open to the reader."""
    number, name = next(((number, name) for number, each, name in STATIONS if each == key), (0, ""))
    ways = ways_for(request.user, [config for config in modules() if config.station == number])
    if not ways:
        raise Http404
    return page(request, "web/station.html", {"station": number, "name": name, "ways": ways})


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    frame.forget(request)
    groups = desks.grouped(request.user)
    context = {"groups": groups, "waiting": sum(len(rows) for _name, rows in groups), "ways": _own_ways(request)}
    return page(request, "web/desk.html", context)


def _own_ways(request: HttpRequest) -> list[dict[str, Any]]:
    """The places in which the person works, because of a post."""
    return [way for way in ways_for(request.user, modules()) if way["own"]]


@csrf_exempt
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie, and with the person who is signed in."""
    chosen = request.POST.get("language", "")
    answer = HttpResponseRedirect(way_back(request))
    if chosen in dict(settings.LANGUAGES) and from_this_site(request):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return answer


@csrf_exempt
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("theme", "")
    answer = HttpResponseRedirect(way_back(request))
    if not from_this_site(request):
        return answer
    if chosen in {"light", "dark"}:
        answer.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie("theme")
    return answer


@login_required
@require_POST
def keep_view(request: SignedIn) -> HttpResponse:
    """Keep what a list shows under a name; back to the list."""
    given = request.POST
    try:
        kept = saved_views.keep(given.get("listing", ""), given.get("name", ""), given.get("query", ""), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Kept as “%(name)s”.") % {"name": kept.name})
    return HttpResponseRedirect(way_back(request))


@login_required
@require_POST
def drop_view(request: SignedIn, pk: int) -> HttpResponse:
    saved_views.drop(pk, by=request.user)
    messages.success(request, _("The view is forgotten."))
    return HttpResponseRedirect(way_back(request))


def way_back(request: HttpRequest, otherwise: str = "/") -> str:
    """The page that a form names in `next`, else the one it stood on, when it is one of this site's."""
    back = request.POST.get("next") or request.headers.get("Referer") or otherwise
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if allowed and "\0" not in back else otherwise


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig) and request.path.startswith("/api/"):
        return problems.problem(413)
    if isinstance(exception, RequestDataTooBig):
        return page(request, "web/refusal.html", {"refusal": TooLarge()}, status=413)
    return page(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "404.html", status=404)
