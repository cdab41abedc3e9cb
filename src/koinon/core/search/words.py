"""Words of a text as the index keeps them, in any script.

Scripts that put no spaces between words (Chinese, Japanese, Thai …), and Korean, whose particles
cling to the noun, are kept as pairs of letters as well; Arabic words also without their article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from koinon.engines.spelling import fold

LONGEST = 48
MOST_WORDS = 8
PAIRED = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134f]+)")
ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")


@dataclass(frozen=True)
class Term:
    """What one index word must be: exactly this, or begin with it."""

    word: str
    exact: bool = False


def index_words(text: str) -> set[str]:
    """Every word under which a text is found."""
    return {form[:LONGEST] for word in _split(text) for form in _forms(word)}


def title_words(title: str) -> set[str]:
    """Words of a title, and neighbours written as one: Da Nang is looked for as Danang."""
    words = list(_split(title))
    joined = {one + other for one, other in pairwise(words) if len(one + other) <= LONGEST}
    return index_words(title) | joined


def query_terms(text: str) -> list[list[Term]]:
    """For each word that was asked for, the terms that a thing must have; at most eight words."""
    return [_terms(word) for word in list(dict.fromkeys(_split(text)))[:MOST_WORDS]]


def _split(text: str) -> Iterator[str]:
    for word in fold(text).split():
        yield from (part for part in PAIRED.split(word) if part)


def _forms(word: str) -> Iterator[str]:
    yield word
    if PAIRED.match(word):
        yield from _pairs(word)
    elif (bare := _without_article(word)) != word:
        yield bare


def _pairs(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)]


def _terms(word: str) -> list[Term]:
    if PAIRED.match(word) and len(word) > 1:
        return [Term(pair, exact=True) for pair in dict.fromkeys(_pairs(word))][:MOST_WORDS]
    return [Term(_without_article(word)[:LONGEST])]


def _without_article(word: str) -> str:
    for article in ARTICLES:
        if word.startswith(article) and len(word) >= len(article) + 2:
            return word[len(article) :]
    return word
