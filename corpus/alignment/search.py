"""The best sequence of links, and the probability of each: dynamic programming over a band of the two texts.

The moves are those of Gale & Church (1993), "A Program for Aligning Sentences in Bilingual Corpora", with 1–3, 3–1 and
2–2 besides. Each link and each sentence without counterpart has a score, the logarithm of a potential; the sum over all
sequences (Lafferty, McCallum & Pereira 2001, "Conditional Random Fields") makes probabilities of them. The time is
linear in the cells of the band (Thompson & Koehn 2019, "Vecalign", search coarse to fine too).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.alignment.blocks import KINDS

Scores = NDArray[np.float64]
_NEVER = -np.inf
Step = tuple[int, int, int, int]
"""A link: first Indonesian sentence, first English sentence, and how many of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """The scores of all links in a band.

    ``links[kind][i, k]`` is the score of the link that ends before Indonesian sentence ``i`` and before English
    sentence ``first[i] + k``; ``-inf`` is a link that cannot be. ``id_alone`` and ``en_alone`` are the scores of
    sentences without counterpart. ``first`` and ``last`` bound the band at each ``i``, both included, and never fall.
    """

    links: dict[tuple[int, int], Scores]
    id_alone: Scores
    en_alone: Scores
    first: NDArray[np.int64]
    last: NDArray[np.int64]

    @property
    def rows(self) -> int:
        """The number of Indonesian sentences."""
        return len(self.id_alone)

    @property
    def width(self) -> int:
        """The number of places of the band."""
        return int((self.last - self.first).max()) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Scores of all beginnings (``before``) and all ends (``after``) of sequences at each place, and of the whole."""

    before: Scores
    after: Scores
    whole: float


def best_links(lattice: Lattice) -> list[Step]:
    """Return the links with the highest total score, in order; a sentence without counterpart is a link too."""
    best = _forward(lattice, np.maximum)
    row, column = lattice.rows, len(lattice.en_alone)
    found: list[Step] = []
    while row or column:
        moves = []
        for height, width in (*KINDS, (1, 0), (0, 1)):
            if height <= row and width <= column:
                before = _at(lattice, best, row - height, column - width)
                moves.append((before + _score(lattice, row, column, (height, width)), (height, width)))
        _, (height, width) = max(moves)
        row, column = row - height, column - width
        found.append((row, column, height, width))
    return found[::-1]


def totals(lattice: Lattice) -> Totals:
    """Return the sums over all sequences of links, as logarithms."""
    before = _forward(lattice, np.logaddexp)
    whole = _at(lattice, before, lattice.rows, len(lattice.en_alone))
    return Totals(before=before, after=_backward(lattice, np.logaddexp), whole=whole)


def probability(lattice: Lattice, sums: Totals, step: Step) -> float:
    """Return the share of one link in the sum over all sequences."""
    row, column, height, width = step
    score = _score(lattice, row + height, column + width, (height, width))
    before = _at(lattice, sums.before, row, column)
    after = _at(lattice, sums.after, row + height, column + width)
    return float(np.exp(min(0.0, before + score + after - sums.whole)))


def _score(lattice: Lattice, row: int, column: int, kind: tuple[int, int]) -> float:
    if kind == (1, 0):
        return float(lattice.id_alone[row - 1])
    if kind == (0, 1):
        return float(lattice.en_alone[column - 1])
    return _at(lattice, lattice.links[kind], row, column)


def _at(lattice: Lattice, values: Scores, row: int, column: int) -> float:
    inside = lattice.first[row] <= column <= lattice.last[row]
    return float(values[row, column - lattice.first[row]]) if inside else _NEVER


def shifted(row: Scores, shift: int) -> Scores:
    """Return ``row`` with its element ``k + shift`` at ``k``, and ``-inf`` where there is none."""
    moved = np.full_like(row, _NEVER)
    if shift >= 0:
        moved[: max(0, len(row) - shift)] = row[shift:]
    else:
        moved[-shift:] = row[:shift]
    return moved


def _alone_sums(lattice: Lattice) -> Scores:
    """Return the score of leaving the first ``j`` English sentences alone, padded to every place of the band."""
    sums = np.concatenate([[0.0], np.cumsum(lattice.en_alone)])
    return np.concatenate([sums, np.full(lattice.width, sums[-1])])


def _masked(row: Scores, lattice: Lattice, place: int) -> Scores:
    row[int(lattice.last[place] - lattice.first[place]) + 1 :] = _NEVER
    return row


def _forward(lattice: Lattice, combine: np.ufunc) -> Scores:
    """Return the score of everything before each place; ``combine`` is the maximum or the sum of logarithms."""
    alone, width = _alone_sums(lattice), lattice.width
    table = np.full((lattice.rows + 1, width), _NEVER)
    for row in range(lattice.rows + 1):
        first = int(lattice.first[row])
        arrivals = []
        if row == 0:
            start = np.full(width, _NEVER)
            start[0] = 0.0
            arrivals.append(start)
        else:
            shift = first - int(lattice.first[row - 1])
            arrivals.append(shifted(table[row - 1], shift) + lattice.id_alone[row - 1])
        for (height, step), scores in lattice.links.items():
            if height <= row:
                shift = first - int(lattice.first[row - height]) - step
                arrivals.append(shifted(table[row - height], shift) + scores[row])
        here = alone[first : first + width]
        # English sentences that are left alone, any number of them, without a loop.
        table[row] = _masked(combine.accumulate(combine.reduce(np.stack(arrivals)) - here) + here, lattice, row)
    return table


def _backward(lattice: Lattice, combine: np.ufunc) -> Scores:
    """Return the score of everything after each place."""
    alone, width = _alone_sums(lattice), lattice.width
    table = np.full((lattice.rows + 1, width), _NEVER)
    for row in range(lattice.rows, -1, -1):
        first = int(lattice.first[row])
        departures = []
        if row == lattice.rows:
            end = np.full(width, _NEVER)
            end[len(lattice.en_alone) - first] = 0.0
            departures.append(end)
        else:
            shift = first - int(lattice.first[row + 1])
            departures.append(shifted(table[row + 1], shift) + lattice.id_alone[row])
        for (height, step), scores in lattice.links.items():
            if row + height <= lattice.rows:
                shift = first - int(lattice.first[row + height]) + step
                departures.append(shifted(table[row + height] + scores[row + height], shift))
        here = alone[first : first + width]
        summed = _masked(combine.reduce(np.stack(departures)) + here, lattice, row)
        table[row] = _masked(combine.accumulate(summed[::-1])[::-1] - here, lattice, row)
    return table
