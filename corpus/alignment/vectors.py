"""Sentences of both sides as sparse vectors: character n-grams, words, names as they are spelled, numbers as values.

The Indonesian side is seen through its machine translation, except for names and numbers, which are compared as the
article has them. A vector of several sentences is the sum of theirs, so that blocks need no vectors of their own.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from translate.numbers import values_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

MAX_BLOCK = 3
"""Most sentences on one side of a link."""

_ORDERS = (3, 4, 5)
# The multiplier of a 64-bit linear congruential generator (Knuth, MMIX); makes n-grams of code points distinct.
_MULTIPLIER = np.uint64(6364136223846793005)
# Ordinary English sentences that count besides those of the texts, and the weight of a word that is in all of them.
_BACKGROUND, _FLOOR = 300.0, 0.3
_SPACE = ord(" ")
_NO_LETTER = re.compile(r"[\W_]+")
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Letters of a word that are compared where whole articles are: most endings of English words lie behind them.
_STEM = 6
_QUOTES = re.compile(r'["“”„«»]')

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """One kind of evidence: a vector for each sentence of each side, with the lengths of the vectors of blocks.

    ``id_norms[a - 1][i]`` is the length of the vector of the ``a`` sentences from ``i``; ``en_norms`` likewise.
    """

    id_vectors: "csr_matrix"
    en_vectors: "csr_matrix"
    id_norms: tuple[Vector, ...]
    en_norms: tuple[Vector, ...]

    def part(self, rows: range, columns: range) -> "Space":
        """Return the space of some sentences of each side."""
        return Space(
            id_vectors=self.id_vectors[rows.start : rows.stop],
            en_vectors=self.en_vectors[columns.start : columns.stop],
            id_norms=_norms_part(self.id_norms, rows),
            en_norms=_norms_part(self.en_norms, columns),
        )


def _norms_part(norms: tuple[Vector, ...], span: range) -> tuple[Vector, ...]:
    return tuple(
        values[span.start : max(span.start, span.stop - width + 1)] for width, values in enumerate(norms, start=1)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known of the sentences of two texts: vectors, lengths in characters, and quotation marks."""

    characters: Space
    words: Space
    names: Space
    numbers: Space
    id_lengths: Vector
    en_lengths: Vector
    id_quotes: Vector
    en_quotes: Vector

    @property
    def spaces(self) -> tuple[Space, ...]:
        """The vector spaces, in the order of the features."""
        return (self.characters, self.words, self.names, self.numbers)

    def part(self, rows: range, columns: range) -> "Evidence":
        """Return the evidence on some sentences of each side."""
        characters, words, names, numbers = (space.part(rows, columns) for space in self.spaces)
        return Evidence(
            characters=characters,
            words=words,
            names=names,
            numbers=numbers,
            id_lengths=self.id_lengths[rows.start : rows.stop],
            en_lengths=self.en_lengths[columns.start : columns.stop],
            id_quotes=self.id_quotes[rows.start : rows.stop],
            en_quotes=self.en_quotes[columns.start : columns.stop],
        )


def gather_evidence(indonesian: Sequence[str], pivot: Sequence[str], english: Sequence[str]) -> Evidence:
    """Return the evidence on two texts; ``pivot`` is the English translation of each Indonesian sentence."""
    folded = [[folded_words(text) for text in texts] for texts in (pivot, english)]
    words = [[text.split() for text in texts] for texts in folded]
    named = [[_named_tokens(text) for text in texts] for texts in (indonesian, english)]
    values = [[_values(text, "id") for text in indonesian], [_values(text, "en") for text in english]]
    sizes = (len(indonesian), len(english))
    return Evidence(
        characters=_space([_ngrams(texts) for texts in folded], sizes, _background_ngrams()),
        words=_space(_numbered(words), sizes, _background_words(words)),
        names=_space(_numbered(named), sizes),
        numbers=_space(_numbered(values), sizes),
        id_lengths=np.array([len(text) for text in indonesian], dtype=np.float64),
        en_lengths=np.array([len(text) for text in english], dtype=np.float64),
        id_quotes=_quoted(indonesian),
        en_quotes=_quoted(english),
    )


def folded_words(text: str) -> str:
    """Return the words of a text in small letters, a space before and behind each."""
    return f" {_NO_LETTER.sub(' ', unicodedata.normalize('NFKC', text).casefold()).strip()} "


def _named_tokens(text: str) -> list[str]:
    """Return what translation leaves as it is: words with a capital, except the first, and everything with a digit."""
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", text))
    return [
        token.casefold().removesuffix("'s").removesuffix("’s")
        for place, token in enumerate(tokens)
        if not token.islower() and (place or not token[1:].islower())
    ]


def _values(text: str, language: Literal["id", "en"]) -> list[str]:
    return [str(reading) for readings in values_of(text, language) for reading in readings]


def _quoted(texts: Sequence[str]) -> Vector:
    return np.array([len(_QUOTES.findall(text)) for text in texts], dtype=np.float64)


Keys = tuple[NDArray[np.int64], NDArray[np.uint64]]
"""The sentence of each feature that occurs, and the feature."""


def _ngrams(texts: Sequence[str]) -> Keys:
    """Return the character n-grams inside words, which begin and end with a space, of each text."""
    codes = np.frombuffer("\0".join([*texts, ""]).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    owners = np.cumsum(codes == 0) - (codes == 0)
    rows, keys = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.uint64)]
    for order in _ORDERS:
        count = len(codes) - order + 1
        if count < 1:
            continue
        hashes = np.full(count, order, dtype=np.uint64)
        valid = np.ones(count, dtype=np.bool_)
        for step in range(order):
            part = codes[step : step + count]
            hashes = hashes * _MULTIPLIER + part
            valid &= part != 0
            if 0 < step < order - 1:
                valid &= part != _SPACE
        rows.append(owners[:count][valid].astype(np.int64))
        keys.append(hashes[valid])
    return np.concatenate(rows), np.concatenate(keys)


def _numbered(sides: Sequence[Sequence[Iterable[str]]]) -> list[Keys]:
    """Return words as numbers, the same number for the same word on both sides."""
    known: dict[str, int] = {}
    found = []
    for texts in sides:
        pairs = [(row, known.setdefault(word, len(known))) for row, words in enumerate(texts) for word in words]
        rows, keys = zip(*pairs, strict=True) if pairs else ((), ())
        found.append((np.array(rows, dtype=np.int64), np.array(keys, dtype=np.uint64)))
    return found


Background = tuple[NDArray[np.uint64], NDArray[np.float64]]
"""Features, rising, and in how many of ``_BACKGROUND`` ordinary English sentences each stands."""


@cache
def _word_counts() -> dict[str, float]:
    """Return in how many of ``_BACKGROUND`` English sentences each word stands."""
    text = resources.files(__package__).joinpath("english_words.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    scale = _BACKGROUND / int(rows[0][1])
    return {word: scale * int(count) for word, count in rows[1:]}


@cache
def _background_ngrams() -> Background:
    """Return the background of n-grams: the sum over the words that have them, at most all sentences."""
    words = _word_counts()
    rows, keys = _ngrams([f" {word} " for word in words])
    known, places = np.unique(keys, return_inverse=True)
    counts = np.bincount(places, weights=np.array(list(words.values()))[rows])
    return known, np.minimum(counts, _BACKGROUND)


def _background_words(sides: Sequence[Sequence[Iterable[str]]]) -> Background:
    """Return the background of words that are numbered in the order of their coming."""
    table = _word_counts()
    known = list(dict.fromkeys(word for texts in sides for words in texts for word in words))
    counts = np.array([table.get(word, 0.0) for word in known])
    return np.arange(len(known), dtype=np.uint64), counts


def _background_frequency(known: NDArray[np.uint64], background: Background) -> Vector:
    """Return the background frequency of each of some features, 0 for those it does not know."""
    keys, counts = background
    if not len(keys):
        return np.zeros(len(known))
    places = np.minimum(np.searchsorted(keys, known), len(keys) - 1)
    return np.asarray(np.where(keys[places] == known, counts[places], 0.0))


def _space(sides: Sequence[Keys], sizes: tuple[int, int], background: Background | None = None) -> Space:
    """Return the space of features, each weighted by its inverse document frequency among all sentences.

    With a ``background`` ordinary English sentences count too: in a text of five sentences "the" is as rare as a name.
    """
    from scipy.sparse import csr_matrix

    known, columns = np.unique(np.concatenate([keys for _, keys in sides]), return_inverse=True)
    split = len(sides[0][1])
    counts = [
        csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, found)), shape=(size, max(1, len(known))))
        for (rows, _), found, size in zip(sides, (columns[:split], columns[split:]), sizes, strict=True)
    ]
    for matrix in counts:
        matrix.sum_duplicates()
    frequencies = [np.bincount(matrix.indices, minlength=matrix.shape[1]) for matrix in counts]
    frequency = np.asarray(frequencies[0] + frequencies[1], dtype=np.float64)
    size, floor = float(sum(sizes)), 1.0
    if background is not None:
        frequency = frequency + np.resize(_background_frequency(known, background), frequency.shape)
        size, floor = size + _BACKGROUND, _FLOOR
    weights = (np.log((1 + size) / (1 + frequency)) + floor).astype(np.float32)
    for matrix in counts:
        matrix.data *= weights[matrix.indices]
    return Space(
        id_vectors=counts[0],
        en_vectors=counts[1],
        id_norms=_block_norms(counts[0]),
        en_norms=_block_norms(counts[1]),
    )


def _block_norms(vectors: "csr_matrix") -> tuple[Vector, ...]:
    """Return the lengths of the sums of 1, 2 and 3 vectors that follow each other, by the first of them."""
    size = vectors.shape[0]
    products = [
        np.asarray(vectors[: size - lag].multiply(vectors[lag:]).sum(axis=1), dtype=np.float64).ravel()
        if size > lag
        else np.empty(0)
        for lag in range(MAX_BLOCK)
    ]
    norms = []
    for width in range(1, MAX_BLOCK + 1):
        count = max(0, size - width + 1)
        squares = np.zeros(count)
        for lag in range(width):
            for first in range(width - lag):
                squares += (1 if lag == 0 else 2) * products[lag][first : first + count]
        norms.append(np.sqrt(squares))
    return tuple(norms)


def token_sets(
    indonesian: tuple[Sequence[str], Sequence[str]], english: tuple[Sequence[str], Sequence[str]]
) -> list[list[list[set[str]]]]:
    """Return, for words, names and numbers, the ones of each article of each side.

    Each side is given as the English of the beginnings of its articles, and as their whole texts in its own language.
    """
    words = [
        [{word[:_STEM] for word in folded_words(text).split()} for text in side[0]] for side in (indonesian, english)
    ]
    names = [[set(_named_tokens(text)) for text in side[1]] for side in (indonesian, english)]
    values = [[set(_values(text, "id")) for text in indonesian[1]], [set(_values(text, "en")) for text in english[1]]]
    return [words, names, values]


def space_of_sets(sides: Sequence[Sequence[Iterable[str]]]) -> Space:
    """Return the space of texts in which each feature counts once."""
    return _space(_numbered([[sorted(one) for one in side] for side in sides]), (len(sides[0]), len(sides[1])))
