import hashlib
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.record.rules.tiles import Edge, Tile, nodes
from almoner.record.rules.tree import (
    EMPTY_ROOT,
    Frontier,
    Node,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
)
from almoner.record.tests import recursive

MOST = 130
WRONG = hashlib.sha256(b"another").digest()


@cache
def leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


def tree_of(hashes: list[bytes]) -> tuple[Edge, Node, list[Tile]]:
    edge, tiles = Edge(), []
    for leaf in hashes:
        tiles += edge.add(leaf)
    kept = {(tile.level, tile.position): tile.hashes for tile in tiles}
    return edge, nodes(lambda level, position: kept.get((level, position)), edge), tiles


def test_leaves_and_nodes_are_hashed_apart() -> None:
    assert leaf_hash(b"") == hashlib.sha256(b"\x00").digest()
    assert node_hash(b"a" * 32, b"b" * 32) != leaf_hash(b"a" * 32 + b"b" * 32)


def test_the_root_of_every_size_is_the_standards_own() -> None:
    frontier, edge = Frontier(), Edge()
    assert frontier.root() == edge.root() == recursive.root([]) == EMPTY_ROOT
    for size, leaf in enumerate(leaves(600), start=1):
        frontier.add(leaf)
        edge.add(leaf)
        if size <= MOST or size % 37 == 0 or size in (255, 256, 257, 511, 512, 513):
            assert frontier.root() == edge.root() == recursive.root(leaves(600)[:size])


def test_every_leaf_of_every_size_is_proved_to_be_included_and_no_other() -> None:
    _, node, _ = tree_of(leaves(MOST))
    proved = 0
    for size in range(1, MOST + 1):
        root = recursive.root(leaves(MOST)[:size])
        for index in range(size):
            proof = inclusion_proof(index, size, node)
            assert proof == recursive.path(index, leaves(MOST)[:size])
            assert is_included(leaves(MOST)[index], index, size, proof, root)
            assert not is_included(WRONG, index, size, proof, root)
            proved += 1
    assert proved == MOST * (MOST + 1) // 2


def test_every_older_size_is_proved_to_begin_every_newer_one_and_no_other_is() -> None:
    _, node, _ = tree_of(leaves(MOST))
    roots = [recursive.root(leaves(MOST)[:size]) for size in range(MOST + 1)]
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            proof = consistency_proof(old, new, node)
            assert proof == recursive.proof(old, leaves(MOST)[:new])
            assert is_consistent(old, roots[old], new, roots[new], proof)
            assert not is_consistent(old, WRONG, new, roots[new], proof)
            assert not is_consistent(old, roots[old], new, WRONG, proof)


@given(st.integers(1, 1500), st.data())
def test_a_proof_for_one_place_serves_no_other(size: int, data: st.DataObject) -> None:
    hashes = leaves(1500)[:size]
    edge, node, _ = tree_of(hashes)
    root = edge.root()
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size + 3))
    proof = inclusion_proof(index, size, node)
    assert is_included(hashes[index], index, size, proof, root)
    if other != index:
        assert not is_included(hashes[index], other, size, proof, root)


SPOIL: list[Callable[[list[bytes], int], list[bytes]]] = [
    lambda proof, at: [*proof[:at], WRONG, *proof[at + 1 :]],
    lambda proof, at: proof[:at] + proof[at + 1 :],
    lambda proof, at: [*proof[:at], WRONG, *proof[at:]],
    lambda proof, at: [*proof, proof[at]],
]


@given(st.integers(2, 700), st.data(), st.sampled_from(SPOIL))
def test_a_proof_with_one_step_altered_lost_or_added_proves_nothing(
    size: int, data: st.DataObject, spoil: Callable[[list[bytes], int], list[bytes]]
) -> None:
    hashes = leaves(1500)[:size]
    edge, node, _ = tree_of(hashes)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, node)
    spoilt = spoil(proof, data.draw(st.integers(0, len(proof) - 1)))
    assert not is_included(hashes[index], index, size, spoilt, edge.root())
    old = data.draw(st.integers(1, size - 1))
    proof = consistency_proof(old, size, node)
    spoilt = spoil(proof, data.draw(st.integers(0, len(proof) - 1)))
    assert not is_consistent(old, recursive.root(hashes[:old]), size, edge.root(), spoilt)


@given(st.integers(1, 700), st.data())
def test_a_record_whose_past_was_altered_is_never_proved_to_follow(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    altered = data.draw(st.integers(0, old - 1))
    hashes = leaves(1500)[:size]
    kept_root = recursive.root(hashes[:old])
    forged = [*hashes[:altered], WRONG, *hashes[altered + 1 :]]
    edge, node, _ = tree_of(forged)
    assert not is_consistent(old, kept_root, size, edge.root(), consistency_proof(old, size, node))


def test_three_levels_of_tiles_still_prove() -> None:
    size = 65_536 + 700
    hashes = leaves(size)
    edge, node, tiles = tree_of(hashes)
    frontier = Frontier()
    roots = {}
    for leaf in hashes:
        frontier.add(leaf)
        if frontier.size in (300, 65_536, 65_537, size):
            roots[frontier.size] = frontier.root()
    assert len([tile for tile in tiles if tile.level == 1]) == 1
    assert edge.root() == roots[size]
    for index in (0, 255, 256, 65_535, 65_536, size - 1):
        assert is_included(hashes[index], index, size, inclusion_proof(index, size, node), roots[size])
    for old in (300, 65_536, 65_537):
        assert is_consistent(old, roots[old], size, roots[size], consistency_proof(old, size, node))


def test_an_edge_taken_up_again_goes_on_as_if_never_put_down() -> None:
    straight, resumed = Edge(), Edge()
    for leaf in leaves(1500):
        straight.add(leaf)
        resumed = Edge(resumed.size, [bytes(level) for level in resumed.levels])
        resumed.add(leaf)
    assert resumed.root() == straight.root()


def test_an_edge_that_does_not_belong_to_its_size_is_refused() -> None:
    edge, _, _ = tree_of(leaves(300))
    levels = [bytes(level) for level in edge.levels]
    with pytest.raises(ValueError, match="hashes at tile level 0"):
        Edge(299, levels)
    with pytest.raises(ValueError, match="tile levels"):
        Edge(300, levels[:1])
    with pytest.raises(ValueError, match="complete subtrees"):
        Frontier(3, [WRONG])


def test_what_is_not_in_the_tree_has_no_proof() -> None:
    _, node, _ = tree_of(leaves(10))
    with pytest.raises(ValueError, match="no leaf 10"):
        inclusion_proof(10, 10, node)
    with pytest.raises(ValueError, match="cannot begin"):
        consistency_proof(11, 10, node)
    with pytest.raises(LookupError):
        node(4, 0)
    assert not is_included(WRONG, 0, 0, [], EMPTY_ROOT)
    assert not is_consistent(3, WRONG, 2, WRONG, [])
    assert is_consistent(0, EMPTY_ROOT, 5, recursive.root(leaves(5)), [])
    assert not is_consistent(0, WRONG, 5, recursive.root(leaves(5)), [])
