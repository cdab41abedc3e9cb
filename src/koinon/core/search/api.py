"""Search, spoken in JSON."""

from __future__ import annotations

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from koinon.core.search.query import find
from koinon.core.search.views import LONGEST_QUESTION
from koinon.core.web.api import SIGNED_IN_OR_NOT, responses

router = Router(tags=["search"])

Words = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION, pattern=r"^[^\x00-\x1f]*$")]


class HitOut(Schema):
    title: str
    line: str = Field(description="The first words of what it says.")
    url: str = Field(description="Address of its page.")


class GroupOut(Schema):
    kind: str
    label: str = Field(description="The kind in the language of the request.")
    count: int = Field(description="How many of this kind have the words.")
    hits: list[HitOut]


class ResultsOut(Schema):
    words: str
    corrected: str = Field(description="The words that were found instead, where nothing had those asked for.")
    count: int
    groups: list[GroupOut]


@router.get("/search", auth=SIGNED_IN_OR_NOT, response=responses(ResultsOut), summary="Search everything")
def search(request: HttpRequest, q: Words, kind: str = "", limit: Annotated[int, Field(ge=1, le=100)] = 20) -> dict[str, Any]:
    """The best hits that you may see, grouped by kind. `kind` asks for one kind alone."""
    results = find(q, request.user, limit, kind=kind)
    groups = [
        {
            "kind": group.kind,
            "label": group.label,
            "count": group.count,
            "hits": [{"title": hit.title, "line": hit.line, "url": settings.ORIGIN + hit.url} for hit in group.hits],
        }
        for group in results.groups
    ]
    return {"words": results.words, "corrected": results.corrected, "count": results.count, "groups": groups}
