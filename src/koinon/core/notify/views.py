"""Messages of the reader, the outbox of the demonstration, deliveries that failed."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from koinon.core.notify import queries, services
from koinon.core.notify.models import Message, QuietPerson
from koinon.core.notify.sending import DAILY_MAIL
from koinon.core.people.models import Person
from koinon.core.people.rules import is_administrator
from koinon.core.web import frame
from koinon.core.web.guards import SignedIn, only
from koinon.core.web.page import page
from koinon.core.web.paging import part_of


@login_required
@never_cache
def messages(request: SignedIn) -> HttpResponse:
    """The reader's messages, newest first; `?show=unread` leaves out what was read."""
    mine = Message.objects.shown_to(request.user)
    only_unread = request.GET.get("show") == "unread"
    shown = (mine.unread() if only_unread else mine).defer("text", "html")
    context = {
        "part": part_of(request, shown),
        "only_unread": only_unread,
        "unread": queries.unread_count(request.user),
        "live": f"messages:{request.user.pk}",
        "daily_mail_stopped": QuietPerson.objects.filter(person=request.user).exists(),
    }
    return page(request, "notify/messages.html", context, partial="messages")


@login_required
@never_cache
def message(request: SignedIn, pk: int) -> HttpResponse:
    """One message. Opening it marks it as read."""
    found = get_object_or_404(Message.objects.shown_to(request.user), pk=pk)
    if services.mark_read(request.user, found):
        frame.forget(request)
    return page(request, "notify/message.html", {"message": found})


@login_required
@require_POST
def mark_all_read(request: SignedIn) -> HttpResponse:
    marked = services.mark_read(request.user)
    notices.success(
        request, ngettext("%(count)d message marked as read.", "%(count)d messages marked as read.", marked) % {"count": marked}
    )
    return redirect("messages")


@login_required
@require_POST
def start_daily_mail(request: SignedIn) -> HttpResponse:
    services.start_daily_mail(request.user)
    notices.success(request, _("You get the daily mail again."))
    return redirect("messages")


@csrf_exempt
def stop_daily_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the daily mail (RFC 8058): mail programs post to it without a page, people see a button first."""
    try:
        person = get_object_or_404(Person, pk=signing.loads(token, salt=DAILY_MAIL))
    except signing.BadSignature:
        raise Http404 from None
    if request.method == "POST":
        services.stop_daily_mail(person)
    return page(request, "notify/stop_daily_mail.html", {"stopped": request.method == "POST"})


def outbox(request: HttpRequest) -> HttpResponse:
    """All mail of the demonstration, for anyone at this machine: a newcomer follows its links."""
    _only_in_the_demonstration(request)
    found = queries.outbox().defer("text", "html")
    return page(request, "notify/outbox.html", {"part": part_of(request, found)})


def outbox_mail(request: HttpRequest, pk: int) -> HttpResponse:
    _only_in_the_demonstration(request)
    return page(request, "notify/outbox_mail.html", {"message": get_object_or_404(queries.outbox(), pk=pk)})


def _only_in_the_demonstration(request: HttpRequest) -> None:
    try:
        near = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        near = False
    if not (settings.DEMO and near):
        raise Http404


@only(is_administrator)
def failed_messages(request: SignedIn) -> HttpResponse:
    """What could not be delivered, for administrators: to whom, why, and never what it says."""
    found = Message.objects.failed().defer("text", "html")
    return page(request, "notify/failed.html", {"part": part_of(request, found)})


@login_required
@require_POST
def send_again(request: SignedIn, pk: int) -> HttpResponse:
    services.send_again(get_object_or_404(Message, pk=pk), by=request.user)
    notices.success(request, _("The message will be sent again."))
    return redirect("failed_messages")
