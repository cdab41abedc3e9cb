"""The steps of the public application: which page follows which, and what each shows and saves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koinon.core.web.forms import answers_of, attempt, attempt_with
from koinon.core.web.page import page
from koinon.league.membership.actors import Actor
from koinon.league.membership.forms.applying import (
    AddressForm,
    ContactSet,
    HeadForm,
    KindForm,
    NameForm,
    PopulationForm,
    ReasonForm,
    SameForm,
    SignedForm,
)
from koinon.league.membership.models import Application, Contact
from koinon.league.membership.queries import applications as queries
from koinon.league.membership.services import drafts

STATION = 3
Words = str | Promise
EMPTY = {"name": "", "title": "", "email": "", "phone": ""}

STOPS: tuple[tuple[str, Words], ...] = (
    ("email", _("E-mail")),
    ("organization", _("Organization")),
    ("head", _("Head and address")),
    ("contacts", _("Focal points")),
    ("papers", _("Reason and form")),
    ("check", _("Check and file")),
)
"""The six stops of the progress line; several pages may lie on one."""


def always(application: Application) -> bool:
    return True


def not_filed_yet(application: Application) -> bool:
    return application.number is None


def offered(application: Application) -> list[queries.Candidate]:
    """The organizations that the name may mean."""
    if not application.name or application.country_id is None:
        return []
    return queries.candidates(application.name, application.country_id, besides=application.pk)


def is_offered(application: Application) -> bool:
    return not_filed_yet(application) and bool(offered(application))


@dataclass(frozen=True)
class StepPage:
    """One page: on which stop it lies, its heading and help, its form, and when it concerns an application."""

    key: str
    stop: str
    heading: Words
    form: type[forms.BaseForm] | None = None
    lead: Words = ""
    concerns: Callable[[Application], bool] = always

    def answer(self, request: HttpRequest, application: Application, actor: Actor) -> HttpResponse:
        """Save what was sent and go on, or show the page."""
        made: Any = self.form
        form = made(request.POST or None, instance=application)
        if attempt_with(form, drafts.save_answers, application, by=actor):
            return _onwards(request, application, self.key)
        return self.show(request, application, {"form": form}, bad=bool(form.errors))

    def show(self, request: HttpRequest, application: Application, context: dict[str, Any], *, bad: bool) -> HttpResponse:
        shared = {
            "step": self,
            "application": application,
            "steps": line(application, self.stop),
            "back": before(application, self.key),
            "station": STATION,
        }
        status = 422 if bad else 200
        return page(request, f"membership/application/{self.template}.html", {**shared, **context}, status=status)

    @property
    def template(self) -> str:
        return "step"


class SamePage(StepPage):
    """Is it one of the organizations that the league knows?"""

    template = "same"

    def answer(self, request: HttpRequest, application: Application, actor: Actor) -> HttpResponse:
        found = offered(application)
        form = SameForm(request.POST or None, candidates=found, initial={"organization": _chosen(application)})
        if attempt(form, lambda: drafts.choose_organization(application, form.chosen(), by=actor)):
            return _onwards(request, application, self.key)
        return self.show(request, application, {"form": form}, bad=bool(form.errors))


def _chosen(application: Application) -> str:
    if application.organization_id:
        return str(application.organization_id)
    return SameForm.NONE if application.is_another else ""


class ContactsPage(StepPage):
    """One to five focal points; rows are added and taken away by the same form, so it works without scripts."""

    template = "contacts"

    def answer(self, request: HttpRequest, application: Application, actor: Actor) -> HttpResponse:
        if request.method != "POST":
            return self._show_rows(request, application, _kept(application))
        if "add" in request.POST or "remove" in request.POST:
            return self._show_rows(request, application, _edited(request))
        formset = ContactSet(_data_of([row for row in _edited(request) if any(row.values())] or [dict(EMPTY)]))
        if formset.is_valid():
            first = formset.forms[0]
            if attempt(first, lambda: drafts.name_contacts(application, formset.cleaned_data, by=actor)):
                return _onwards(request, application, self.key)
        return self.show(request, application, {"formset": formset}, bad=True)

    def _show_rows(self, request: HttpRequest, application: Application, rows: list[dict[str, str]]) -> HttpResponse:
        return self.show(request, application, {"formset": ContactSet(initial=rows)}, bad=False)


def _data_of(rows: list[dict[str, str]]) -> dict[str, Any]:
    """Rows as a formset reads them."""
    data = {f"form-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}
    return {**data, "form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0}


def _kept(application: Application) -> list[dict[str, str]]:
    return list(application.contacts.values("name", "title", "email", "phone")) or [dict(EMPTY)]  # type: ignore[arg-type]


def _edited(request: HttpRequest) -> list[dict[str, str]]:
    """The rows as typed, one more or one fewer."""
    try:
        count = min(int(request.POST.get("form-TOTAL_FORMS", "0")), drafts.MOST_CONTACTS)
    except ValueError:
        count = 0
    rows = [{name: request.POST.get(f"form-{row}-{name}", "") for name in EMPTY} for row in range(count)]
    removed = request.POST.get("remove", "")
    if removed.isdecimal() and int(removed) < len(rows):
        del rows[int(removed)]
    if "add" in request.POST and len(rows) < drafts.MOST_CONTACTS:
        rows.append(dict(EMPTY))
    return rows or [dict(EMPTY)]


class FormPage(StepPage):
    """The signed form: fetch it filled in, have it signed, send it."""

    template = "form"

    def answer(self, request: HttpRequest, application: Application, actor: Actor) -> HttpResponse:
        if request.method == "POST" and application.signed_form_id and not request.FILES:
            return _onwards(request, application, self.key)
        form = SignedForm(request.POST or None, request.FILES or None) if request.method == "POST" else SignedForm()
        if attempt(form, lambda: drafts.attach_form(application, form.cleaned_data["file"], by=actor)):
            return _onwards(request, application, self.key)
        return self.show(request, application, {"form": form}, bad=bool(form.errors))


PAGES: tuple[StepPage, ...] = (
    StepPage("name", "organization", _("Which organization asks to join?"), NameForm, concerns=not_filed_yet),
    SamePage("same", "organization", _("Do we know it already?"), concerns=is_offered),
    StepPage("kind", "organization", _("What kind of organization is it?"), KindForm, concerns=not_filed_yet),
    StepPage("head", "head", _("Who is its head?"), HeadForm, _("Its political head, or whoever represents the organization.")),
    StepPage("address", "head", _("Where do letters reach it?"), AddressForm),
    StepPage(
        "population", "head", _("How many people live there?"), PopulationForm,
        _("The yearly dues depend on it. Name a source that anyone can look up."), concerns=queries.is_local_government,
    ),
    ContactsPage(
        "contacts", "contacts", _("Through whom do we reach you?"), None,
        _("Focal points answer for your organization and keep its entry current."),
    ),
    StepPage("reason", "papers", _("Why do you want to join?"), ReasonForm),
    FormPage("form", "papers", _("The signed form"), SignedForm),
)  # fmt: skip
BY_KEY = {each.key: each for each in PAGES}


def concerned(application: Application) -> list[StepPage]:
    return [each for each in PAGES if each.concerns(application)]


def after(application: Application, key: str) -> str:
    """The address of the page that follows."""
    keys = [each.key for each in concerned(application)]
    later = keys[keys.index(key) + 1 :] if key in keys else keys
    return address(application, later[0]) if later else reverse("apply_check", args=[application.key])


def before(application: Application, key: str) -> str:
    """The address of the page that comes before; nothing for the first."""
    keys = [each.key for each in concerned(application)]
    place = keys.index(key) if key in keys else 0
    return address(application, keys[place - 1]) if place else ""


def _onwards(request: HttpRequest, application: Application, key: str) -> HttpResponse:
    """To the next page; back to the check when the reader came from there."""
    from_check = request.GET.get("from") == "check" and key not in {"name", "kind"}
    return redirect(reverse("apply_check", args=[application.key]) if from_check else after(application, key))


def address(application: Application, key: str) -> str:
    return reverse("apply_step", args=[application.key, key])


def is_answered(application: Application, key: str, missing: set[str]) -> bool:
    if key == "same":
        return bool(application.organization_id) or application.is_another
    return key not in missing


def next_page(application: Application) -> str:
    """Where a draft goes on: its first page without an answer, else the check."""
    missing = {key for key, _words in queries.missing_answers(application)}
    for each in concerned(application):
        if not is_answered(application, each.key, missing):
            return address(application, each.key)
    return reverse("apply_check", args=[application.key])


def line(application: Application, here: str) -> list[dict[str, Any]]:
    """The progress line: stops whose pages are all answered are done and can be gone back to."""
    missing = {key for key, _words in queries.missing_answers(application)}
    pages = concerned(application)
    stops = []
    for key, label in STOPS:
        mine = [each for each in pages if each.stop == key]
        done = key != "check" and all(is_answered(application, each.key, missing) for each in mine)
        state = "here" if key == here else "done" if done else "ahead"
        url = address(application, mine[0].key) if mine and state == "done" else ""
        stops.append({"label": str(label), "state": state, "url": url})
    return stops


def line_ahead() -> list[dict[str, Any]]:
    """The progress line before anything is written."""
    return [{"label": str(label), "state": "here" if key == "email" else "ahead", "url": ""} for key, label in STOPS]


def answers(application: Application) -> list[dict[str, Any]]:
    """What was answered, stop by stop, for the page where all is checked."""
    rows: dict[str, list[dict[str, Any]]] = {key: [] for key, _label in STOPS}
    for each in concerned(application):
        rows[each.stop] += _answered(each, application, f"{address(application, each.key)}?from=check")
    return [{"heading": str(label), "rows": rows[key]} for key, label in STOPS if rows[key]]


def _answered(each: StepPage, application: Application, change: str) -> list[dict[str, Any]]:
    if each.key == "contacts":
        contacts = application.contacts.all()
        return [{"term": one.name, "value": reachable(one), "change_url": change} for one in contacts]
    if each.key == "form":
        return _form_row(application, change)
    if each.key == "same":
        return _same_row(application, change)
    form: Any = each.form
    return _rows(application, form(instance=application), change)


def reachable(contact: Contact) -> str:
    """Title, address and telephone of a focal point in one line."""
    return " · ".join(part for part in (contact.title, contact.email, contact.phone) if part)


def _rows(application: Application, form: forms.ModelForm, change: str) -> list[dict[str, str]]:
    """The answers of a page; a choice among rows is shown by its name."""
    rows = answers_of(form, change)
    for bound, row in zip(form.visible_fields(), rows, strict=True):
        if isinstance(bound.field, forms.ModelChoiceField):
            row["value"] = str(getattr(application, bound.name) or _("No"))
        if bound.name == "address":
            row["value"] = ", ".join(row["value"].splitlines())
    return rows


def _form_row(application: Application, change: str) -> list[dict[str, str]]:
    if application.signed_form is None:
        return []
    return [{"term": str(_("Signed form")), "value": application.signed_form.name, "change_url": change}]


def _same_row(application: Application, change: str) -> list[dict[str, str]]:
    value = application.organization.name if application.organization else str(_("None of those that the league knows"))
    return [{"term": str(_("Known to the league as")), "value": value, "change_url": change}]
