"""Batches of sequences of similar length, within a budget of pieces."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Batch:
    """Positions of inputs that are translated together, and their shared limit in target pieces."""

    positions: tuple[int, ...]
    limit: int


def batches_of_like_length(
    lengths: Sequence[int], limit_of: Callable[[int], int], piece_budget: int
) -> Iterator[Batch]:
    """Yield every position of ``lengths`` once, longest first, in batches of one target limit.

    The padded size of a batch (positions times longest) stays within ``piece_budget`` pieces; a longer sequence
    is alone in its batch. The longest come first, so that a batch that does not fit into memory fails at the start.
    """
    order = sorted(range(len(lengths)), key=lambda position: (-lengths[position], position))
    current: list[int] = []
    for position in order:
        if current:
            first = lengths[current[0]]
            full = (len(current) + 1) * first > piece_budget
            if full or limit_of(first) != limit_of(lengths[position]):
                yield Batch(tuple(current), limit_of(first))
                current = []
        current.append(position)
    if current:
        yield Batch(tuple(current), limit_of(lengths[current[0]]))
