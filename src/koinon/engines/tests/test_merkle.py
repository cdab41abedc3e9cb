"""The tree against the published vectors, the RFC's own definitions, and pymerkle."""

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koinon.engines.merkle import (
    EMPTY_ROOT,
    Frontier,
    NotInTree,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    proves_consistency,
    proves_inclusion,
    root_from_inclusion,
    subtree_root,
)
from koinon.engines.tiles import MemoryStorage, append, consistency_proof, inclusion_proof, root

# The entries, roots and proofs of the reference implementation of RFC 6962
# (certificate-transparency, merkletree/merkle_tree_test.cc).
ENTRIES = [
    bytes.fromhex(entry)
    for entry in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def tree_of(entries: list[bytes]) -> MemoryStorage:
    storage = MemoryStorage()
    for entry in entries:
        append(storage, leaf_hash(entry))
    return storage


def numbered(size: int) -> list[bytes]:
    return [b"entry %d" % number for number in range(size)]


def defined_root(entries: list[bytes]) -> bytes:
    """MTH as RFC 9162, section 2.1.1, writes it down."""
    if not entries:
        return EMPTY_ROOT
    if len(entries) == 1:
        return leaf_hash(entries[0])
    k = 1 << ((len(entries) - 1).bit_length() - 1)
    return node_hash(defined_root(entries[:k]), defined_root(entries[k:]))


def defined_path(m: int, entries: list[bytes]) -> list[bytes]:
    """PATH as RFC 9162, section 2.1.3.1, writes it down."""
    if len(entries) == 1:
        return []
    k = 1 << ((len(entries) - 1).bit_length() - 1)
    if m < k:
        return [*defined_path(m, entries[:k]), defined_root(entries[k:])]
    return [*defined_path(m - k, entries[k:]), defined_root(entries[:k])]


def defined_subproof(m: int, entries: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF as RFC 9162, section 2.1.4.1, writes it down."""
    if m == len(entries):
        return [] if whole else [defined_root(entries)]
    k = 1 << ((len(entries) - 1).bit_length() - 1)
    if m <= k:
        return [*defined_subproof(m, entries[:k], whole), defined_root(entries[k:])]
    return [*defined_subproof(m - k, entries[k:], False), defined_root(entries[:k])]


# --- The published vectors --------------------------------------------------------------------


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots(size):
    tree = tree_of(ENTRIES[:size])
    assert tree.frontier().root().hex() == ROOTS[size]
    assert root(size, tree_of(ENTRIES).read).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_the_published_inclusion_proofs(index, size):
    proof = inclusion_proof(index, size, tree_of(ENTRIES).read)
    assert [node.hex() for node in proof] == INCLUSION[index, size]
    assert proves_inclusion(leaf_hash(ENTRIES[index]), index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_the_published_consistency_proofs(old, new):
    proof = consistency_proof(old, new, tree_of(ENTRIES).read)
    assert [node.hex() for node in proof] == CONSISTENCY[old, new]
    assert proves_consistency(old, new, proof, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]))


def test_leaves_and_nodes_are_hashed_apart():
    assert leaf_hash(bytes.fromhex("101112131415161718191a1b1c1d1e1f")).hex() == (
        "3bfb960453ebaebf33727da7a1f4db38acc051d381b6da20d6d4e88f0eabfd7a"
    )
    assert node_hash(bytes(range(32)), bytes(range(32, 64))).hex() == (
        "1a378704c17da31e2d05b6d121c2bb2c7d76f6ee6fa8f983e596c2d034963c57"
    )
    assert subtree_root(bytes(range(64))) == node_hash(bytes(range(32)), bytes(range(32, 64)))


# --- The RFC's own definitions ----------------------------------------------------------------


@given(st.lists(st.binary(max_size=40), max_size=40))
def test_the_root_is_the_rfcs(entries):
    assert tree_of(entries).frontier().root() == defined_root(entries)


@given(size=st.integers(1, 60), data=st.data())
def test_proofs_are_the_rfcs(size, data):
    entries, tree = numbered(size), tree_of(numbered(size))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    assert inclusion_proof(index, size, tree.read) == defined_path(index, entries)
    assert consistency_proof(old, size, tree.read) == defined_subproof(old, entries, True)


@given(size=st.integers(1, 2000), data=st.data())
@settings(max_examples=60, deadline=None)
def test_pymerkle_agrees(size, data):
    entries, tree = numbered(size), tree_of(numbered(size))
    peer = pymerkle.InmemoryTree(algorithm="sha256")
    peer.append_entries(entries)
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))

    assert peer.get_root(size) == tree.frontier().root()
    assert peer.prove_inclusion(index + 1, size).path[1:] == inclusion_proof(index, size, tree.read)
    theirs = peer.prove_consistency(old, size)
    assert proves_consistency(old, size, consistency_proof(old, size, tree.read), peer.get_root(old), peer.get_root(size))
    pymerkle.verify_consistency(root(old, tree.read), root(size, tree.read), theirs)


# --- What a proof refuses ---------------------------------------------------------------------


@given(size=st.integers(1, 700), data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_proof_holds_for_its_own_leaf_place_size_and_root_only(size, data):
    tree = tree_of(numbered(size))
    index = data.draw(st.integers(0, size - 1))
    leaf, head = leaf_hash(b"entry %d" % index), tree.frontier().root()
    proof = inclusion_proof(index, size, tree.read)

    assert proves_inclusion(leaf, index, size, proof, head)
    assert not proves_inclusion(leaf_hash(b"another"), index, size, proof, head)
    assert not proves_inclusion(leaf, index, size, proof, leaf_hash(b"another"))
    assert not proves_inclusion(leaf, index, size, [*proof, head], head)
    assert not proves_inclusion(leaf, size, size, proof, head)
    assert not proves_inclusion(leaf, -1, size, proof, head)
    for at in range(len(proof)):
        bent = [*proof[:at], bytes([proof[at][0] ^ 1]) + proof[at][1:], *proof[at + 1 :]]
        assert not proves_inclusion(leaf, index, size, bent, head)
        assert not proves_inclusion(leaf, index, size, [*proof[:at], *proof[at + 1 :]], head)


@given(new=st.integers(2, 700), data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_rewritten_past_is_not_consistent(new, data):
    old = data.draw(st.integers(1, new - 1))
    changed = data.draw(st.integers(0, old - 1))
    tree = tree_of(numbered(new))
    rewritten = tree_of([b"forged" if at == changed else entry for at, entry in enumerate(numbered(new))])
    before, proof = root(old, tree.read), consistency_proof(old, new, tree.read)

    assert proves_consistency(old, new, proof, before, tree.frontier().root())
    forged = consistency_proof(old, new, rewritten.read)
    assert not proves_consistency(old, new, forged, before, rewritten.frontier().root())
    assert not proves_consistency(old, new, proof, before, rewritten.frontier().root())
    assert not proves_consistency(old, new, [*proof, before], before, tree.frontier().root())
    assert not proves_consistency(old, new, proof[:-1], before, tree.frontier().root())


def test_consistency_at_the_ends():
    tree = tree_of(ENTRIES)
    head = tree.frontier().root()
    assert consistency_proof(0, 8, tree.read) == []
    assert proves_consistency(0, 8, [], EMPTY_ROOT, head)
    assert not proves_consistency(0, 8, [], head, head)
    assert not proves_consistency(0, 8, [head], EMPTY_ROOT, head)
    assert proves_consistency(8, 8, [], head, head)
    assert not proves_consistency(8, 8, [], EMPTY_ROOT, head)
    assert not proves_consistency(8, 7, [], head, head)
    assert not proves_consistency(1, 8, [b"short"], head, head)


def test_what_no_tree_has_is_refused():
    with pytest.raises(NotInTree):
        inclusion_ranges(8, 8)
    with pytest.raises(NotInTree):
        inclusion_ranges(-1, 8)
    with pytest.raises(NotInTree):
        consistency_ranges(9, 8)
    with pytest.raises(NotInTree):
        Frontier.unpacked(3, bytes(32))
    assert root_from_inclusion(EMPTY_ROOT, 0, 8, [b"short"]) is None


@given(st.integers(0, 5000))
def test_a_frontier_survives_its_column(size):
    frontier = Frontier()
    for number in range(size % 300):
        frontier = frontier.append(leaf_hash(b"%d" % number))
    assert Frontier.unpacked(frontier.size, frontier.packed()) == frontier
    assert len(frontier.hashes) == frontier.size.bit_count()
