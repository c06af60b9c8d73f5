"""Which Indonesian and which English articles are versions of each other: blocked, one to one, in doubt none.

Articles are compared by the words of their beginnings (the Indonesian ones through their machine translation), by names
as they are spelled and numbers as values, and by their dates where both have one. Only articles that share rare words
are compared at all, so that the time grows little faster than their number.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.alignment.english_sentences import english_segments
from corpus.alignment.records import PivotTranslator
from corpus.alignment.vectors import Space, space_of_sets, token_sets
from corpus.alignment.weights import MatchWeights, learned_matching
from corpus.records import Article
from translate.decoding import DecodingOptions
from translate.document import ARTICLE_ROLES
from translate.segmentation import segment

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Sentences of the beginning that are compared by their words; the rest is compared by names and numbers alone.
_LEAD = 8
# Candidates of an Indonesian article that are looked at closely.
_CANDIDATES = 10
# A word, name or number in more articles than this share, or this number, finds no candidates.
_COMMON_SHARE, _COMMON_NUMBER = 0.02, 20
_ROWS_AT_ONCE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchOptions:
    """How articles are matched: ``date_window`` is the most days between two versions; ``decoding`` is the pivot's.

    A match needs at least ``threshold`` as its probability.
    """

    date_window: int = 14
    threshold: float = 0.5
    decoding: DecodingOptions = field(default_factory=lambda: DecodingOptions(beam_size=1))
    weights: MatchWeights = field(default_factory=learned_matching)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleMatch:
    """Two articles that belong together, and how probable that is."""

    indonesian: Article
    english: Article
    score: float


def pair_articles(
    indonesian: Sequence[Article],
    english: Sequence[Article],
    translator: PivotTranslator,
    options: MatchOptions | None = None,
) -> list[ArticleMatch]:
    """Return which articles are versions of each other, in the order of the Indonesian ones.

    Each article is in one match at most. An article is in none if its best candidate is too little like it, or has
    another candidate that is as much like it.
    """
    options = options or MatchOptions()
    if not indonesian or not english:
        return []
    spaces = _spaces(indonesian, english, translator, options)
    found = candidates(spaces)
    days = (_days(indonesian), _days(english))
    rows, columns = np.array([pair for pair, _ in found], dtype=np.int64).reshape(-1, 2).T
    features = np.array([values for _, values in found], dtype=np.float64).reshape(-1, len(options.weights.features))
    apart = np.abs(days[0][rows] - days[1][columns])
    scores = 1 / (1 + np.exp(-(features @ options.weights.features + options.weights.bias)))
    scores[apart > options.date_window] = 0.0
    return [
        ArticleMatch(indonesian=indonesian[row], english=english[column], score=score)
        for row, column, score in _one_to_one(rows, columns, scores, options)
    ]


def _spaces(
    indonesian: Sequence[Article], english: Sequence[Article], translator: PivotTranslator, options: MatchOptions
) -> tuple[Space, ...]:
    leads = [[one.text for one in segment(article.text) if one.role in ARTICLE_ROLES][:_LEAD] for article in indonesian]
    texts = list(dict.fromkeys(text for lead in leads for text in lead))
    pivot = {text: one.text for text, one in zip(texts, translator.translate(texts, options.decoding), strict=True)}
    id_leads = [" ".join(pivot[text] for text in lead) for lead in leads]
    en_leads = [" ".join(one.text for one in english_segments(article.text)[:_LEAD]) for article in english]
    sets = token_sets(
        (id_leads, [article.text for article in indonesian]), (en_leads, [article.text for article in english])
    )
    return tuple(space_of_sets(one) for one in sets)


Candidate = tuple[tuple[int, int], tuple[float, ...]]
"""Places of an Indonesian and an English article, and the features of the two."""


def candidates(spaces: Sequence[Space]) -> list[Candidate]:
    """Return the pairs of articles that share the most rare features, with the cosines in each space and the margin.

    The margin is how much more the two are alike than either is with its next best candidate.
    """
    found: dict[tuple[int, int], tuple[float, ...]] = {}
    rare = [_rare(space) for space in spaces]
    count = spaces[0].id_vectors.shape[0]
    for start in range(0, count, _ROWS_AT_ONCE):
        stop = min(count, start + _ROWS_AT_ONCE)
        words, names, numbers = (left[start:stop] @ right.T for left, right in rare)
        shared = (words + names + numbers).tocsr()
        for row in range(stop - start):
            inner = slice(shared.indptr[row], shared.indptr[row + 1])
            columns, heights = shared.indices[inner], shared.data[inner]
            best = columns[np.argsort(-heights, kind="stable")[:_CANDIDATES]]
            cosines = [_cosines(space, start + row, best) for space in spaces]
            for place, column in enumerate(best):
                found[start + row, int(column)] = tuple(float(one[place]) for one in cosines)
    return _with_margins(found)


def _rare(space: Space) -> "tuple[csr_matrix, csr_matrix]":
    """Return the vectors of both sides with the features alone that few articles have, scaled to length 1."""
    counts = [np.bincount(one.indices, minlength=one.shape[1]) for one in (space.id_vectors, space.en_vectors)]
    limits = [max(_COMMON_NUMBER, _COMMON_SHARE * one.shape[0]) for one in (space.id_vectors, space.en_vectors)]
    chosen = np.flatnonzero(
        np.logical_and.reduce([(one > 0) & (one <= limit) for one, limit in zip(counts, limits, strict=True)])
    )
    sides = []
    for vectors, norms in ((space.id_vectors, space.id_norms[0]), (space.en_vectors, space.en_norms[0])):
        part = vectors[:, chosen].tocsr()
        scale = np.divide(1, norms, out=np.zeros_like(norms), where=norms > 0)
        part.data = part.data * np.repeat(scale, np.diff(part.indptr))
        sides.append(part)
    return sides[0], sides[1]


def _cosines(space: Space, row: int, columns: NDArray[np.int64]) -> NDArray[np.float64]:
    if not len(columns):
        return np.empty(0)
    product = (space.en_vectors[columns] @ space.id_vectors[row].T).toarray().ravel()
    lengths = space.id_norms[0][row] * space.en_norms[0][columns]
    found: NDArray[np.float64] = np.divide(product, lengths, out=np.zeros(len(columns)), where=lengths > 0)
    return found


def _with_margins(found: dict[tuple[int, int], tuple[float, ...]]) -> list[Candidate]:
    """Return the candidates with one feature more: their margin."""
    best: dict[tuple[int, int], list[float]] = {}
    for (row, column), values in found.items():
        for key in ((0, row), (1, column)):
            best[key] = sorted([*best.get(key, []), sum(values)])[-2:]
    result = []
    for (row, column), values in found.items():
        total = sum(values)
        others = [0.0]
        for key in ((0, row), (1, column)):
            heights = best[key]
            others += [
                heights[0]
                if total == heights[-1] and len(heights) > 1
                else heights[-1]
                if total != heights[-1]
                else 0.0
            ]
        result.append(((row, column), (*values, total - max(others))))
    return result


def _one_to_one(
    rows: NDArray[np.int64], columns: NDArray[np.int64], scores: NDArray[np.float64], options: MatchOptions
) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs that are each other's best, sure enough, in the order of the rows."""
    best: dict[tuple[int, int], int] = {}
    for place in np.argsort(scores, kind="stable"):
        best[0, int(rows[place])] = best[1, int(columns[place])] = int(place)
    for (side, row), place in sorted(best.items()):
        if side == 0 and scores[place] >= options.threshold and best[1, int(columns[place])] == place:
            yield row, int(columns[place]), float(scores[place])


def _days(articles: Iterable[Article]) -> NDArray[np.float64]:
    """Return the dates of articles in days, NaN where there is none that ISO 8601 reads."""
    return np.array([_day(article.date) for article in articles])


def _day(date: str | None) -> float:
    try:
        return float(datetime.date.fromisoformat((date or "")[:10]).toordinal())
    except ValueError:
        return float("nan")
