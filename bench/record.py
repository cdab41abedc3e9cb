"""The record at 10^6 entries: appending and proving, beside pymerkle on SQLite, with the same leaves, in the same run.

Both keep a leaf of some 500 bytes and its hash, and both commit each append by itself. An append of
ours leaves the new root behind, so pymerkle is asked for the root too. Two appends are measured:
the engine alone on a plain SQLite file, and the whole of `record()` through Django, which further
reads the row's state, draws salts, makes four commitments and writes the opening.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from figure import Figure, cpu_ms, side_by_side

from koinon.engines.merkle import Frontier, leaf_hash, subtree_root
from koinon.engines.tiles import TileName, Tiles, append, inclusion_proof, tiles_completed_by

ENTRIES = 1_000_000
TIMES = 300
APPEND_MS = 0.3
PROOF_MS = 1.0


def figures() -> Iterable[Figure]:
    with tempfile.TemporaryDirectory(prefix="koinon-bench-record-") as folder:
        leaves = [leaf_hash(entry) for entry in entries()]
        with closing(SqliteStorage(Path(folder) / "engine.sqlite3")) as plain, peer_tree(Path(folder)) as peer:
            fill_django(leaves)
            plain.fill(leaves)
            peer.append_entries(list(entries()))
            peer.con.commit()
            yield from appends(plain, peer)
            yield from proofs(plain, peer)


def entries() -> Iterator[bytes]:
    """As long as the leaves of real deeds."""
    filling = b"-" * 480
    return (b'{"number":%d,"%b"}' % (number, filling) for number in range(ENTRIES))


def peer_tree(folder: Path):  # type: ignore[no-untyped-def]
    from pymerkle import SqliteTree

    return SqliteTree(str(folder / "pymerkle.sqlite3"))


# --- Figures ------------------------------------------------------------------------------------


def appends(plain: SqliteStorage, peer) -> Iterator[Figure]:  # type: ignore[no-untyped-def]
    number = iter(range(ENTRIES, 10 * ENTRIES))

    def ours() -> None:
        plain.append(b"entry %d " % next(number) + b"-" * 480)

    def theirs() -> None:
        peer.append_entry(b"entry %d " % next(number) + b"-" * 480)
        peer.get_root()

    engine, beside, whole = side_by_side(ours, theirs, whole_deed(), times=TIMES)
    peer_name = "pymerkle, append and root"
    yield Figure("append, the engine on SQLite, CPU", engine, "ms", peer_name, beside, bar=APPEND_MS)
    yield Figure("append, the whole of record() in a transaction, CPU", whole, "ms", peer_name, beside, bar=APPEND_MS)


def whole_deed() -> Callable[[], None]:
    from django.db import transaction

    from koinon.core.people.models import Person
    from koinon.core.places.models import Country, Organization
    from koinon.core.record import record

    clerk = Person.objects.create_user("clerk@example.org", name="Clerk")
    country, _made = Country.objects.get_or_create(code="KR")
    seoul = Organization.objects.create(name="Seoul", slug="seoul", country=country)

    def deed() -> None:
        with transaction.atomic():
            record(clerk, "membership.admitted", seoul, details={"on": "2014-11-04", "votes": 7})

    return deed


def proofs(plain: SqliteStorage, peer) -> Iterator[Figure]:  # type: ignore[no-untyped-def]
    from koinon.core.record import storage
    from koinon.core.record.checkpoints import prove_inclusion

    drawn = random.Random(1)

    def index() -> int:
        return drawn.randrange(ENTRIES)

    engine, beside, django = side_by_side(
        lambda: inclusion_proof(index(), ENTRIES, plain.read),
        lambda: peer.prove_inclusion(index() + 1, ENTRIES),
        lambda: inclusion_proof(index(), ENTRIES, storage.read),
        times=TIMES,
    )
    peer_name = "pymerkle, prove_inclusion"
    yield Figure("inclusion proof, the engine on SQLite, CPU", engine, "ms", peer_name, beside, bar=PROOF_MS)
    yield Figure("inclusion proof, through Django, CPU", django, "ms", peer_name, beside, bar=PROOF_MS)
    with_checkpoint = cpu_ms(lambda: prove_inclusion(index()), times=TIMES)
    yield Figure("inclusion proof with its signed checkpoint, through Django, CPU", with_checkpoint, "ms")


# --- The engine on a plain SQLite file ------------------------------------------------------------


class SqliteStorage:
    """`engines.tiles.Storage` without Django: what the tree itself costs."""

    def __init__(self, file: Path) -> None:
        self.rows = sqlite3.connect(file, isolation_level=None)
        self.rows.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "CREATE TABLE leaf (id INTEGER PRIMARY KEY, entry BLOB, hash BLOB);"
            "CREATE TABLE tile (level INTEGER, number INTEGER, hashes BLOB, root BLOB, PRIMARY KEY (level, number));"
            "CREATE TABLE head (size INTEGER, frontier BLOB); INSERT INTO head VALUES (0, x'');"
        )
        self.entry = b""

    def close(self) -> None:
        self.rows.close()

    def append(self, entry: bytes) -> Frontier:
        self.entry = entry
        self.rows.execute("BEGIN IMMEDIATE")
        grown = append(self, leaf_hash(entry))
        self.rows.execute("COMMIT")
        return grown

    def frontier(self) -> Frontier:
        return Frontier.unpacked(*self.rows.execute("SELECT size, frontier FROM head").fetchone())

    def keep(self, leaf: bytes, frontier: Frontier) -> None:
        self.rows.execute("INSERT INTO leaf VALUES (?, ?, ?)", (frontier.size - 1, self.entry, leaf))
        self.rows.execute("UPDATE head SET size = ?, frontier = ?", (frontier.size, frontier.packed()))

    def keep_tile(self, name: TileName, hashes: bytes, root: bytes) -> None:
        self.rows.execute("INSERT INTO tile VALUES (?, ?, ?, ?)", (name.level, name.number, hashes, root))

    def read(self, names: Sequence[TileName]) -> Tiles:
        return {name: self.whole(name) or self.gathered(name) for name in names}

    def whole(self, name: TileName) -> bytes:
        found = self.rows.execute("SELECT hashes FROM tile WHERE level = ? AND number = ?", name[:2]).fetchone()
        return found[0][: 32 * name.width] if found else b""

    def gathered(self, name: TileName) -> bytes:
        first = name.number * 256
        span = (first, first + name.width - 1)
        if name.level == 0:
            found = self.rows.execute("SELECT hash FROM leaf WHERE id BETWEEN ? AND ? ORDER BY id", span)
        else:
            below = (name.level - 1, *span)
            query = "SELECT root FROM tile WHERE level = ? AND number BETWEEN ? AND ? ORDER BY number"
            found = self.rows.execute(query, below)
        return b"".join(row[0] for row in found)

    def fill(self, leaves: list[bytes]) -> None:
        frontier, tiles = grown(leaves)
        self.rows.execute("BEGIN")
        numbered = zip(range(ENTRIES), entries(), leaves, strict=True)
        self.rows.executemany("INSERT INTO leaf VALUES (?, ?, ?)", numbered)
        self.rows.executemany("INSERT INTO tile VALUES (?, ?, ?, ?)", tiles)
        self.rows.execute("UPDATE head SET size = ?, frontier = ?", (frontier.size, frontier.packed()))
        self.rows.execute("COMMIT")


def grown(leaves: list[bytes]) -> tuple[Frontier, list[tuple[int, int, bytes, bytes]]]:
    """The frontier over these leaves, and the rows of all whole tiles."""
    frontier, levels, tiles = Frontier(), [b"", b"", b"", b""], []
    for leaf in leaves:
        frontier = frontier.append(leaf)
        levels[0] += leaf
        for name in tiles_completed_by(frontier.size):
            hashes, levels[name.level] = levels[name.level], b""
            root = subtree_root(hashes)
            levels[name.level + 1] += root
            tiles.append((name.level, name.number, hashes, root))
    return frontier, tiles


# --- The same tree in our own tables --------------------------------------------------------------


def fill_django(leaves: list[bytes]) -> None:
    """A million entries put straight into the tables; they are the same leaves as the others'."""
    from django.db import connection, transaction

    from koinon.core.clock import now
    from koinon.core.record.models import Tile, TreeHead

    at = now()
    frontier, tiles = grown(leaves)
    columns = '"index", deed, kind, thing_id, role, at, leaf, leaf_hash'
    rows = (
        (number, "membership.noted", "core.organization", "7", "system", at, entry, leaf)
        for number, (entry, leaf) in enumerate(zip(entries(), leaves, strict=True))
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO core_entry ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", rows)
        Tile.objects.bulk_create(
            [Tile(level=level, number=number, hashes=hashes, root=root) for level, number, hashes, root in tiles],
            batch_size=200,
        )
        TreeHead.objects.create(pk=1, size=frontier.size, frontier=frontier.packed())
