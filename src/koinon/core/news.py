"""News: what happened, told to other modules after the commit.

A module announces a frozen dataclass in the past tense; whoever cares subscribes. Imports go
only down, so this is how something flows the other way.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

N = TypeVar("N")
logger = logging.getLogger(__name__)
_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def hears(kind: type[N]) -> Callable[[Callable[[N], None]], Callable[[N], None]]:
    """Subscribe a function to one kind of news. Put it in the module's `news.py` or `jobs.py`."""

    def subscribe(listener: Callable[[N], None]) -> Callable[[N], None]:
        _listeners[kind].append(listener)
        return listener

    return subscribe


def announce(item: object) -> None:
    """Tell the listeners of this kind once the transaction has been committed.

    A listener that fails is logged and does not undo the deed or silence the others.
    """
    for listener in _listeners[type(item)]:
        transaction.on_commit(partial(_tell, listener, item))


def _tell(listener: Callable[[Any], None], item: object) -> None:
    try:
        listener(item)
    except Exception:
        logger.exception("%s could not take the news %s", listener.__qualname__, type(item).__name__)
