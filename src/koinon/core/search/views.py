"""The page of search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from koinon.core.search.query import LIMIT, find
from koinon.core.search.sources import sources
from koinon.core.web.page import page
from koinon.core.web.paging import page_number, part

LONGEST_QUESTION = 200
DEEPEST_PAGE = 500


def search(request: HttpRequest) -> HttpResponse:
    """`?q=words`, and `&kind=` for one kind alone, paged by `&page=`."""
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST_QUESTION]
    kind = request.GET.get("kind", "")
    kind = kind if kind in sources() else ""
    number = min(page_number(request), DEEPEST_PAGE) if kind else 1
    results = find(words, request.user, kind=kind, offset=(number - 1) * LIMIT)
    only = next((group for group in results.groups if group.kind == kind), None)
    context = {
        "words": words,
        "results": results,
        "only": only,
        "part": only and part(request, only.hits, number=number, total=only.count, size=LIMIT),
    }
    return page(request, "search/search.html", context)
