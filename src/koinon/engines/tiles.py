"""A Merkle tree kept in tiles, so that appending and proving read a handful of rows.

Source: C2SP `tlog-tiles` (c2sp.org/tlog-tiles); the tree itself is `engines.merkle`.

Words: a *tile* is a run of at most 256 neighbouring hashes, eight heights of the tree above the
tile below it; it is *whole* with 256 and never changes again, and *partial* before. Level 0 holds
the leaves; each hash of a higher level is the root of a whole tile of the level below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from koinon.engines.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    Frontier,
    NotInTree,
    Range,
    consistency_ranges,
    fold,
    inclusion_ranges,
    subtree_root,
)

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
LARGEST_LEVEL = 63


class TileName(NamedTuple):
    """Which tile: its level, its number in the level, and how many hashes it holds (1 to 256)."""

    level: int
    number: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Where a log serves it, such as `1/x001/234.p/17`: "Merkle Tree" in tlog-tiles."""
        return f"{self.level}/{self.numbered}"

    @property
    def numbered(self) -> str:
        """The number and the width of the path, such as `x001/234.p/17`."""
        digits = f"{self.number:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        path = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
        return path if self.width == TILE_WIDTH else f"{path}.p/{self.width}"

    @property
    def leaves(self) -> Range:
        """The leaves that the tile spans in a tree where it is this wide."""
        unit = 1 << (TILE_HEIGHT * self.level)
        first = self.number * TILE_WIDTH * unit
        return first, first + self.width * unit

    @classmethod
    def parsed(cls, level: str, numbered: str) -> TileName:
        """The tile at a path, refusing every spelling but the one that tlog-tiles gives."""
        path, _, width = numbered.partition(".p/")
        groups = path.split("/")
        digits = "".join([group.removeprefix("x") for group in groups])
        if not (_is_number(level) and digits.isascii() and digits.isdigit() and len(digits) <= 18):
            raise NotInTree(f"{level}/{numbered} is not the path of a tile")
        name = cls(int(level), int(digits), int(width) if _is_number(width) else TILE_WIDTH)
        if name.level > LARGEST_LEVEL or name.width == 0 or name.path != f"{level}/{numbered}":
            raise NotInTree(f"{level}/{numbered} is not the path of a tile")
        return name


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3


def tile_at(level: int, number: int, size: int) -> TileName:
    """The tile as it stands in a tree of `size` leaves, whole or partial; NotInTree if empty."""
    height = TILE_HEIGHT * max(level, 0)
    width = min((size >> height) - number * TILE_WIDTH, TILE_WIDTH)
    if level < 0 or number < 0 or width <= 0:
        raise NotInTree(f"a tree of {size} leaves has no tile {level}/{number}")
    return TileName(level, number, width)


def tiles_of(size: int) -> Iterable[TileName]:
    """Every tile of a tree of `size` leaves, lowest level first."""
    level = 0
    while (hashes := size >> (TILE_HEIGHT * level)) > 0:
        for number in range(-(-hashes // TILE_WIDTH)):
            yield tile_at(level, number, size)
        level += 1


def tiles_completed_by(size: int) -> list[TileName]:
    """The tiles that became whole when the tree reached `size`, lowest level first."""
    completed, level = [], 0
    while size and size % (1 << TILE_HEIGHT * (level + 1)) == 0:
        completed.append(TileName(level, (size >> TILE_HEIGHT * (level + 1)) - 1))
        level += 1
    return completed


# --- Reading a tree from its tiles ------------------------------------------------------------

Tiles = Mapping[TileName, bytes]
ReadTiles = Callable[[Sequence[TileName]], Tiles]
"""Given the names of tiles, their hashes end to end: from memory, a database, or the web."""


class _Node(NamedTuple):
    """The root of the 2^height leaves from number × 2^height on, and the hashes that give it."""

    tile: TileName
    first: int
    many: int

    def of(self, tiles: Tiles) -> bytes:
        hashes = tiles[self.tile]
        if len(hashes) != self.tile.width * HASH_BYTES:
            raise NotInTree(f"tile {self.tile.path} has {len(hashes)} bytes")
        return subtree_root(hashes[self.first * HASH_BYTES : (self.first + self.many) * HASH_BYTES])


def _node(height: int, number: int, size: int) -> _Node:
    level, inside = divmod(height, TILE_HEIGHT)
    first = number << inside
    tile = tile_at(level, first // TILE_WIDTH, size)
    return _Node(tile, first % TILE_WIDTH, 1 << inside)


def _nodes(leaves: Range, size: int) -> list[_Node]:
    """The whole subtrees, largest first, that make up a run of leaves which a proof names."""
    start, end = leaves
    nodes = []
    while start < end:
        height = (end - start).bit_length() - 1
        nodes.append(_node(height, start >> height, size))
        start += 1 << height
    return nodes


def _roots_of(ranges: Sequence[Range], size: int, read: ReadTiles) -> list[bytes]:
    """The roots over runs of leaves, with all their tiles read in one go."""
    wanted = [_nodes(leaves, size) for leaves in ranges]
    tiles = read(list(dict.fromkeys(node.tile for nodes in wanted for node in nodes)))
    return [fold([node.of(tiles) for node in nodes]) for nodes in wanted]


def root(size: int, read: ReadTiles) -> bytes:
    """The root of the first `size` leaves."""
    if size == 0:
        return EMPTY_ROOT
    return _roots_of([(0, size)], size, read)[0]


def frontier(size: int, read: ReadTiles) -> Frontier:
    """The frontier as it stood when the tree had `size` leaves."""
    nodes = _nodes((0, size), size)
    tiles = read(list(dict.fromkeys(node.tile for node in nodes)))
    return Frontier(size, tuple(node.of(tiles) for node in nodes))


def inclusion_proof(index: int, size: int, read: ReadTiles) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root at `size`: RFC 9162, section 2.1.3.1."""
    return _roots_of(inclusion_ranges(index, size), size, read)


def consistency_proof(old: int, new: int, read: ReadTiles) -> list[bytes]:
    """The hashes that show the tree at `new` begins with the tree at `old`; none from 0 or itself.

    RFC 9162, section 2.1.4.1, defines it for 0 < old < new; witnesses (c2sp.org/tlog-witness) send
    an empty proof from size 0.
    """
    return _roots_of(consistency_ranges(old, new), new, read)


# --- Growing a tree ---------------------------------------------------------------------------


class Storage(Protocol):
    """Where a log keeps its tree. Writes come in this order; one transaction holds an append."""

    def frontier(self) -> Frontier:
        """The frontier as it stands, locked until the append is kept."""

    def keep(self, leaf: bytes, frontier: Frontier) -> None:
        """Keep the new leaf (its index is `frontier.size - 1`) and the new frontier."""

    def keep_tile(self, name: TileName, hashes: bytes, root: bytes) -> None:
        """Keep a tile that has become whole, and the root over its 256 hashes."""

    def read(self, names: Sequence[TileName]) -> Tiles:
        """The tiles of these names, whole or partial."""


def append(storage: Storage, leaf: bytes) -> Frontier:
    """Add one leaf: log2(size) hashes at most, and a tile kept with every 256th leaf."""
    grown = storage.frontier().append(leaf)
    storage.keep(leaf, grown)
    for name in tiles_completed_by(grown.size):
        hashes = storage.read([name])[name]
        storage.keep_tile(name, hashes, subtree_root(hashes))
    return grown


class MemoryStorage:
    """A tree kept in memory: for tests, for small logs, and as the plainest example of a storage."""

    def __init__(self) -> None:
        self.grown = Frontier()
        self.levels: list[bytearray] = [bytearray()]

    def frontier(self) -> Frontier:
        return self.grown

    def keep(self, leaf: bytes, frontier: Frontier) -> None:
        self.levels[0] += leaf
        self.grown = frontier

    def keep_tile(self, name: TileName, hashes: bytes, root: bytes) -> None:
        if name.level + 1 == len(self.levels):
            self.levels.append(bytearray())
        self.levels[name.level + 1] += root

    def read(self, names: Sequence[TileName]) -> Tiles:
        return {name: self._hashes(name) for name in names}

    def _hashes(self, name: TileName) -> bytes:
        start = name.number * TILE_WIDTH * HASH_BYTES
        return bytes(self.levels[name.level][start : start + name.width * HASH_BYTES])
