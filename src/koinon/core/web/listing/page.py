"""A list as a page, in a fixed number of queries: count, rows and, for who is signed in, kept views."""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koinon.core.web.listing import cells, filters
from koinon.core.web.listing.address import SIZES, Asked, asked_of
from koinon.core.web.listing.exports import FORMATS, export
from koinon.core.web.listing.shape import Column, Empty, Listing
from koinon.core.web.models import SavedView
from koinon.core.web.page import page

COUNT_KEPT_OVER = 1_000
COUNT_KEPT_FOR = 30.0
_counts: dict[str, tuple[float, int]] = {}


def list_page(
    request: HttpRequest,
    listing: Listing,
    rows: QuerySet[Any],
    *,
    template: str = "web/list.html",
    context: dict[str, Any] | None = None,
    lead: str = "",
) -> HttpResponseBase:
    """Answer with a list of these rows: the page, its part for HTMX, or a file of all that is shown.

    lead: a sentence above the list; by default how many of how many. The template extends
    `web/list.html` and finds everything under `listing`.
    """
    asked = asked_of(request, listing)
    found = filters.filtered(listing, rows, asked)
    ordered = _ordered(listing, found.rows, asked)
    if asked.export:
        return export(request, listing, ordered, asked.export)
    shown = _shown(request, listing, ordered, found, asked, lead)
    return page(request, template, {"listing": shown, **(context or {})}, partial=_partial(request))


def _partial(request: HttpRequest) -> str | None:
    htmx = getattr(request, "htmx", None)
    return "list" if htmx and htmx.target == "list" else None


def _shown(
    request: HttpRequest, listing: Listing, rows: QuerySet[Any], found: filters.Filtered, asked: Asked, lead: str
) -> dict[str, Any]:
    total = counted(rows)
    last_page = max(1, -(-total // asked.size))
    number = min(asked.page, last_page)
    start = (number - 1) * asked.size
    got = list(rows.values(*listing.fields_of(listing.shown))[start : start + asked.size])
    return {
        "name": listing.name,
        "title": listing.title,
        "caption": listing.caption,
        "lead": lead,
        "address": asked.path,
        "query": asked.query,
        "complaints": found.complaints,
        "search": _search(listing, asked),
        "kept": asked.kept_without("words"),
        "chips": found.chips,
        "filters": filters.offered(listing, asked, found.in_force),
        "filters_keep": asked.kept_without("page"),
        "exports": [{"label": FORMATS[each].label, "url": asked.url(export=each)} for each in listing.exports] if total else [],
        "columns": [_heading(column, listing, asked) for column in listing.shown],
        "body": cells.body(listing, got),
        "rows": got,
        "page": _page(asked, number, last_page, start, len(got), total),
        "sizes": [{"size": size, "url": asked.url(size=size), "current": size == asked.size} for size in SIZES],
        "empty": _empty(listing, found, asked),
        "saved": _saved(request, listing, asked),
    }


def counted(rows: QuerySet[Any]) -> int:
    """How many rows there are. A count above a thousand is remembered for half a minute by each worker:
    it costs more than the page itself, and nobody sees the difference."""
    try:
        sql, params = rows.order_by().query.sql_with_params()
    except EmptyResultSet:
        return 0
    key = f"{sql}{params}"
    kept = _counts.get(key)
    if kept and kept[0] > monotonic():
        return kept[1]
    count = rows.order_by().count()
    if count > COUNT_KEPT_OVER:
        if len(_counts) > 500:
            _counts.clear()
        _counts[key] = (monotonic() + COUNT_KEPT_FOR, count)
    return count


def _ordered(listing: Listing, rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    """In the order asked for; the key breaks ties, so that no row stands on two pages."""
    if not asked.sort:
        return rows
    down = asked.sort.startswith("-")
    fields = listing.sortable[asked.sort.removeprefix("-")].order
    return rows.order_by(*(_turned(each) if down else each for each in fields), "pk")


def _turned(lookup: str) -> str:
    return lookup[1:] if lookup.startswith("-") else f"-{lookup}"


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
    kept = SavedView.objects.filter(person_id=request.user.pk, listing=listing.name).values_list("pk", "name", "query")
    views = [
        {"pk": pk, "name": name, "url": f"{asked.path}?{query}", "current": query == asked.query} for pk, name, query in kept
    ]
    return {"views": views, "can_keep": bool(asked.pairs) and not any(view["current"] for view in views)}
