"""Where the links of two long texts can be: a band around sentences that surely belong together.

Words that are rare on both sides name candidates; the heaviest chain of them in which both texts go forward is the
course of the band. Short texts are searched whole.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.alignment.blocks import Tile
from corpus.alignment.vectors import MAX_BLOCK, Evidence, Space

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Texts with at most so many cells are searched without a band.
WHOLE_CELLS = 250_000
# Indonesian sentences of a tile. Larger tiles search more cells, smaller ones take more steps.
_TILE_ROWS = 64
# Sentences on either side of the course that are searched besides, and the share of the distance between two anchors.
_MARGIN = 24
_SLACK = 0.5
# A word in more sentences than this is no rare one.
_RARE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A part of the band: rows and columns are places between sentences, both ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @property
    def tile(self) -> Tile:
        """The sentences of all links that end in this part."""
        return Tile(
            rows=range(max(0, self.first_row - MAX_BLOCK), self.last_row),
            columns=range(max(0, self.first_column - MAX_BLOCK), self.last_column),
        )


def strips(evidence: Evidence) -> list[Strip]:
    """Return the parts of the band of two texts, from the first to the last sentence."""
    rows, columns = len(evidence.id_lengths), len(evidence.en_lengths)
    starts = range(0, rows, _TILE_ROWS)
    parts = [(start + (start > 0), min(rows, start + _TILE_ROWS)) for start in starts]
    if (rows + 1) * (columns + 1) <= WHOLE_CELLS:
        return [Strip(first_row=first, last_row=last, first_column=0, last_column=columns) for first, last in parts]
    course = np.array([(0, 0), *anchors(evidence), (rows, columns)], dtype=np.float64)
    found = [_strip(course, first, last, columns) for first, last in parts]
    # Neither border may go back, so that a place before another is in the band if the other is.
    lows = np.minimum.accumulate([one.first_column for one in found][::-1])[::-1]
    highs = np.maximum.accumulate([one.last_column for one in found])
    lows[0], highs[-1] = 0, columns
    return [
        Strip(first_row=one.first_row, last_row=one.last_row, first_column=int(low), last_column=int(high))
        for one, low, high in zip(found, lows, highs, strict=True)
    ]


def _strip(course: NDArray[np.float64], first: int, last: int, columns: int) -> Strip:
    """Return the part between two rows: the course there, a margin, and more where anchors are far."""
    inside = np.flatnonzero((course[:, 0] >= first - 1) & (course[:, 0] <= last))
    around = course[max(0, inside[0] - 1) : inside[-1] + 2] if len(inside) else _enclosing(course, first, last)
    margin = _MARGIN + _SLACK * float(np.diff(around, axis=0).max(initial=0))
    low, high = np.interp([first - 1, last], course[:, 0], course[:, 1])
    return Strip(
        first_row=first,
        last_row=last,
        first_column=max(0, int(low - margin)),
        last_column=min(columns, int(high + margin) + 1),
    )


def _enclosing(course: NDArray[np.float64], first: int, last: int) -> NDArray[np.float64]:
    before = int(np.searchsorted(course[:, 0], first, side="right")) - 1
    after = int(np.searchsorted(course[:, 0], last, side="left"))
    return course[max(0, before) : after + 1]


def anchors(evidence: Evidence) -> list[tuple[int, int]]:
    """Return pairs of sentences that surely belong together, in order and going forward in both texts."""
    parts = [_rare_products(space) for space in (evidence.words, evidence.names, evidence.numbers)]
    votes = (parts[0] + parts[1] + parts[2]).tocsr()
    if not votes.nnz:
        return []
    columns = votes.T.tocsr()
    best_column = np.asarray(votes.argmax(axis=1)).ravel()
    best_row = np.asarray(columns.argmax(axis=1)).ravel()
    heights = np.asarray(votes.max(axis=1).todense()).ravel()
    mutual = [
        (row, int(column), float(heights[row]))
        for row, column in enumerate(best_column)
        if heights[row] > 0 and best_row[column] == row
    ]
    return _heaviest_chain(mutual)


def _rare_products(space: Space) -> "csr_matrix":
    """Return the products of all sentences over the features that are rare on both sides."""
    frequencies = [
        np.bincount(matrix.indices, minlength=matrix.shape[1]) for matrix in (space.id_vectors, space.en_vectors)
    ]
    rare = np.flatnonzero(np.logical_and.reduce([(one > 0) & (one <= _RARE) for one in frequencies]))
    left, right = space.id_vectors[:, rare], space.en_vectors[:, rare]
    return left @ right.T


def _heaviest_chain(points: Sequence[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """Return the chain of points, rising in both coordinates, with the largest sum of weights."""
    ends: list[int] = []  # columns, rising; a chain that ends at a later column has to be heavier
    sums: list[float] = []
    tips: list[int] = []
    previous: dict[int, int | None] = {}
    for number, (_, column, weight) in enumerate(points):
        place = bisect_left(ends, column)
        before = place - 1
        total = weight + (sums[before] if before >= 0 else 0.0)
        previous[number] = tips[before] if before >= 0 else None
        stop = place
        while stop < len(ends) and sums[stop] <= total:
            stop += 1
        if place < len(ends) and ends[place] == column and sums[place] > total:
            continue
        ends[place:stop], sums[place:stop], tips[place:stop] = [column], [total], [number]
    chain: list[tuple[int, int]] = []
    tip = tips[-1] if tips else None
    while tip is not None:
        chain.append(points[tip][:2])
        tip = previous[tip]
    return chain[::-1]
