"""How similar two sentences are: keys, character n-grams, and MinHash bands that find similar ones."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus.canonical import stable_digest
from translate.overlap import letters_only

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHINGLE = 5
"""Characters of an n-gram. Most words of both languages are longer, so a shared n-gram is mostly a shared word."""

_HASHES = 128
_SEED = 1
# The share of pairs of sentences with exactly the similarity of the threshold that must share a band.
_RECALL = 0.99
# The multiplier of a 64-bit linear congruential generator (Knuth, MMIX).
_MULTIPLIER = 6364136223846793005
_FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*")


def figures_of(text: str) -> str:
    """Return the figures of a text in order, with their points and commas: ``1,5`` is not ``15``."""
    return " ".join(_FIGURE.findall(text))


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, case folded; a text without any is returned as it is."""
    return letters_only(text) or text.strip()


def sentence_key(text: str) -> str:
    """Return the key of a sentence, its letters and digits and its figures; sentences with equal keys are the same."""
    return f"{letters_of(text)}\n{figures_of(text)}"


def shingles(letters: str) -> frozenset[str]:
    """Return the character n-grams of a text; a text shorter than an n-gram is returned as its only one."""
    return frozenset(letters[first : first + SHINGLE] for first in range(max(1, len(letters) - SHINGLE + 1)))


def jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the size of the intersection of two sets over the size of their union, from 0 to 1."""
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared)


def band_shape(threshold: float) -> tuple[int, int]:
    """Return the number of bands and the hashes in each for sentences of a similarity of at least ``threshold``.

    Two sentences of similarity s agree in one of b bands of r hashes with probability 1 - (1 - s^r)^b (Leskovec,
    Rajaraman and Ullman, Mining of Massive Datasets, section 3.4). The longest bands are used that find 99 % at the
    threshold. Sentences that share a band by chance are told apart when their n-grams are compared.
    """
    fitting = [
        (_HASHES // rows, rows)
        for rows in range(1, _HASHES + 1)
        if 1 - (1 - threshold**rows) ** (_HASHES // rows) >= _RECALL
    ]
    return fitting[-1] if fitting else (_HASHES, 1)


def band_keys(letters: Sequence[str], figures: Sequence[str] | None, threshold: float) -> "NDArray[np.uint64]":
    """Return a key for every text and band; similar texts share at least one key.

    *Shape:* (texts, bands). With ``figures``, texts whose figures differ share none. Otherwise thousands of
    sentences would share a key that differ in their numbers alone, such as daily prices.
    """
    import numpy as np
    from rensa import RMinHash

    bands, rows = band_shape(threshold)
    if not letters:
        return np.zeros((0, bands), dtype=np.uint64)
    matrix = RMinHash.digest_matrix_from_token_sets([shingles(text) for text in letters], _HASHES, _SEED)
    hashes = np.asarray(matrix.to_rows(), dtype=np.uint64)[:, : bands * rows].reshape(len(letters), bands, rows)
    starts = [stable_digest(text) for text in figures] if figures is not None else [0] * len(letters)
    keys = np.repeat(np.asarray(starts, dtype=np.uint64)[:, None], bands, axis=1)
    for row in range(rows):
        keys = (keys ^ hashes[:, :, row]) * np.uint64(_MULTIPLIER) + np.uint64(1)
    return keys
