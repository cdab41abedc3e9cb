"""The tree in the database: `engines.tiles.Storage` over entries, tiles and the head's one row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models

from koinon.core.record.models import Entry, Opening, Tile, TreeHead
from koinon.engines.merkle import Frontier
from koinon.engines.tiles import TILE_WIDTH, TileName, Tiles

HEAD = 1


def head() -> Frontier:
    """The tree as it stands, without a lock."""
    row = TreeHead.objects.filter(pk=HEAD).values_list("size", "frontier").first()
    return Frontier.unpacked(row[0], bytes(row[1])) if row else Frontier()


def size() -> int:
    """How many entries there are."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT size FROM {TreeHead._meta.db_table} WHERE id = %s", [HEAD])  # noqa: S608 - our own name
        row = cursor.fetchone()
    return row[0] if row else 0


def read(names: Sequence[TileName]) -> Tiles:
    """Tiles by name: whole ones from their rows, partial ones from the hashes below them."""
    with connection.cursor() as cursor:
        return {name: _whole(cursor, name) or _gathered(cursor, name) for name in names}


def _whole(cursor: Any, name: TileName) -> bytes:
    """The row of a whole tile; nothing for a partial one, and while a tile is just being completed."""
    if name.width < TILE_WIDTH:
        return b""
    cursor.execute(_tile(connection.vendor), [name.level, name.number])
    found = cursor.fetchone()
    return bytes(found[0]) if found else b""


def _gathered(cursor: Any, name: TileName) -> bytes:
    """The hashes of a tile one by one: leaves from the entries, roots from the tiles of the level below."""
    first = name.number * TILE_WIDTH
    span = [first, first + name.width - 1]
    if name.level == 0:
        cursor.execute(_leaves(connection.vendor), span)
    else:
        cursor.execute(_roots(connection.vendor), [name.level - 1, *span])
    return b"".join([bytes(row[0]) for row in cursor.fetchall()])


class EntryStorage:
    """Keeps one entry: an append of `engines.tiles` that runs inside the deed's transaction.

    Its statements, and those that read tiles, are written once and not composed anew by the ORM for
    every deed and proof: three times faster (`bench/record.py`).
    """

    def __init__(self, entry: Entry, opening: Opening) -> None:
        self.entry = entry
        self.opening = opening

    def frontier(self) -> Frontier:
        """The frontier, its row locked until the transaction ends; so appends come one after another."""
        with connection.cursor() as cursor:
            cursor.execute(_lock_head(connection.vendor), [HEAD])
            locked = cursor.fetchone()
        if locked is None:
            TreeHead.objects.get_or_create(pk=HEAD)
            return self.frontier()
        return Frontier.unpacked(locked[0], bytes(locked[1]))

    def keep(self, leaf: bytes, frontier: Frontier) -> None:
        self.entry.index = self.opening.entry_id = frontier.size - 1
        self.entry.leaf_hash = leaf
        _insert(self.entry)
        _insert(self.opening)
        with connection.cursor() as cursor:
            cursor.execute(_move_head(connection.vendor), [frontier.size, frontier.packed(), HEAD])

    def keep_tile(self, name: TileName, hashes: bytes, root: bytes) -> None:
        Tile.objects.create(level=name.level, number=name.number, hashes=hashes, root=root)

    def read(self, names: Sequence[TileName]) -> Tiles:
        return read(names)


def _insert(row: models.Model) -> None:
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in row._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(_insertion(type(row), connection.vendor), values)
    row._state.adding = False
    row._state.db = connection.alias


@cache
def _insertion(model: type[models.Model], vendor: str) -> str:
    columns = [_quoted(field.column) for field in model._meta.concrete_fields]
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


@cache
def _lock_head(vendor: str) -> str:
    lock = f" {connection.ops.for_update_sql()}" if connection.features.has_select_for_update else ""
    return f"SELECT size, frontier FROM {_quoted(TreeHead._meta.db_table)} WHERE id = %s{lock}"  # noqa: S608


@cache
def _move_head(vendor: str) -> str:
    return f"UPDATE {_quoted(TreeHead._meta.db_table)} SET size = %s, frontier = %s WHERE id = %s"  # noqa: S608


@cache
def _tile(vendor: str) -> str:
    return f"SELECT hashes FROM {_quoted(Tile._meta.db_table)} WHERE level = %s AND number = %s"  # noqa: S608


@cache
def _leaves(vendor: str) -> str:
    index = _quoted("index")
    span = f"WHERE {index} BETWEEN %s AND %s ORDER BY {index}"
    return f"SELECT leaf_hash FROM {_quoted(Entry._meta.db_table)} {span}"  # noqa: S608


@cache
def _roots(vendor: str) -> str:
    span = "WHERE level = %s AND number BETWEEN %s AND %s ORDER BY number"
    return f"SELECT root FROM {_quoted(Tile._meta.db_table)} {span}"  # noqa: S608


def _quoted(name: str | None) -> Any:
    return connection.ops.quote_name(str(name))
