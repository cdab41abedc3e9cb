"""Applications as the secretariat, the regional office and the Executive Committee see them."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from koinon.core.i18n.names import country_name
from koinon.core.people.models import Person
from koinon.core.refusal import NotAllowed
from koinon.core.web.forms import attempt
from koinon.core.web.listing import Column, Empty, Listing, link_to, list_page
from koinon.core.web.page import page
from koinon.league.membership.forms.applying import ChecksForm, ReturnForm
from koinon.league.membership.models import Application, Category
from koinon.league.membership.queries import applications as queries
from koinon.league.membership.queries import dues_ahead, stories
from koinon.league.membership.rules import application_flow
from koinon.league.membership.services import applications, decisions
from koinon.league.membership.views.decisions import ballot_box, live_box

STATION = 3


class ApplicationFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=[each for each in Application.State.choices if each[0] != "draft"]
    )
    category = django_filters.ChoiceFilter(
        label=gettext_lazy("Membership"), choices=[each for each in Category.choices if each[0] != "associate"]
    )


LIST = Listing(
    name="membership.applications",
    title=gettext_lazy("Applications"),
    caption=gettext_lazy("Applications for membership"),
    columns=(
        Column("number", gettext_lazy("Number"), "number", sort="number", link=link_to("application", number="number")),
        Column("name", gettext_lazy("Organization"), "name", sort="name"),
        Column("country", gettext_lazy("Country"), "country_id", show=lambda row: country_name(row["country_id"])),
        Column("category", gettext_lazy("Membership"), "category", choices=Category),
        Column("filed_on", gettext_lazy("Filed on"), "filed_on", kind="date", sort="filed_on"),
        Column(
            "state", gettext_lazy("State"), "state", kind="mark", choices=Application.State, sort="state",
            mark_on=lambda row: row["state"] in {"filed", "voting"},
        ),
        Column("decided_on", gettext_lazy("Decided on"), "decided_on", kind="date", only_exported=True),
    ),
    filters=ApplicationFilter,
    words=("number", "name", "organization__name", "organization__aliases__name"),
    words_label=gettext_lazy("Number or name, in any spelling"),
    order="-number",
    empty=Empty(
        gettext_lazy("No applications here"), gettext_lazy("An organization applies on a public page."), "/apply/",
        gettext_lazy("See how one applies"),
    ),
)  # fmt: skip


@login_required
def listing(request: HttpRequest) -> HttpResponseBase:
    """All applications that concern the reader: the register of the secretariat, a region's, one's own."""
    rows = queries.visible_to(_person(request)).distinct()
    waiting = rows.filter(state=Application.State.FILED).count()
    lead = ngettext("%(count)s waits for the secretariat.", "%(count)s wait for the secretariat.", waiting) % {"count": waiting}
    return list_page(request, LIST, rows, context={"station": STATION}, lead=lead)


def found(request: HttpRequest, number: str) -> Application:
    """An application that the reader may see; others do not learn whether it exists."""
    related = ("organization", "country", "signed_form", "letter", "brought_by")
    return get_object_or_404(queries.visible_to(_person(request)).select_related(*related).distinct(), number=number)


@login_required
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One application: where it stands, who applies, its papers, what has been done, and what the reader may do."""
    application = found(request, number)
    person = _person(request)
    decision = stories.open_decision(application)
    if (box := live_box(request, decision)) is not None:
        return box
    published = stories.published_decision(application)
    context = {
        "application": application,
        "steps": stories.steps(application),
        "sign": stories.sign_of(application),
        "facts": stories.facts(application) + dues_ahead.facts(application),
        "contacts": application.contacts.all(),
        "papers": stories.papers(application),
        "deeds": stories.deeds(application),
        "vote": ballot_box(decision, person) if decision else None,
        "result": stories.result(published) if published else None,
        "checked": _checked(application),
        "may": [each.name for each in application_flow.open_steps(person, application)],
        "standing": stories.standing_words(application.organization_id or 0),
        "station": STATION,
    }
    return page(request, "membership/application/detail.html", context)


def _checked(application: Application) -> list[str]:
    return [str(name) for check, name in Application.Check.choices if check in application.checks]


@login_required
def return_(request: HttpRequest, number: str) -> HttpResponse:
    """Say what has to be corrected."""
    application = _for_step(request, number, "return")
    form = ReturnForm(request.POST or None)
    if attempt(form, lambda: applications.return_(application, by=_person(request), **form.cleaned_data)):
        messages.success(request, _("Returned. The applicant has been told what to correct."))
        return redirect("application", number=number)
    return _form_page(request, "return", application, form)


@login_required
def open_vote(request: HttpRequest, number: str) -> HttpResponse:
    """Tick what was checked and open the vote."""
    application = _for_step(request, number, "open_vote")
    form = ChecksForm(request.POST or None)
    person = _person(request)
    deed = decisions.open_vote_on_application
    if attempt(form, lambda: deed(application, by=person, checks=form.cleaned_data["checks"])):
        messages.success(request, _("The vote is open. Every seat has been told."))
        return redirect("application", number=number)
    return _form_page(request, "open_vote", application, form)


def _for_step(request: HttpRequest, number: str, step: str) -> Application:
    """The application, for those who might take the step; whether it is open now is asked by the deed."""
    application = found(request, number)
    if not application_flow.steps[step].may(request.user, application):
        raise NotAllowed()
    return application


def _form_page(request: HttpRequest, template: str, application: Application, form: Any) -> HttpResponse:
    context = {
        "form": form,
        "application": application,
        "station": STATION,
        "back": reverse("application", args=[application.number]),
    }
    return page(request, f"membership/application/{template}.html", context, status=422 if form.errors else 200)


def _person(request: HttpRequest) -> Person:
    person = request.user
    assert isinstance(person, Person)
    return person
