"""A list as a page, in a fixed number of queries: count, rows and, for who is signed in, kept views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koinon.core.web import frame
from koinon.core.web.listing import cells, filters
from koinon.core.web.listing.address import Asked, asked_of
from koinon.core.web.listing.exports import FORMATS, export
from koinon.core.web.listing.reading import Reading
from koinon.core.web.listing.shape import Column, Empty, Listing
from koinon.core.web.models import SavedView
from koinon.core.web.page import page


def list_page(
    request: HttpRequest,
    listing: Listing,
    rows: QuerySet[Any] | Callable[[], QuerySet[Any]],
    *,
    template: str = "web/list.html",
    context: dict[str, Any] | None = None,
    lead: str = "",
    same_rows: str = "",
) -> HttpResponseBase:
    """Answer with a list of these rows: the page, its part for HTMX, or a file of all that is shown.

    rows: the queryset, or a function that makes it. same_rows: all that the rows depend on beside the
    address (a day, a person's id), as a text; the query is then compiled once (see `reading`).
    lead: a sentence above the list; by default how many of how many. The template extends
    `web/list.html` and finds everything under `listing`.
    """
    asked = asked_of(request, listing)
    reading = Reading(listing, asked, rows, same_rows)
    if asked.export:
        return export(request, listing, reading.ordered, asked.export)
    shown = _shown(request, listing, reading, asked, lead)
    return page(request, template, {"listing": shown, **(context or {})}, partial=_partial(request))


def _partial(request: HttpRequest) -> str | None:
    htmx = getattr(request, "htmx", None)
    return "list" if htmx and htmx.target == "list" else None


def _shown(request: HttpRequest, listing: Listing, reading: Reading, asked: Asked, lead: str) -> dict[str, Any]:
    total = reading.total
    last_page = max(1, -(-total // asked.size))
    number = min(asked.page, last_page)
    start = (number - 1) * asked.size
    got = reading.part(start, asked.size)
    return {
        "name": listing.name,
        "title": listing.title,
        "caption": listing.caption,
        "lead": lead,
        "address": asked.path,
        "query": asked.query,
        "complaints": reading.complaints,
        "search": _search(listing, asked),
        "kept": asked.kept_without("words"),
        "chips": SimpleLazyObject(lambda: reading.found.chips),
        "key": f"{listing.name} {asked.path}?{asked.query}",
        "filters": SimpleLazyObject(lambda: filters.offered(listing, asked, reading.found.in_force)),
        "filters_keep": asked.kept_without("page"),
        "exports": SimpleLazyObject(lambda: _exports(listing, asked) if total else []),
        "columns": SimpleLazyObject(lambda: [_heading(column, listing, asked) for column in listing.shown]),
        "body": cells.body(listing, got),
        "rows": got,
        "page": _page(asked, number, last_page, start, len(got), total),
        "empty": None if got else _empty(listing, reading.found, asked),
        "saved": _saved(request, listing, asked),
    }


def _exports(listing: Listing, asked: Asked) -> list[dict[str, str]]:
    return [{"label": FORMATS[each].label, "url": asked.url(export=each)} for each in listing.exports]


def _heading(column: Column, listing: Listing, asked: Asked) -> dict[str, Any]:
    sorted_by = {column.key: "ascending", f"-{column.key}": "descending"}.get(asked.sort, "")
    turned = f"-{column.key}" if sorted_by == "ascending" else column.key
    url = asked.url(sort=turned) if column.key in listing.sortable else ""
    return {"label": column.label, "url": url, "sorted": sorted_by, "css": cells.css_of(column)}


def _search(listing: Listing, asked: Asked) -> dict[str, Any] | None:
    if not listing.words:
        return None
    return {"name": "words", "label": listing.words_label or _("Search in this list"), "value": asked.words}


def _page(asked: Asked, number: int, last: int, start: int, got: int, total: int) -> dict[str, Any]:
    language = get_language() or "en"
    return {
        "number": number,
        "last_page": last,
        "first": cells.number_in(start + 1 if got else 0, language),
        "last": cells.number_in(start + got, language),
        "total": cells.number_in(total, language) if total else "",
        "count": total,
        "previous_url": asked.url(page=number - 1) if number > 1 else "",
        "next_url": asked.url(page=number + 1) if number < last else "",
        "next_count": min(asked.size, total - start - got) if number < last else 0,
    }


def _empty(listing: Listing, found: filters.Filtered, asked: Asked) -> Empty | dict[str, str]:
    if found.chips:
        return {
            "title": _("Nothing fits these filters"),
            "text": _("Take a filter off, or use fewer words."),
            "url": asked.path,
            "label": _("Show the whole list"),
        }
    return listing.empty or Empty(_("Nothing here yet"))


def _saved(request: HttpRequest, listing: Listing, asked: Asked) -> dict[str, Any] | None:
    """The views that the person keeps of this list, and whether this one could be kept."""
    if not request.user.is_authenticated:
        return None
    if listing.name not in frame.of(request)["views"]:
        return {"views": [], "can_keep": bool(asked.pairs)}
    kept = SavedView.objects.filter(person_id=request.user.pk, listing=listing.name).values_list("pk", "name", "query")
    views = [
        {"pk": pk, "name": name, "url": f"{asked.path}?{query}", "current": query == asked.query} for pk, name, query in kept
    ]
    return {"views": views, "can_keep": bool(asked.pairs) and not any(view["current"] for view in views)}
