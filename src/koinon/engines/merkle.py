"""The Merkle tree of a transparency log: hashes in, roots and proofs out.

Source: RFC 9162 "Certificate Transparency Version 2.0", section 2.1 (the hashing is that of
RFC 6962, section 2.1, with SHA-256). How a tree is stored and read in tiles is `engines.tiles`.

Words: a *leaf* is the hash of one entry; the *root* of the first n leaves is the tree's head at
size n; the *frontier* is the short row of roots of the largest whole subtrees, the only hashes
that an append has to look at.

All hashes are 32 bytes. Sizes and indices count leaves; the first leaf has index 0.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Range = tuple[int, int]
"""A run of leaves: from the first (inclusive) to the second (exclusive)."""


class NotInTree(ValueError):
    """Raised when a proof or a tile is asked that no tree of this size has."""


# --- Hashing: RFC 9162, section 2.1.1 ---------------------------------------------------------


def leaf_hash(entry: bytes) -> bytes:
    """The leaf of an entry: SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """An inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def subtree_root(hashes: bytes) -> bytes:
    """The root over 2^k neighbouring hashes, given end to end (2^k × 32 bytes)."""
    while len(hashes) > HASH_BYTES:
        pairs = range(0, len(hashes), 2 * HASH_BYTES)
        hashes = b"".join([sha256(b"\x01" + hashes[at : at + 64]).digest() for at in pairs])
    return hashes


class Frontier(NamedTuple):
    """All that an append must know: the size, and the roots of the whole subtrees, largest first.

    There is one hash for each 1 in the binary form of `size`, so at most 63.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Frontier:
        """The frontier after one more leaf; one hash on average, log2(size) at most."""
        hashes, size, node = list(self.hashes), self.size, leaf
        while size & 1:
            node = node_hash(hashes.pop(), node)
            size >>= 1
        return Frontier(self.size + 1, (*hashes, node))

    def root(self) -> bytes:
        """The root of the tree: RFC 9162, section 2.1.1; SHA-256 of nothing when empty."""
        if not self.hashes:
            return EMPTY_ROOT
        return fold(self.hashes)

    def packed(self) -> bytes:
        """The hashes end to end, for a column of bytes."""
        return b"".join(self.hashes)

    @classmethod
    def unpacked(cls, size: int, packed: bytes) -> Frontier:
        """The frontier whose `packed()` this is; NotInTree when the two do not fit."""
        if len(packed) != size.bit_count() * HASH_BYTES:
            raise NotInTree(f"a frontier of {size} leaves does not have {len(packed)} bytes")
        return cls(size, tuple(_cut(packed)))


def fold(roots: Sequence[bytes]) -> bytes:
    """One root over whole subtrees that grow smaller to the right."""
    node = roots[-1]
    for left in reversed(roots[:-1]):
        node = node_hash(left, node)
    return node


def _cut(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]


# --- What a proof is made of ---------------------------------------------------------------


def _split(leaves: Range) -> int:
    """Where RFC 9162 parts a run of leaves: after the largest power of two below its length."""
    start, end = leaves
    return start + (1 << ((end - start - 1).bit_length() - 1))


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The runs of leaves whose roots prove a leaf, lowest first: RFC 9162, section 2.1.3.1."""
    if not 0 <= index < size:
        raise NotInTree(f"a tree of {size} leaves has no leaf {index}")
    ranges = []
    start, end = 0, size
    while end - start > 1:
        middle = _split((start, end))
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """The runs of leaves that prove one tree begins another: RFC 9162, section 2.1.4.1."""
    if not 0 <= old <= new:
        raise NotInTree(f"a tree of {new} leaves does not begin with {old}")
    if old in (0, new):
        return []
    ranges = []
    start, end = 0, new
    while old != end:
        middle = _split((start, end))
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start > 0:
        ranges.append((start, end))
    return ranges[::-1]


# --- Checking proofs --------------------------------------------------------------------------


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to, or None when it has the wrong length or hashes.

    RFC 9162, section 2.1.3.2, steps 1 to 4.
    """
    if not 0 <= index < size or not _are_hashes(proof):
        return None
    at, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            node = node_hash(sibling, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        at, last = at >> 1, last >> 1
    return node if last == 0 else None


def proves_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf is in the tree of this size and root: RFC 9162, section 2.1.3.2."""
    found = root_from_inclusion(leaf, index, size, proof)
    return found is not None and hmac.compare_digest(found, root)


def proves_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the new tree begins with the old one: RFC 9162, section 2.1.4.2."""
    if not 0 <= old <= new or not _are_hashes(proof):
        return False
    if old == new:
        return not proof and hmac.compare_digest(old_root, new_root)
    if old == 0:
        return not proof and hmac.compare_digest(old_root, EMPTY_ROOT)
    roots = _roots_from_consistency(old, new, proof, old_root)
    if roots is None:
        return False
    return hmac.compare_digest(roots[0], old_root) and hmac.compare_digest(roots[1], new_root)


def _roots_from_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes) -> tuple[bytes, bytes] | None:
    """The old and the new root that a proof leads to: RFC 9162, section 2.1.4.2, steps 2 to 6."""
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return None
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        at, last = at >> 1, last >> 1
    return (before, after) if last == 0 else None


def _are_hashes(proof: Sequence[bytes]) -> bool:
    return all(len(node) == HASH_BYTES for node in proof)
