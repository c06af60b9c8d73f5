"""The records that sentence pairs are kept in for training: encoded, and packed into batches."""

from array import array
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class EncodedPairs:
    """Sentence pairs as piece ids, end marks included, in flat arrays: ``ids[starts[i]:starts[i + 1]]``."""

    source: "array[int]"
    source_starts: "array[int]"
    target: "array[int]"
    target_starts: "array[int]"
    origins: tuple[range, ...]

    def __len__(self) -> int:
        return len(self.source_starts) - 1

    def pair(self, index: int) -> tuple["array[int]", "array[int]"]:
        """Return the source and target piece ids of one pair."""
        return (
            self.source[self.source_starts[index] : self.source_starts[index + 1]],
            self.target[self.target_starts[index] : self.target_starts[index + 1]],
        )

    def width(self, index: int) -> int:
        """Return the pieces of the longer side of one pair."""
        return max(
            self.source_starts[index + 1] - self.source_starts[index],
            self.target_starts[index + 1] - self.target_starts[index],
        )


class PackedPairs(NamedTuple):
    """A batch of pairs: the piece ids of each side end to end, where each sequence begins, and where the last ends.

    *Shape:* ids (T,) uint16, starts (sequences + 1,) int32. No sequence has more than ``longest`` pieces.
    """

    source: NDArray[np.uint16]
    source_starts: NDArray[np.int32]
    target: NDArray[np.uint16]
    target_starts: NDArray[np.int32]
    longest: int
