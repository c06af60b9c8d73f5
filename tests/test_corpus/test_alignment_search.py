"""The search for links: it finds the best sequence, its probabilities are right, and a band changes nothing."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.alignment.blocks import KINDS
from corpus.alignment.search import Lattice, best_links, probability, totals

MOVES = (*KINDS, (1, 0), (0, 1))


def random_lattice(rows: int, columns: int, seed: int) -> Lattice:
    chance = np.random.default_rng(seed)
    links = {}
    for height, width in KINDS:
        scores = np.full((rows + 1, columns + 1), -np.inf)
        scores[height:, width:] = chance.normal(size=scores[height:, width:].shape) * 2
        links[height, width] = scores
    return Lattice(
        links=links,
        id_alone=chance.normal(size=rows),
        en_alone=chance.normal(size=columns),
        first=np.zeros(rows + 1, dtype=np.int64),
        last=np.full(rows + 1, columns, dtype=np.int64),
    )


def score_of(lattice: Lattice, path: list[tuple[int, int, int, int]]) -> float:
    total = 0.0
    for row, column, height, width in path:
        if not width:
            total += lattice.id_alone[row]
        elif not height:
            total += lattice.en_alone[column]
        else:
            total += lattice.links[height, width][row + height, column + width]
    return total


def all_paths(rows: int, columns: int) -> list[list[tuple[int, int, int, int]]]:
    """Return every sequence of links; a sentence of each side that stand alone side by side in both orders."""
    if not rows and not columns:
        return [[]]
    return [
        [*path, (rows - height, columns - width, height, width)]
        for height, width in MOVES
        if height <= rows and width <= columns
        for path in all_paths(rows - height, columns - width)
    ]


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (2, 3), (4, 2), (3, 3), (0, 2), (2, 0)])
def test_the_best_links_and_the_sum_are_those_of_all_sequences(rows: int, columns: int) -> None:
    lattice = random_lattice(rows, columns, seed=rows * 7 + columns)
    paths = all_paths(rows, columns)
    # Skips within a row are merged: English sentences that stand alone come before what follows, in one way.
    values = [score_of(lattice, path) for path in paths]
    assert score_of(lattice, best_links(lattice)) == pytest.approx(max(values))
    sums = totals(lattice)
    assert sums.whole == pytest.approx(math.log(sum(math.exp(value) for value in values)))


def test_probabilities_are_the_shares_of_all_sequences() -> None:
    lattice = random_lattice(3, 3, seed=5)
    paths = all_paths(3, 3)
    weights = [math.exp(score_of(lattice, path)) for path in paths]
    sums = totals(lattice)
    for step in {step for path in paths for step in path}:
        share = sum(weight for path, weight in zip(paths, weights, strict=True) if step in path) / sum(weights)
        assert probability(lattice, sums, step) == pytest.approx(share, rel=1e-6), step


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 999))
def test_every_sentence_is_in_one_link_and_both_sides_go_forward(rows: int, columns: int, seed: int) -> None:
    found = best_links(random_lattice(rows, columns, seed))
    assert [place for row, _, height, _ in found for place in range(row, row + height)] == list(range(rows))
    assert [place for _, column, _, width in found for place in range(column, column + width)] == list(range(columns))
    assert all((height, width) in MOVES for _, _, height, width in found)


def test_a_band_that_holds_the_best_links_finds_them() -> None:
    lattice = random_lattice(12, 12, seed=3)
    diagonal = np.arange(13)
    for height, width in KINDS:
        # The diagonal is best by far.
        bonus = 50.0 if (height, width) == (1, 1) else -50.0
        lattice.links[height, width][diagonal, diagonal] += bonus
    first = np.maximum(diagonal - 3, 0)
    last = np.minimum(diagonal + 3, 12)
    width = int((last - first).max()) + 1
    links = {}
    for kind, scores in lattice.links.items():
        banded = np.full((13, width), -np.inf)
        for row, (low, high) in enumerate(zip(first, last, strict=True)):
            banded[row, : high - low + 1] = scores[row, low : high + 1]
        links[kind] = banded
    banded = Lattice(links=links, id_alone=lattice.id_alone, en_alone=lattice.en_alone, first=first, last=last)
    assert best_links(banded) == best_links(lattice) == [(place, place, 1, 1) for place in range(12)]
    assert totals(banded).whole <= totals(lattice).whole
    for step in best_links(lattice):
        whole = probability(lattice, totals(lattice), step)
        assert probability(banded, totals(banded), step) == pytest.approx(whole, abs=1e-6)
