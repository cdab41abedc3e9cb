"""The public application: one thing a page, saved at each step, in any interface language, without an account."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from koinon.core.files import link_for
from koinon.core.people.models import Person
from koinon.core.refusal import NotThere, Refusal
from koinon.core.web.forms import attempt
from koinon.core.web.limits import limited, spend_for
from koinon.core.web.page import page
from koinon.league.membership.actors import Actor, LinkHolder
from koinon.league.membership.forms.applying import CodeForm, EmailForm, ResumeForm
from koinon.league.membership.models import Application
from koinon.league.membership.queries import applications as queries
from koinon.league.membership.queries import stories
from koinon.league.membership.rules import application_flow
from koinon.league.membership.services import applications, drafts, form_paper
from koinon.league.membership.views import steps

STATION = 3


def by_key(view: Any) -> Any:
    """A page of one application, for whoever has its private link. Never cached, never listed by search engines."""

    @wraps(view)
    @never_cache
    def found(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
        related = ("organization", "country", "signed_form", "letter", "applicant")
        application = Application.objects.select_related(*related).filter(key=key).first()
        if application is None:
            raise NotThere()
        answer: HttpResponse = view(request, application, **kwargs)
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return found


def actor_of(request: HttpRequest, application: Application) -> Actor:
    """The person who began it, when signed in; otherwise whoever has the link."""
    person = request.user
    if isinstance(person, Person) and application.applicant_id == person.pk:
        return person
    return LinkHolder(application.key)


@limited("apply", "60/h", by="ip", methods=("POST",))
def start(request: HttpRequest) -> HttpResponse:
    """What an application takes, and its first step: where we write to you."""
    person = request.user if isinstance(request.user, Person) else None
    if person and request.method == "POST":
        return redirect("apply_status", key=drafts.start("", by=person).key)
    form = EmailForm(request.POST or None)
    if form.is_valid():
        spend_for("apply-mail", form.cleaned_data["email"].casefold(), most=5, seconds=3600)
        application = drafts.start(form.cleaned_data["email"])
        return redirect("apply_confirm", key=application.key)
    mine = Application.objects.filter(applicant=person).exclude(state="retracted") if person else []
    context = {"form": form, "station": STATION, "mine": mine, "steps": steps.line_ahead()}
    return page(request, "membership/application/start.html", context, status=422 if form.errors else 200)


@limited("apply", "60/h", by="ip", methods=("POST",))
def resume(request: HttpRequest) -> HttpResponse:
    """Mail the links again. The answer is the same whether there are any."""
    form = ResumeForm(request.POST or None)
    if form.is_valid():
        spend_for("apply-mail", form.cleaned_data["email"].casefold(), most=5, seconds=3600)
        drafts.mail_links(form.cleaned_data["email"])
        messages.success(request, _("If an application was begun with this address, its link is on the way."))
        return redirect("apply_resume")
    return page(
        request, "membership/application/resume.html", {"form": form, "station": STATION}, status=422 if form.errors else 200
    )


@never_cache
def link(request: HttpRequest, signed: str) -> HttpResponse:
    """The mailed link: it shows that the mailbox is the applicant's, and opens the application."""
    return redirect("apply_status", key=drafts.confirm_by_link(signed).key)


@by_key
@limited("apply-code", "30/h", by="ip", methods=("POST",))
def confirm(request: HttpRequest, application: Application) -> HttpResponse:
    """Type the code from the mail, have it sent again, or go on and confirm later."""
    if application.confirmed_at is not None:
        return redirect("apply_status", key=application.key)
    if request.POST.get("again"):
        drafts.send_code(application)
        messages.success(request, _("A new code is on the way to %(email)s.") % {"email": application.email})
        return redirect("apply_confirm", key=application.key)
    form = CodeForm(request.POST or None)
    if attempt(form, lambda: drafts.confirm_by_code(application, form.cleaned_data["code"])):
        return redirect("apply_status", key=application.key)
    context = {"form": form, "application": application, "station": STATION, "steps": steps.line(application, "email")}
    return page(request, "membership/application/confirm.html", context, status=422 if form.errors else 200)


@by_key
def step(request: HttpRequest, application: Application, step: str) -> HttpResponse:
    """One step: what was typed is saved and the next page comes; mistakes stand beside their fields."""
    page_of_step = steps.BY_KEY.get(step)
    if page_of_step is None or not page_of_step.concerns(application):
        raise NotThere()
    if not application.can_be_changed:
        return redirect("apply_status", key=application.key)
    return page_of_step.answer(request, application, actor_of(request, application))


@by_key
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """All answers to check, each with a way to change it, and the button that files."""
    if not application.can_be_changed:
        return redirect("apply_status", key=application.key)
    refusal = None
    if request.method == "POST":
        try:
            applications.file(application, by=actor_of(request, application))
        except Refusal as refused:
            if refused.status not in {413, 422}:
                raise
            refusal = refused
            application.refresh_from_db()
        else:
            messages.success(request, _("Your application is filed. Its number is %(number)s.") % {"number": application.number})
            return redirect("apply_status", key=application.key)
    missing = [
        {"words": str(words), "url": reverse("apply_step", args=[application.key, key])}
        for key, words in queries.missing_answers(application)
    ]
    context = {
        "application": application,
        "parts": steps.answers(application),
        "missing": missing,
        "refusal": refusal,
        "station": STATION,
        "steps": steps.line(application, "check"),
    }
    return page(request, "membership/application/check.html", context, status=422 if refusal else 200)


@by_key
def status(request: HttpRequest, application: Application) -> HttpResponse:
    """Where the application stands; a draft goes on at its first open step."""
    if application.state == Application.State.DRAFT:
        return redirect(steps.next_page(application))
    if application.number is None:
        raise NotThere()
    actor: Any = actor_of(request, application)
    published = stories.published_decision(application)
    context = {
        "application": application,
        "steps": stories.steps(application),
        "sign": stories.sign_of(application),
        "deeds": stories.deeds(application),
        "facts": stories.facts(application),
        "papers": stories.papers(application, by_link=True),
        "result": stories.result(published) if published else None,
        "letter_url": link_for(application.letter) if application.letter else "",
        "may": {name: application_flow.may(name, actor, application) for name in ("change", "retract")},
        "station": STATION,
    }
    return page(request, "membership/application/status.html", context)


@by_key
def withdraw(request: HttpRequest, application: Application) -> HttpResponse:
    """Withdraw, after a question."""
    if request.method == "POST":
        applications.retract(application, by=actor_of(request, application))
        messages.success(request, _("The application is withdrawn."))
        return redirect("apply_status", key=application.key) if application.number else redirect("apply")
    return page(request, "membership/application/withdraw.html", {"application": application, "station": STATION})


@by_key
def form_pdf(request: HttpRequest, application: Application) -> FileResponse:
    """The form with the answers so far, to be printed, signed and sent back."""
    made = form_paper.made(application)
    return FileResponse(iter([made]), content_type="application/pdf", filename="membership-form.pdf", as_attachment=True)
