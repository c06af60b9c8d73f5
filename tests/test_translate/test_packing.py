import itertools
import random
from array import array
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from translate.training.packing import BatchSize, like_length_batches, mixed_batches, packed, packed_to_size
from translate.training.records import EncodedPairs, PackedPairs

LONGEST, PADDING = 20, 999
Lengths = list[tuple[int, int]]
LENGTHS: st.SearchStrategy[Lengths] = st.lists(
    st.tuples(st.integers(2, LONGEST), st.integers(2, LONGEST)), min_size=1, max_size=80
)
SIZES = st.builds(BatchSize, st.integers(2 * LONGEST, 200), st.just(LONGEST))


def encoded(lengths: Lengths) -> EncodedPairs:
    """Pairs of these lengths, whose ids count on: what is lost or moved is seen."""
    starts = [array("L", [0, *np.cumsum([pair[side] for pair in lengths]).tolist()]) for side in (0, 1)]
    source, target = (array("H", (number % 900 for number in range(side[-1]))) for side in starts)
    return EncodedPairs(source, starts[0], target, starts[1], (range(len(lengths)),))


def sequences(ids: NDArray[np.uint16], starts: NDArray[np.int32]) -> list[list[int]]:
    return [ids[first:last].tolist() for first, last in itertools.pairwise(starts)]


def expected(pairs: EncodedPairs, batch: Sequence[int], side: int) -> list[list[int]]:
    return [list(pairs.pair(index)[side]) for index in batch]


def both_sides(batch: PackedPairs) -> list[tuple[NDArray[np.uint16], NDArray[np.int32]]]:
    return [(batch.source, batch.source_starts), (batch.target, batch.target_starts)]


@given(LENGTHS, st.randoms(use_true_random=False))
def test_packing_loses_and_moves_nothing(lengths: Lengths, chooser: random.Random) -> None:
    pairs = encoded(lengths)
    order = chooser.sample(range(len(pairs)), k=chooser.randint(1, len(pairs)))
    batch = packed(pairs, order)
    for side, (ids, starts) in enumerate(both_sides(batch)):
        assert sequences(ids, starts) == expected(pairs, order, side)
        assert (ids.dtype, starts.dtype) == (np.uint16, np.int32)
    assert batch.longest == max(max(lengths[index]) for index in order)


@given(LENGTHS, SIZES, st.randoms(use_true_random=False))
def test_batches_of_one_size_are_of_that_size(lengths: Lengths, size: BatchSize, chooser: random.Random) -> None:
    pairs = encoded(lengths)
    for batch in mixed_batches(pairs, size, chooser):
        filled = packed_to_size(pairs, batch, size, PADDING)
        assert filled.longest == LONGEST
        rests = []
        for side, (ids, starts) in enumerate(both_sides(filled)):
            assert (len(ids), len(starts), starts[-1]) == (size.pieces, size.sequences + 1, size.pieces)
            assert (ids.dtype, starts.dtype) == (np.uint16, np.int32)
            every = sequences(ids, starts)
            assert every[: len(batch)] == expected(pairs, batch, side)
            rest = [one for one in every[len(batch) :] if one]
            assert every == [*every[: len(batch)], *rest, *[[]] * (len(every) - len(batch) - len(rest))]
            assert all(set(one) == {PADDING} and len(one) <= LONGEST for one in rest)
            rests.append(len(rest))
        # No sequence of padding has to attend to an empty one.
        assert rests[0] == rests[1] <= size.rests


@given(LENGTHS, SIZES, st.randoms(use_true_random=False))
def test_mixed_batches_hold_every_pair_but_those_of_a_small_last_batch(
    lengths: Lengths, size: BatchSize, chooser: random.Random
) -> None:
    pairs = encoded(lengths)
    batches = mixed_batches(pairs, size, chooser)
    held = [index for batch in batches for index in batch]
    assert len(set(held)) == len(held)
    left_out = [lengths[index] for index in set(range(len(pairs))) - set(held)]
    for side in (0, 1):
        assert sum(pair[side] for pair in left_out) < (size.pieces - size.rests) / 2
    assert batches
    assert all(batches)


def test_a_small_last_batch_is_left_out_and_an_only_one_kept() -> None:
    size = BatchSize(pieces=41, longest=LONGEST)
    assert [len(one) for one in mixed_batches(encoded([(10, 10)] * 7), size, random.Random(1))] == [3, 3]
    assert [len(one) for one in mixed_batches(encoded([(10, 10)] * 8), size, random.Random(1))] == [3, 3, 2]
    assert [len(one) for one in mixed_batches(encoded([(10, 10)]), size, random.Random(1))] == [1]
    assert mixed_batches(encoded([]), size, random.Random(1)) == []


def test_many_short_pairs_are_no_more_than_the_sequences_there_are() -> None:
    size = BatchSize(pieces=80, longest=LONGEST)
    batches = mixed_batches(encoded([(2, 2)] * 30), size, random.Random(1))
    assert [len(batch) for batch in batches] == [10, 10, 10][: len(batches)]
    assert size.sequences == 10 + size.rests


@given(LENGTHS, st.integers(1, 200), st.randoms(use_true_random=False))
def test_batches_of_like_length_hold_every_pair_once_and_keep_the_budget(
    lengths: Lengths, budget: int, chooser: random.Random
) -> None:
    pairs = encoded(lengths)
    batches = like_length_batches(pairs, budget, chooser)
    assert sorted(index for batch in batches for index in batch) == list(range(len(pairs)))
    widths = [[pairs.width(index) for index in batch] for batch in batches]
    assert all(len(batch) == 1 or len(batch) * max(batch) <= budget for batch in widths)
    # Of like length: no pair of another batch lies between two of one.
    ordered = sorted(widths, key=lambda batch: (min(batch), max(batch)))
    assert all(max(one) <= min(other) for one, other in itertools.pairwise(ordered))


def test_a_pair_over_the_budget_gets_a_batch_of_its_own() -> None:
    assert all(len(batch) == 1 for batch in like_length_batches(encoded([(3, 5)] * 9), 1, random.Random(1)))


@pytest.mark.parametrize(
    "batches",
    [
        lambda pairs, chooser: like_length_batches(pairs, 60, chooser),
        lambda pairs, chooser: mixed_batches(pairs, BatchSize(60, LONGEST), chooser),
    ],
    ids=["like length", "mixed"],
)
def test_batches_are_shuffled_by_chance_alone(
    batches: Callable[[EncodedPairs, random.Random], list[list[int]]],
) -> None:
    pairs = encoded([(2 + number % 9, 2 + number % 7) for number in range(60)])
    first, again, other = (batches(pairs, random.Random(seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_batches_of_like_length_come_in_any_order() -> None:
    pairs = encoded([(length, length) for length in range(2, 20) for _ in range(5)])
    widths = [pairs.width(batch[0]) for batch in like_length_batches(pairs, 40, random.Random(1))]
    assert widths != sorted(widths)
