"""The member list, signed in, 50 of 100,000 rows: CPU of one request through the whole stack.

Beside it, in the same run and over the same rows: a bare Django view (session, one query for the
rows, one for the count, a template with a table and nothing else), and Django's own admin list.
All three are called as WSGI applications, without compression and without a network.
"""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable, Iterable
from datetime import date
from types import ModuleType
from typing import Any

from figure import Figure, side_by_side

MEMBERS = 100_000
ROWS = 50
BAR = 2.0
BARE = """<!doctype html><title>Members</title><table>{% for row in rows %}<tr><th>
<a href="/members/{{ row.organization__slug }}/">{{ row.organization__name }}</a></th><td>{{ row.organization__country_id }}</td>
<td>{{ row.category }}</td><td>{{ row.since|date:"Y-m-d" }}</td></tr>{% endfor %}</table><p>{{ count }}</p>"""


def figures() -> Iterable[Figure]:
    from django.conf import settings
    from django.test.utils import override_settings

    fill()
    cookie = signed_in()
    with override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, "django.contrib.admin"]):
        yield from measured(cookie)


def measured(cookie: str) -> Iterable[Figure]:
    ours = page(application("koinon.config.urls"), f"/members/?size={ROWS}", cookie)
    bare = page(application(peers().__name__), "/bare/", cookie)
    admin = page(application(peers().__name__), "/admin/membership/standing/", cookie)
    mine, plain, stock = side_by_side(ours, bare, admin)
    yield Figure("member list, 50 of 100,000, signed in", mine, "ms", beside="bare Django view", theirs=plain, bar=BAR)
    yield Figure("member list, 50 of 100,000, signed in", mine, "ms", beside="Django admin list", theirs=stock)


def fill() -> None:
    """A hundred thousand members in forty countries, every tenth an Associate; positions for none."""
    from koinon.core.places.models import Country, Organization
    from koinon.league.membership.models import Standing

    chance = random.Random(2016)
    codes = [f"{first}{second}" for first in "ABCDE" for second in "ABCDEFGH"]
    Country.objects.bulk_create([Country(code=code) for code in codes], ignore_conflicts=True)
    names = [f"{chance.choice('BDFGKLMNPRST')}{chance.randbytes(4).hex()}" for _number in range(MEMBERS)]
    organizations = Organization.objects.bulk_create(
        [
            Organization(name=name, slug=f"{name.lower()}-{number}", country_id=chance.choice(codes), region="asia")
            for number, name in enumerate(names)
        ],
        batch_size=2_000,
    )
    Standing.objects.bulk_create(
        [
            Standing(organization=each, category="associate" if place % 10 == 0 else "full", since=date(2015, 1, 1))
            for place, each in enumerate(organizations)
        ],
        batch_size=2_000,
    )


def signed_in() -> str:
    """The session cookie of a person without a post, who may also look into the admin."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from koinon.core.people.models import Person

    person = Person.objects.create_user("reader@example.org", None, name="Reader", is_superuser=True)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}; language=en"


def peers() -> ModuleType:
    """Addresses of the bare view and of the admin, made once."""
    if "bench_peers" in sys.modules:
        return sys.modules["bench_peers"]
    from django.contrib.admin import AdminSite, ModelAdmin
    from django.http import HttpRequest, HttpResponse
    from django.template import engines
    from django.urls import path

    from koinon.league.membership.models import Standing

    template = engines["django"].from_string(BARE)

    def bare(request: HttpRequest) -> HttpResponse:
        rows = Standing.objects.order_by("organization__name", "pk")
        fields = ("organization__name", "organization__slug", "organization__country_id", "category", "since")
        context = {"rows": rows.values(*fields)[:ROWS], "count": rows.count(), "reader": request.user.is_authenticated}
        return HttpResponse(template.render(context, request))

    class Members(ModelAdmin[Standing]):
        list_display = ("organization", "category", "since")
        list_select_related = ("organization",)
        list_per_page = ROWS

    class Open(AdminSite):
        def has_permission(self, request: Any) -> bool:
            return bool(request.user.is_authenticated)

    site = Open()
    site.register(Standing, Members)
    module = ModuleType("bench_peers")
    module.urlpatterns = [path("bare/", bare), path("admin/", site.urls)]  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    return module


def application(urls: str) -> Callable[..., Any]:
    """Koinon's WSGI application, answering with these addresses."""
    from django.core.handlers.wsgi import WSGIHandler

    class Switched(WSGIHandler):
        def get_response(self, request: Any) -> Any:
            request.urlconf = urls
            return super().get_response(request)

    return Switched()


def page(answer: Callable[..., Any], address: str, cookie: str) -> Callable[[], None]:
    """A deed that asks for an address once and checks that it was answered."""
    path, _, query = address.partition("?")

    def ask() -> None:
        told: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_COOKIE": cookie,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        response = answer(environ, lambda status, headers, _info=None: told.append(status))
        body = b"".join(response)
        response.close()
        if not told[0].startswith("200") or len(body) < 1_000:
            raise RuntimeError(f"{address} answered {told[0]} with {len(body)} bytes")

    return ask
