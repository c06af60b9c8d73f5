"""Batches of sentence pairs laid end to end, the form that the transformer reads."""

import random
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from translate.training.records import EncodedPairs, PackedPairs

# A batch of fixed size has room for as many sequences as fit if each has this many pieces on average.
_FEWEST_PIECES = 8


class BatchSize(NamedTuple):
    """The fixed size of batches for a GPU: ``pieces`` on each side, no sequence longer than ``longest``."""

    pieces: int
    longest: int

    @property
    def sequences(self) -> int:
        """The number of sequences in a batch, empty ones included."""
        return self.rests + max(1, self.pieces // _FEWEST_PIECES)

    @property
    def rests(self) -> int:
        """The most sequences of padding that a side can need, none longer than ``longest``; each takes a piece."""
        return self.pieces // self.longest + 1


def packed(pairs: EncodedPairs, batch: Sequence[int]) -> PackedPairs:
    """Return the pairs of ``batch`` packed, without padding."""
    source, target = _joined(pairs, batch)
    source_lengths, target_lengths = _lengths(pairs, batch)
    longest = max(*source_lengths, *target_lengths)
    return PackedPairs(source, _starts(source_lengths), target, _starts(target_lengths), longest)


def packed_to_size(pairs: EncodedPairs, batch: Sequence[int], size: BatchSize, padding: int) -> PackedPairs:
    """Return the pairs of ``batch`` packed, both sides filled to ``size`` with sequences of ``padding``."""
    sides = _joined(pairs, batch)
    missing = [size.pieces - len(side) for side in sides]
    rests = max(1, -(-max(missing) // size.longest))
    filled, starts = [], []
    for side, lengths, gap in zip(sides, _lengths(pairs, batch), missing, strict=True):
        filled.append(np.concatenate([side, np.full(gap, padding, np.uint16)]))
        every, more = divmod(gap, rests)
        lengths = [*lengths, *(every + (number < more) for number in range(rests))]
        starts.append(_starts([*lengths, *[0] * (size.sequences - len(lengths))]))
    return PackedPairs(filled[0], starts[0], filled[1], starts[1], size.longest)


def like_length_batches(pairs: EncodedPairs, budget: int, chooser: random.Random) -> list[list[int]]:
    """Return the indices of all pairs in shuffled batches of like length, each within ``budget`` padded pieces."""
    order = list(range(len(pairs)))
    chooser.shuffle(order)
    order.sort(key=pairs.width)
    batches: list[list[int]] = []
    for index in order:
        if not batches or (len(batches[-1]) + 1) * pairs.width(index) > budget:
            batches.append([])
        batches[-1].append(index)
    chooser.shuffle(batches)
    return batches


def mixed_batches(pairs: EncodedPairs, size: BatchSize, chooser: random.Random) -> list[list[int]]:
    """Return the indices of the pairs in batches of mixed lengths that fit ``packed_to_size``.

    A last batch that is less than half full is left out, so that no step is taken on a few pairs. The next epoch has
    other pairs last.
    """
    order = list(range(len(pairs)))
    chooser.shuffle(order)
    room = size.pieces - size.rests
    batches: list[list[int]] = []
    filled = (room, room)
    for index in order:
        source, target = (len(side) for side in pairs.pair(index))
        fits = filled[0] + source <= room and filled[1] + target <= room
        if not fits or len(batches[-1]) == size.sequences - size.rests:
            batches.append([])
            filled = (0, 0)
        batches[-1].append(index)
        filled = (filled[0] + source, filled[1] + target)
    if len(batches) > 1 and max(filled) < room / 2:
        batches.pop()
    return batches


def _joined(pairs: EncodedPairs, batch: Sequence[int]) -> list[NDArray[np.uint16]]:
    sides = zip(*(pairs.pair(index) for index in batch), strict=True)
    return [np.concatenate([np.frombuffer(ids, np.uint16) for ids in side]) for side in sides]


def _lengths(pairs: EncodedPairs, batch: Sequence[int]) -> list[list[int]]:
    sides = zip(*(pairs.pair(index) for index in batch), strict=True)
    return [[len(ids) for ids in side] for side in sides]


def _starts(lengths: Sequence[int]) -> NDArray[np.int32]:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
