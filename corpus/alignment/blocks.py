"""What speaks for or against each link of neighbouring sentences: the features of blocks, all of a tile at once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.alignment.vectors import Evidence, Vector

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

KINDS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2))
"""Numbers of Indonesian and English sentences of a link; 1–0 and 0–1 are besides them (Gale & Church 1993)."""

FEATURES = (
    "characters",
    "characters_above_low",
    "characters_above_middle",
    "words",
    "words_above_low",
    "words_of_short",
    "names",
    "names_on_one_side",
    "numbers",
    "numbers_on_one_side",
    "numbers_disagree",
    "quotes_on_one_side",
    "length",
    "length_squared",
    "gain_of_characters",
    "gain_of_words",
)
"""Names of the features of a block, in order."""

NULL_FEATURES = ("bias", "length", "best_characters")
"""Names of the features of a sentence without counterpart, in order."""

# English characters for each Indonesian one in news, and characters that are added to both sides so that the lengths
# of very short sentences are not compared; both measured on development data.
_LENGTH_RATIO = 0.96
_LENGTH_SLACK = 12.0
# Where the weight of a cosine may change: of the right links of development data 2 % lie below the first, half below
# the second.
_LOW, _MIDDLE = 0.15, 0.4
# A sentence of so many characters counts as half short.
_SHORT = 40.0

Block = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A rectangle of sentences: Indonesian ``[rows.start, rows.stop)`` and English ``[columns.start, …)``."""

    rows: range
    columns: range


def block_features(evidence: Evidence, tile: Tile) -> dict[tuple[int, int], Block]:
    """Return, by kind, an array of features × first Indonesian sentence × first English sentence of the tile.

    Every feature but the gains is multiplied by the mean number of sentences of both sides, so that one link of two
    sentences counts as much as two links of one. A gain is what a block adds to its best part: it is low where one of
    the sentences does not belong to the link.
    """
    products = [_products(space.id_vectors, space.en_vectors, tile) for space in evidence.spaces]
    cosines = {kind: [_cosines(evidence, place, products[place], tile, kind) for place in range(4)] for kind in KINDS}
    found = {}
    for kind in KINDS:
        characters, words, names, numbers = cosines[kind]
        lengths = _length_differences(evidence, tile, kind)
        features = [
            characters,
            np.maximum(characters - _LOW, 0),
            np.maximum(characters - _MIDDLE, 0),
            words,
            np.maximum(words - _LOW, 0),
            words * _shortness(evidence, tile, kind),
            names,
            _on_one_side(evidence, 2, tile, kind),
            numbers,
            _on_one_side(evidence, 3, tile, kind),
            _disagree(evidence, numbers, tile, kind),
            _quotes_differ(evidence, tile, kind),
            lengths,
            lengths**2,
        ]
        gains = [_gain(cosines, place, kind) for place in (0, 1)]
        found[kind] = np.stack([*(one * (sum(kind) / 2) for one in features), *gains])
    return found


def null_features(lengths: Vector, best: Vector) -> Block:
    """Return features × sentence for sentences without counterpart; ``best`` is the cosine of the best 1–1 link."""
    return np.stack([np.ones_like(lengths), np.log1p(lengths), best])


def _products(left: "csr_matrix", right: "csr_matrix", tile: Tile) -> Block:
    rows, columns = tile.rows, tile.columns
    product = left[rows.start : rows.stop] @ right[columns.start : columns.stop].T
    return np.asarray(product.toarray(), dtype=np.float64)


def _windows(matrix: Block, kind: tuple[int, int]) -> Block:
    """Return the sums over all rectangles of ``kind`` rows × columns."""
    rows, columns = (max(0, size - width + 1) for size, width in zip(matrix.shape, kind, strict=True))
    total = np.zeros((rows, columns))
    for down in range(kind[0]):
        for right in range(kind[1]):
            total += matrix[down : down + rows, right : right + columns]
    return total


def _sums(values: Vector, span: range, width: int) -> Vector:
    part = values[span.start : span.stop]
    count = max(0, len(part) - width + 1)
    total = np.zeros(count)
    for step in range(width):
        total += part[step : step + count]
    return total


def _norms(evidence: Evidence, place: int, tile: Tile, kind: tuple[int, int]) -> tuple[Vector, Vector]:
    space = evidence.spaces[place]
    return (
        space.id_norms[kind[0] - 1][tile.rows.start : max(tile.rows.start, tile.rows.stop - kind[0] + 1)],
        space.en_norms[kind[1] - 1][tile.columns.start : max(tile.columns.start, tile.columns.stop - kind[1] + 1)],
    )


def _cosines(evidence: Evidence, place: int, products: Block, tile: Tile, kind: tuple[int, int]) -> Block:
    left, right = _norms(evidence, place, tile, kind)
    lengths = np.outer(left, right)
    found: Block = np.divide(_windows(products, kind), lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return found


def _on_one_side(evidence: Evidence, place: int, tile: Tile, kind: tuple[int, int]) -> Block:
    left, right = _norms(evidence, place, tile, kind)
    return np.not_equal.outer(left > 0, right > 0).astype(np.float64)


def _disagree(evidence: Evidence, cosines: Block, tile: Tile, kind: tuple[int, int]) -> Block:
    left, right = _norms(evidence, 3, tile, kind)
    return np.asarray(np.outer(left > 0, right > 0) & (cosines == 0), dtype=np.float64)


def _quotes_differ(evidence: Evidence, tile: Tile, kind: tuple[int, int]) -> Block:
    left = _sums(evidence.id_quotes, tile.rows, kind[0])
    right = _sums(evidence.en_quotes, tile.columns, kind[1])
    return np.not_equal.outer(left > 0, right > 0).astype(np.float64)


def _length_differences(evidence: Evidence, tile: Tile, kind: tuple[int, int]) -> Block:
    left = _sums(evidence.id_lengths, tile.rows, kind[0]) * _LENGTH_RATIO + _LENGTH_SLACK
    right = _sums(evidence.en_lengths, tile.columns, kind[1]) + _LENGTH_SLACK
    return np.abs(np.subtract.outer(np.log(left), np.log(right)))


def _shortness(evidence: Evidence, tile: Tile, kind: tuple[int, int]) -> Block:
    left = _sums(evidence.id_lengths, tile.rows, kind[0])
    right = _sums(evidence.en_lengths, tile.columns, kind[1])
    return _SHORT / (_SHORT + np.minimum.outer(left, right))


def _gain(cosines: dict[tuple[int, int], list[Block]], place: int, kind: tuple[int, int]) -> Block:
    """Return how much better a block fits than the best block without its first or its last sentence of a side."""
    whole = cosines[kind][place]
    if kind == (1, 1):
        return np.zeros_like(whole)
    parts = []
    for side in (0, 1):
        smaller = (kind[0] - 1, kind[1]) if side == 0 else (kind[0], kind[1] - 1)
        if smaller in cosines:
            part = cosines[smaller][place]
            rows, columns = whole.shape
            parts.append(part[:rows, :columns])
            parts.append(part[1 : rows + 1, :columns] if side == 0 else part[:rows, 1 : columns + 1])
    gain: Block = whole - np.maximum.reduce(parts)
    return gain
