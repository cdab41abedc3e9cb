"""The index is kept by jobs."""

from __future__ import annotations

from koinon.core.jobs import daily, job
from koinon.core.search.index import rebuild, reindex
from koinon.core.search.sources import sources


@job(retries=5)
def index_things(key: str, things: list[str]) -> None:
    if key in sources():
        reindex(key, things)


@daily(at="04:10")
@job(retries=1)
def rebuild_search() -> None:
    """What changed without a signal is found, and what is gone is not, at the latest the next morning."""
    rebuild()
