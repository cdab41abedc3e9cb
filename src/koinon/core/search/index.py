"""Keeping the index: what was saved is indexed after the commit, and everything every night."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.utils import translation

from koinon.core.clock.instant import now
from koinon.core.search.models import Found, FoundFor, FoundWord
from koinon.core.search.sources import Source, sources
from koinon.core.search.words import index_words, title_words

IN_TITLE, IN_BODY = 4, 1
LINE_LENGTH = 200
AT_ONCE = 500


class _Waiting(threading.local):
    """Things saved in the transaction in force. What a rollback leaves behind is indexed once too often."""

    def __init__(self) -> None:
        self.things: dict[str, set[Any]] = defaultdict(set)


_waiting = _Waiting()


def watch(source: Source) -> None:
    """Follow the saves and deletions of a source's rows, and of the rows it follows."""
    _listen(source.model, source, lambda row: [row.pk])
    for model, concerned in source.follows.items():
        _listen(model, source, concerned)


def _listen(model: type[models.Model], source: Source, concerned: Any) -> None:
    def changed(sender: type[models.Model], instance: models.Model, raw: bool = False, **about: Any) -> None:
        if not raw:
            index_later(source.key, concerned(instance))

    for signal in (post_save, post_delete):
        name = f"search {source.key} {model._meta.label}"
        signal.disconnect(sender=model, dispatch_uid=name)
        signal.connect(changed, sender=model, dispatch_uid=name, weak=False)


def index_later(key: str, things: Iterable[Any]) -> None:
    """Index these things by a job after the commit; one job for all that a transaction touched."""
    _waiting.things[key].update(things)
    transaction.on_commit(_hand_in)


def _hand_in() -> None:
    from koinon.core.search.jobs import index_things

    waiting, _waiting.things = _waiting.things, defaultdict(set)
    for key, things in waiting.items():
        for some in _batches(sorted(map(str, things))):
            index_things.enqueue(key, some)


def reindex(key: str, things: Iterable[Any]) -> None:
    """Index these things of a source now. Those that are gone, or that nobody may find, leave the index."""
    source = sources()[key]
    for some in _batches(sorted(map(str, things))):
        _index(source, some)


def rebuild() -> dict[str, int]:
    """Index everything anew; returns how many things each source has in the index."""
    Found.objects.exclude(source__in=sources()).delete()
    for key, source in sources().items():
        living = [str(pk) for pk in source.rows().order_by("pk").values_list("pk", flat=True)]
        known = set(Found.objects.filter(source=key).values_list("thing_id", flat=True))
        reindex(key, known.union(living))
    return {key: Found.objects.filter(source=key).count() for key in sources()}


def _batches(things: Sequence[str]) -> Iterator[list[str]]:
    for first in range(0, len(things), AT_ONCE):
        yield list(things[first : first + AT_ONCE])


@dataclass(frozen=True)
class Entry:
    """All that the index holds of one thing."""

    found: Found
    words: dict[str, int]
    audiences: set[str]


@transaction.atomic
def _index(source: Source, things: list[str]) -> None:
    entries = [entry for thing in source.rows().filter(pk__in=things) if (entry := _entry(source, thing))]
    before = Found.objects.filter(source=source.key, thing_id__in=things).select_for_update()
    known = {found.thing_id: found.pk for found in before}
    kept = {entry.found.thing_id for entry in entries}
    Found.objects.filter(pk__in=[pk for thing, pk in known.items() if thing not in kept]).delete()
    for entry in entries:
        entry.found.pk = known.get(entry.found.thing_id)
    _write(entries)


def _entry(source: Source, thing: models.Model) -> Entry | None:
    audiences = source.audiences_of(thing)
    if not audiences:
        return None
    titles, bodies = {}, {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            titles[language], bodies[language] = str(source.title(thing)), str(source.body(thing) or "")
    words = dict.fromkeys(index_words(" ".join(bodies.values())), IN_BODY)
    for title in set(titles.values()):
        words |= dict.fromkeys(title_words(title), IN_TITLE)
    found = Found(
        source=source.key,
        thing_id=str(thing.pk),
        titles=_once(titles),
        lines=_once({language: _line(body) for language, body in bodies.items()}),
        url=source.url(thing),
        indexed_at=now(),
    )
    return Entry(found, words, audiences)


def _once(said: dict[str, str]) -> dict[str, str]:
    """The same words in every language are kept under the first alone."""
    first = settings.LANGUAGES[0][0]
    return {language: words for language, words in said.items() if language == first or words != said[first]}


def _line(body: str) -> str:
    line = " ".join(body.split())
    return line if len(line) <= LINE_LENGTH else line[: LINE_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def _write(entries: list[Entry]) -> None:
    changed = [entry.found for entry in entries if entry.found.pk]
    Found.objects.bulk_update(changed, ["titles", "lines", "url", "indexed_at"])
    Found.objects.bulk_create([entry.found for entry in entries if not entry.found.pk])
    FoundWord.objects.filter(found__in=changed).delete()
    FoundFor.objects.filter(found__in=changed).delete()
    FoundWord.objects.bulk_create(
        [FoundWord(found=entry.found, word=word, weight=weight) for entry in entries for word, weight in entry.words.items()],
        batch_size=2000,
    )
    FoundFor.objects.bulk_create(
        [FoundFor(found=entry.found, audience=name) for entry in entries for name in entry.audiences], batch_size=2000
    )
