from hypothesis import given, settings
from hypothesis import strategies as st

from translate.batching import Batch, batches_of_like_length
from translate.decoding import DecodingOptions, target_limit


def limit_of(length: int) -> int:
    return target_limit(length, DecodingOptions(), 512)


@settings(max_examples=200, deadline=None)
@given(lengths=st.lists(st.integers(1, 160), max_size=80), budget=st.integers(1, 600))
def test_every_position_once_within_the_budget(lengths: list[int], budget: int) -> None:
    batches = list(batches_of_like_length(lengths, limit_of, budget))
    assert sorted(position for batch in batches for position in batch.positions) == list(range(len(lengths)))
    for batch in batches:
        sizes = [lengths[position] for position in batch.positions]
        assert {limit_of(size) for size in sizes} == {batch.limit}
        assert len(sizes) == 1 or len(sizes) * max(sizes) <= budget
    flat = [lengths[position] for batch in batches for position in batch.positions]
    assert flat == sorted(lengths, reverse=True)


def test_batches_are_filled() -> None:
    assert [len(batch.positions) for batch in batches_of_like_length([10] * 25, limit_of, 100)] == [10, 10, 5]


def test_what_is_longer_than_the_budget_travels_alone() -> None:
    assert list(batches_of_like_length([5, 300, 5], limit_of, 100)) == [
        Batch((1,), limit_of(300)),
        Batch((0, 2), limit_of(5)),
    ]


def test_equal_lengths_keep_their_order() -> None:
    assert [batch.positions for batch in batches_of_like_length([7, 7, 7], limit_of, 100)] == [(0, 1, 2)]


def test_nothing_gives_nothing() -> None:
    assert list(batches_of_like_length([], limit_of, 100)) == []
