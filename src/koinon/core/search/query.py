"""Finding: all words must be there, whole words before beginnings, titles before texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from koinon.core.search.models import Found, FoundFor, FoundWord
from koinon.core.search.sources import audiences_with, sources
from koinon.core.search.words import Term, query_terms
from koinon.engines.spelling import distance

LIMIT = 20
ALIKE_WORDS = 0.7
SHORTEST_MISSPELT = 4
CANDIDATES = 5000
LAST = "\U0010ffff"


@dataclass(frozen=True)
class Hit:
    title: str
    line: str
    url: str
    kind: str


@dataclass(frozen=True)
class Group:
    """Hits of one kind, best first; `count` is how many there are in all."""

    kind: str
    label: str
    count: int
    hits: list[Hit]


@dataclass(frozen=True)
class Results:
    """words: what was looked for. corrected: what was found instead, where nothing had the words as they were."""

    words: str
    groups: list[Group]
    corrected: str = ""

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


def find(words: str, person: Any, limit: int = LIMIT, *, kind: str = "", offset: int = 0) -> Results:
    """The best `limit` hits that the person may see, grouped by kind, the kind of the best hit first.

    kind: only things of this source. Words that nothing has are tried once more as the nearest
    words that the person's things have.
    """
    terms = query_terms(words)
    if not terms:
        return Results(words, [])
    readable = _readable(person)
    results = _results(words, _having(readable, terms), limit, kind=kind, offset=offset)
    if results.groups or not (nearest := _nearest(terms, readable)):
        return results
    corrected = " ".join(nearest)
    again = _results(corrected, _having(readable, query_terms(corrected)), limit, kind=kind, offset=offset)
    return replace(again, words=words, corrected=corrected if again.groups else "")


def _readable(person: Any) -> QuerySet[Found]:
    mine = FoundFor.objects.filter(found=OuterRef("pk"), audience__in=audiences_with(person))
    return Found.objects.filter(Exists(mine), source__in=sources())


def _matches(term: Term) -> Q:
    """Begins with the term: a range where the database compares by code point, LIKE where it has an index for it."""
    if term.exact:
        return Q(word=term.word)
    if connection.vendor == "sqlite":
        return Q(word__gte=term.word, word__lt=term.word + LAST)
    return Q(word__startswith=term.word)


def _having(readable: QuerySet[Found], words: list[list[Term]]) -> QuerySet[Found]:
    score: Any = Value(0)
    for term in (term for terms in words for term in terms):
        having = FoundWord.objects.filter(_matches(term))
        readable = readable.filter(pk__in=having.values("found"))
        score = score + _weight(term, having)
    return readable.annotate(score=score)


def _weight(term: Term, having: QuerySet[FoundWord]) -> Any:
    whole = Case(When(word=term.word, then=F("weight") * 2), default=F("weight"), output_field=IntegerField())
    best = having.filter(found=OuterRef("pk")).annotate(says=whole).order_by("-says").values("says")[:1]
    return Coalesce(Subquery(best, output_field=IntegerField()), 0)


def _results(words: str, found: QuerySet[Found], limit: int, *, kind: str, offset: int) -> Results:
    counts = dict(found.order_by().values_list("source").annotate(Count("pk")))
    if not counts:
        return Results(words, [])
    if kind:
        found = found.filter(source=kind)
    best = found.order_by("-score", "pk").values_list("source", "titles", "lines", "url")  # type: ignore[misc]
    hits: dict[str, list[Hit]] = {}
    for source, titles, lines, url in best[offset : offset + limit]:
        hits.setdefault(source, []).append(Hit(_said(titles), _said(lines), url, source))
    rest: dict[str, list[Hit]] = {source: [] for source in counts if source not in hits} if not kind else {}
    known = sources()
    groups = [Group(key, str(known[key].label), counts[key], some) for key, some in {**hits, **rest}.items()]
    return Results(words, groups)


def _said(said: dict[str, str]) -> str:
    """In the reader's language, else the one it was said in first."""
    return said.get((get_language() or "").split("-")[0]) or next(iter(said.values()), "")


def _nearest(words: list[list[Term]], readable: QuerySet[Found]) -> list[str]:
    """Each word as the index has it, misspelt ones replaced; empty when nothing could be replaced."""
    asked = [terms[0].word for terms in words]
    if any(terms[0].exact for terms in words):
        return []
    begins = reduce(or_, [_matches(Term(word[0])) for word in asked])
    known = FoundWord.objects.filter(begins, found__in=readable.values("pk"))
    vocabulary = list(known.order_by("word").values_list("word", flat=True).distinct()[:CANDIDATES])
    nearest = [_nearest_word(word, vocabulary) for word in asked]
    return nearest if nearest != asked else []


def _nearest_word(word: str, vocabulary: list[str]) -> str:
    if len(word) < SHORTEST_MISSPELT or any(each.startswith(word) for each in vocabulary):
        return word
    near = [each for each in vocabulary if abs(len(each) - len(word)) <= 2]
    alike = [(1 - distance(word, each) / max(len(word), len(each)), each) for each in near]
    score, best = max(alike, default=(0.0, word))
    return best if score >= ALIKE_WORDS else word
