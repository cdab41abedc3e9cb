"""Search over everything: modules say what can be found, by which words, and by whom.

A *source* is a kind of thing (`finder.py` of a module). Its things are indexed by folded words in
all interface languages when they are saved, and every night anew. An *audience* is who may find a
thing: `public`, `signed_in`, `person:<id>`, `organization:<id>`, or one that a module made known.
"""

from koinon.core.search.index import reindex
from koinon.core.search.query import find
from koinon.core.search.sources import audience, source

__all__ = ["audience", "find", "reindex", "source"]
