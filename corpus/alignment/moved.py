"""Passages that stand elsewhere in the other text: found among the sentences that the search in order left alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.alignment.search import Lattice, Step, best_links, probability, totals
from corpus.alignment.vectors import Evidence, Space
from corpus.alignment.weights import Weights, scored_lattice

# Passages without a sentence that is at least so much alike are not compared; of the right links of disturbed
# development documents 1 % have a lower cosine.
_ALIKE = 0.12
# Texts rarely have more than two passages side by side that moved apart.
_ROUNDS = 4
# Products of so many sentences are in memory at once.
_ROWS_AT_ONCE = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredStep:
    """A link with its probability among all links of its part of the texts."""

    step: Step
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """Links of two passages, and how much better they are than leaving all sentences alone."""

    links: tuple[ScoredStep, ...]
    gain: float


def find_moved(evidence: Evidence, weights: Weights, alone: tuple[Sequence[int], Sequence[int]]) -> list[ScoredStep]:
    """Return links between the sentences that are alone on both sides, the surest passages first, none used twice.

    Two passages that moved apart from each other can be alone side by side, so what is left over is looked at again.
    """
    found: list[ScoredStep] = []
    left = alone
    for _ in range(_ROUNDS):
        links = _moved_once(evidence, weights, left)
        if not links:
            break
        found += links
        used = [
            {place for link in links for place in range(link.step[side], link.step[side] + link.step[side + 2])}
            for side in (0, 1)
        ]
        left = [one for one in left[0] if one not in used[0]], [one for one in left[1] if one not in used[1]]
    return found


def _moved_once(evidence: Evidence, weights: Weights, alone: tuple[Sequence[int], Sequence[int]]) -> list[ScoredStep]:
    runs = [list(_runs(places)) for places in alone]
    if not runs[0] or not runs[1]:
        return []
    passages = [_aligned(evidence, weights, runs[0][left], runs[1][right]) for left, right in _alike(evidence, runs)]
    found: list[ScoredStep] = []
    used: set[tuple[int, int]] = set()
    for passage in sorted(passages, key=lambda one: -one.gain):
        if passage.gain < weights.moved:
            break
        for link in passage.links:
            row, column, height, width = link.step
            cells = {(0, row + step) for step in range(height)} | {(1, column + step) for step in range(width)}
            if not cells & used:
                used |= cells
                found.append(link)
    return found


def _runs(places: Iterable[int]) -> Iterator[range]:
    """Yield the runs of numbers that follow each other."""
    start = stop = -1
    for place in places:
        if place != stop:
            if stop > start:
                yield range(start, stop)
            start = place
        stop = place + 1
    if stop > start:
        yield range(start, stop)


def _alike(evidence: Evidence, runs: list[list[range]]) -> list[tuple[int, int]]:
    """Return the pairs of runs that hold a pair of sentences, each the other's best, that are alike enough."""
    rows, columns = ([place for run in side for place in run] for side in runs)
    owners = [np.repeat(np.arange(len(side)), [len(run) for run in side]) for side in runs]
    space = evidence.characters
    best_column, row_height = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows))
    best_row, column_height = np.zeros(len(columns), dtype=np.int64), np.full(len(columns), -1.0)
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        cosines = _cosines(space, rows[start : start + _ROWS_AT_ONCE], columns)
        best_column[start : start + len(cosines)] = cosines.argmax(axis=1)
        row_height[start : start + len(cosines)] = cosines.max(axis=1)
        heights = cosines.max(axis=0)
        better = heights > column_height
        best_row[better] = start + cosines.argmax(axis=0)[better]
        column_height[better] = heights[better]
    mutual = [
        (int(owners[0][row]), int(owners[1][column]))
        for row, column in enumerate(best_column)
        if best_row[column] == row and row_height[row] >= _ALIKE
    ]
    return list(dict.fromkeys(mutual))


def _cosines(space: Space, rows: Sequence[int], columns: Sequence[int]) -> NDArray[np.float64]:
    product = (space.id_vectors[rows] @ space.en_vectors[columns].T).toarray()
    lengths = np.outer(space.id_norms[0][rows], space.en_norms[0][columns])
    found: NDArray[np.float64] = np.divide(product, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return found


def _aligned(evidence: Evidence, weights: Weights, rows: range, columns: range) -> _Passage:
    lattice = scored_lattice(evidence.part(rows, columns), weights)
    sums = totals(lattice)
    steps = [step for step in best_links(lattice) if step[2] and step[3]]
    gain = sum(_gain(lattice, step) for step in steps)
    links = tuple(
        ScoredStep(
            step=(step[0] + rows.start, step[1] + columns.start, step[2], step[3]),
            probability=probability(lattice, sums, step),
        )
        for step in steps
    )
    return _Passage(links=links, gain=gain)


def _gain(lattice: Lattice, step: Step) -> float:
    """Return how much better a link is than leaving its sentences alone."""
    row, column, height, width = step
    ending = column + width - lattice.first[row + height]
    score = float(lattice.links[height, width][row + height, ending])
    return score - float(lattice.id_alone[row : row + height].sum() + lattice.en_alone[column : column + width].sum())
