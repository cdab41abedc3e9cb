"""The register of persons: who holds which post. For administrators and the secretariat."""

from __future__ import annotations

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koinon.core.clock import today
from koinon.core.people import posts, queries, services
from koinon.core.people.forms import EndForm, InviteForm, MandateForm
from koinon.core.people.models import Mandate, Person
from koinon.core.people.rules import is_administrator, keeps_persons, may_give
from koinon.core.web.forms import attempt_with
from koinon.core.web.guards import SignedIn, only
from koinon.core.web.listing import Column, Empty, Listing, YesOrNo, link_to, list_page
from koinon.core.web.page import page


class PersonFilter(django_filters.FilterSet):
    post = django_filters.ChoiceFilter(
        label=gettext_lazy("Post"), choices=lambda: list(posts.known_posts().items()), method="holding"
    )
    is_active = YesOrNo(label=gettext_lazy("May sign in"))

    class Meta:
        model = Person
        fields = ("post", "is_active")

    def holding(self, rows: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return rows.filter(pk__in=Mandate.objects.in_force_on(today()).of_post(value).values("person_id"))


def _listing() -> Listing:
    held = queries.posts_by_person()
    return Listing(
        name="people.persons",
        title=gettext_lazy("Persons"),
        columns=(
            Column("name", gettext_lazy("Name"), ("name", "email"), sort=("name", "email"),
                   show=lambda row: row["name"] or row["email"], link=link_to("person", pk="pk")),
            Column("email", gettext_lazy("E-mail address"), "email", sort="email"),
            Column("posts", gettext_lazy("Posts"), "pk", show=lambda row: held.get(row["pk"], "")),
            Column("joined", gettext_lazy("Joined"), "joined_at", kind="date", sort="joined_at"),
        ),
        filters=PersonFilter,
        words=("name", "email"),
        order="name",
        empty=Empty(gettext_lazy("Nobody has an account yet")),
    )  # fmt: skip


@only(keeps_persons)
def persons(request: SignedIn) -> HttpResponseBase:
    return list_page(request, _listing(), queries.persons(), template="people/persons.html")


@only(keeps_persons)
def person(request: SignedIn, pk: int) -> HttpResponse:
    """One person; who looks is noted for them."""
    found = get_object_or_404(queries.persons(), pk=pk)
    services.note_use(found, by=request.user, purpose="Looked at the entry in the register of persons")
    held = found.mandates.select_related("organization").order_by("-starts_on")
    rows = [
        {
            "mandate": mandate,
            "post": str(posts.label_of(mandate.post)),
            "may_end": (mandate.ends_on is None or mandate.ends_on > today()) and may_give(request.user, mandate),
        }
        for mandate in held
    ]
    context = {"person": found, "rows": rows, "may_erase": is_administrator(request.user)}
    return page(request, "people/person.html", context)


@only(keeps_persons)
def invite(request: SignedIn) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if form.is_bound and (invited := attempt_with(form, services.invite, by=request.user)):
        messages.success(request, _("%(name)s is invited.") % {"name": invited})
        return redirect("person", pk=invited.pk)
    return page(request, "people/invite.html", {"form": form}, status=422 if form.errors else 200)


@only(keeps_persons)
def grant(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.persons(), pk=pk)
    form = MandateForm(request.POST or None)
    if form.is_bound and attempt_with(form, services.grant_mandate, found, by=request.user) is not None:
        messages.success(request, _("The post is given."))
        return redirect("person", pk=pk)
    return page(request, "people/grant.html", {"form": form, "person": found}, status=422 if form.errors else 200)


@only(keeps_persons)
def end(request: SignedIn, pk: int) -> HttpResponse:
    mandate = get_object_or_404(Mandate.objects.select_related("person", "organization"), pk=pk)
    form = EndForm(request.POST or None)
    if form.is_bound and attempt_with(form, services.end_mandate, mandate, by=request.user) is not None:
        messages.success(request, _("The post ends on that day."))
        return redirect("person", pk=mandate.person_id)
    context = {"form": form, "mandate": mandate, "post": posts.label_of(mandate.post)}
    return page(request, "people/end.html", context, status=422 if form.errors else 200)


@only(is_administrator)
def erase(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.persons(), pk=pk)
    if request.method == "POST":
        services.erase(found, by=request.user)
        messages.success(request, _("The person is erased."))
        return redirect("persons")
    return page(request, "people/erase.html", {"person": found})
