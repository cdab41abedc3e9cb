"""Tiles: their names, their widths, and a tree that is read back from them alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koinon.engines.merkle import HASH_BYTES, NotInTree, leaf_hash, proves_consistency, proves_inclusion
from koinon.engines.tiles import (
    MemoryStorage,
    TileName,
    append,
    consistency_proof,
    frontier,
    inclusion_proof,
    root,
    tile_at,
    tiles_completed_by,
    tiles_of,
)


@pytest.fixture(scope="module")
def tall() -> MemoryStorage:
    """A tree of 66,000 leaves: three levels of tiles."""
    storage = MemoryStorage()
    for number in range(66_000):
        append(storage, leaf_hash(b"%d" % number))
    return storage


def test_the_widths_of_the_specifications_examples():
    seventy_thousand = list(tiles_of(70_000))
    whole = [name for name in seventy_thousand if name.width == 256]
    assert len([name for name in whole if name.level == 0]) == 273
    assert [name for name in whole if name.level == 1] == [TileName(1, 0)]
    assert [name for name in seventy_thousand if name.width < 256] == [
        TileName(0, 273, 112),
        TileName(1, 1, 17),
        TileName(2, 0, 1),
    ]
    assert list(tiles_of(256)) == [TileName(0, 0), TileName(1, 0, 1)]
    assert list(tiles_of(0)) == []


def test_the_path_of_the_specifications_example():
    assert TileName(0, 1_234_067).path == "0/x001/x234/067"
    assert TileName(2, 5, 17).path == "2/005.p/17"
    assert TileName(1, 1000).path == "1/x001/000"


@given(level=st.integers(0, 63), number=st.integers(0, 10**12), width=st.integers(1, 256))
def test_a_path_is_read_back(level, number, width):
    name = TileName(level, number, width)
    assert TileName.parsed(str(level), name.numbered) == name


@pytest.mark.parametrize(
    ("level", "numbered"),
    [
        ("00", "000"),
        ("64", "000"),
        ("-1", "000"),
        ("0", "0"),
        ("0", "x000/001"),
        ("0", "001/001"),
        ("0", "x1/001"),
        ("0", "001.p/0"),
        ("0", "001.p/256"),
        ("0", "001.p/07"),
        ("0", "001.p/"),
        ("0", "001.p/x"),
        ("0", "٠٠١"),
        ("0", ""),
        ("٠", "001"),
        ("0", "../../etc"),
        ("0", "x" * 60 + "000"),
        ("0", "999/" * 30 + "999"),
    ],
)
def test_another_spelling_is_no_tile(level, numbered):
    with pytest.raises(NotInTree):
        TileName.parsed(level, numbered)


def test_a_tile_spans_its_leaves():
    assert TileName(0, 3, 16).leaves == (768, 784)
    assert TileName(1, 1, 2).leaves == (65_536, 66_048)


def test_empty_tiles_are_refused():
    for level, number, size in [(0, 0, 0), (0, 1, 256), (1, 0, 255), (-1, 0, 9), (0, -1, 9)]:
        with pytest.raises(NotInTree):
            tile_at(level, number, size)


@given(st.integers(1, 300_000))
def test_a_tile_is_completed_once_by_its_last_leaf(size):
    before, after = set(tiles_of(size - 1)), set(tiles_of(size))
    completed = {name for name in after - before if name.width == 256}
    assert set(tiles_completed_by(size)) == completed


@given(data=st.data())
@settings(max_examples=80, deadline=None)
def test_any_head_and_proof_of_a_tall_tree(tall, data):
    new = data.draw(st.integers(1, 66_000))
    old = data.draw(st.integers(1, new))
    index = data.draw(st.integers(0, new - 1))
    new_root = root(new, tall.read)

    assert frontier(new, tall.read).root() == new_root
    assert proves_inclusion(leaf_hash(b"%d" % index), index, new, inclusion_proof(index, new, tall.read), new_root)
    assert proves_consistency(old, new, consistency_proof(old, new, tall.read), root(old, tall.read), new_root)


def test_a_frontier_rebuilt_from_tiles_goes_on_growing(tall):
    rebuilt = frontier(65_999, tall.read).append(leaf_hash(b"65999"))
    assert rebuilt == tall.frontier()


def test_a_proof_reads_few_tiles_in_one_go(tall):
    asked = []

    def read(names):
        asked.append(list(names))
        return tall.read(names)

    inclusion_proof(12_345, 66_000, read)
    assert len(asked) == 1
    assert {(name.level, name.number) for name in asked[0]} == {(0, 48), (1, 0), (0, 257), (1, 1)}


def test_a_short_tile_is_noticed(tall):
    def read(names):
        return {name: tall.read([name])[name][:-HASH_BYTES] for name in names}

    with pytest.raises(NotInTree):
        root(66_000, read)
