"""Spelling: whether two names of a public body mean the same body.

Names of places reach the league in many spellings (Gazira, Gezeera; Da Nang, Danang) and with or
without a word for their *kind* (City, State, Locality, -gu). Two names whose kinds differ are
two bodies, however alike the rest is: Gadarif City and Gadarif State. So are two names with
differing *sides* (Dhaka North, Dhaka South). The words themselves stand in `spelling_words`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Generic, TypeVar

from koinon.engines.spelling_words import (
    DROPPED_MARKS,
    KINDS,
    LAST_WORDS,
    LETTERS,
    NOISE,
    SIDES,
    SUFFIXES,
)
from koinon.engines.spelling_words import cost_of_change as _change
from koinon.engines.spelling_words import cost_of_extra as _extra

Key = TypeVar("Key", bound=Hashable)
ALIKE = 0.85


class Why(StrEnum):
    """Why two names were found alike, or kept apart."""

    SAME = "same"
    SPACING = "spacing"
    SOUND = "sound"
    PART = "part"
    OTHER_KIND = "other_kind"
    OTHER_SIDE = "other_side"
    UNLIKE = "unlike"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, from 0 to 1, and why. `kind_missing`: only one names its kind."""

    score: float
    why: Why
    kind_missing: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: the words that identify, the kinds it states, the sides it states.

    `joined`: the words without spaces. `whole`: the same with articles and noise kept, since the
    "Da" of Da Nang is no article.
    """

    words: tuple[str, ...]
    whole: str
    kinds: frozenset[str]
    sides: frozenset[str]

    @property
    def joined(self) -> str:
        return "".join(self.words)


@dataclass(frozen=True, slots=True)
class Match(Generic[Key]):
    """A known body that a name may mean, under the spelling that came closest."""

    key: Key
    name: str
    likeness: Likeness


def fold(name: str) -> str:
    """Small letters without accents or punctuation, words parted by one space; any script.

    >>> fold("São Paulo"), fold("Beyoğlu"), fold("Songpa-gu")
    ('sao paulo', 'beyoglu', 'songpa gu')
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(LETTERS.get(letter, letter) for letter in plain if not _dropped(letter))
    whole = unicodedata.normalize("NFC", kept)
    return " ".join("".join(letter if _in_a_word(letter) else " " for letter in whole).split())


def _dropped(letter: str) -> bool:
    return any(low <= letter <= high for low, high in DROPPED_MARKS)


def _in_a_word(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNM"


@lru_cache(maxsize=8192)
def read(name: str) -> Name:
    """Take a name apart. A name made of nothing but kinds and noise keeps its words."""
    words = [part for word in fold(name).split() for part in _without_suffix(_without_article(word))]
    kinds = {KINDS[word] for word in words if word in KINDS}
    sides = frozenset(SIDES[word] for word in words if word in SIDES)
    rest = words
    if len(words) > 1 and words[-1] in LAST_WORDS:
        kinds.add(LAST_WORDS[words[-1]])
        rest = words[:-1]
    telling = [word for word in rest if word not in KINDS and word not in SIDES]
    core = [word for word in telling if word not in NOISE]
    if not core:
        core = telling = words
    return Name(tuple(core), "".join(telling), frozenset(kinds), sides)


def _without_article(word: str) -> str:
    """`الجزيرة` is `جزيرة`: the Arabic article is written with its word."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _without_suffix(word: str) -> tuple[str, ...]:
    """`서울특별시` is `서울` and a kind: some scripts write the kind without a space."""
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) > len(suffix) + 1:
            return word.removesuffix(suffix), suffix
    return (word,)


def compare(first: str, second: str) -> Likeness:
    """How likely two names mean the same body; the order of the two does not matter."""
    one, other = read(first), read(second)
    if one.kinds and other.kinds and one.kinds.isdisjoint(other.kinds):
        return Likeness(0.0, Why.OTHER_KIND)
    if one.sides != other.sides:
        return Likeness(0.0, Why.OTHER_SIDE)
    score, why = _likeness(one, other)
    missing = one.kinds != other.kinds and not (one.kinds and other.kinds)
    return Likeness(score, why, kind_missing=missing and score >= ALIKE)


def _likeness(one: Name, other: Name) -> tuple[float, Why]:
    if one.words == other.words:
        return 1.0, Why.SAME
    if one.joined == other.joined or one.whole == other.whole:
        return 0.98, Why.SPACING
    sound = max(_sound(one.joined, other.joined), _sound(one.whole, other.whole))
    if sound >= ALIKE:
        return min(sound, 0.97), Why.SOUND
    if _begins_with(one.words, other.words) or _begins_with(other.words, one.words):
        return ALIKE, Why.PART
    return sound, Why.UNLIKE


def _sound(first: str, second: str) -> float:
    return round(1 - distance(first, second) / max(len(first), len(second)), 4)


def _begins_with(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """`Frankfurt am Main` begins with `Frankfurt`; one short word is not enough."""
    return longer[: len(shorter)] == shorter and len("".join(shorter)) >= 5


def distance(first: str, second: str) -> float:
    """Weighted edit distance: changing one vowel for another, or doubling a letter, costs little."""
    above = [0.0]
    for place in range(len(second)):
        above.append(above[-1] + _extra(second, place))
    for row, letter in enumerate(first):
        gone = _extra(first, row)
        line = [above[0] + gone]
        for column, other in enumerate(second):
            changed = above[column] + _change(letter, other)
            line.append(min(changed, above[column + 1] + gone, line[-1] + _extra(second, column)))
        above = line
    return above[-1]


def find(name: str, known: Iterable[tuple[Key, str]], *, at_least: float = ALIKE) -> list[Match[Key]]:
    """The bodies that `name` may mean, likeliest first, each under its closest spelling.

    `known`: pairs of a body's key and one of its names; a body with aliases comes several times.
    A body whose own name is of another kind or side is never offered through an alias.
    """
    best: dict[Key, Match[Key]] = {}
    apart: set[Key] = set()
    for key, spelt in known:
        match = Match(key, spelt, compare(name, spelt))
        if match.likeness.why in {Why.OTHER_KIND, Why.OTHER_SIDE}:
            apart.add(key)
        elif key not in best or match.likeness.score > best[key].likeness.score:
            best[key] = match
    found = [match for key, match in best.items() if match.likeness.score >= at_least and _kept(match, apart)]
    return sorted(found, key=lambda match: -match.likeness.score)


def _kept(match: Match[Key], apart: set[Key]) -> bool:
    """A name that agrees in kind outweighs an alias of another kind; a bare one does not."""
    return match.key not in apart or not match.likeness.kind_missing
