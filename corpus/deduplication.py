"""Duplicate pairs, found over a whole corpus with a bounded number of bytes of memory per pair.

A pair is identified by its Indonesian side: the same model gives the same English for it. *Exact* duplicates have the
same letters, digits and figures; *near* ones the same figures and character n-grams in common (Broder 1997, On the
resemblance and containment of documents). MinHash only brings candidates together; their similarity is computed from
the texts themselves, so that no chance of hashing drops a pair.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from corpus.canonical import stable_digest
from corpus.similarity import band_keys, band_shape, figures_of, jaccard, letters_of, sentence_key, shingles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Deduplication = Literal["none", "exact", "near"]
"""Which duplicates are looked for; ``near`` finds the exact ones too."""

NO_PAIR = -1
# The same sentence, translated in another batch, differs in the score from the fourth digit on; then the first is kept.
_SCORE_DIGITS = 3
# Thousands of sentences of one template, a name apart from each other, meet in the bands that the template fills;
# without a limit their comparisons are squared (4,000 took 96 s, now 5 s). Bands in which a name has a part are theirs
# and their duplicates' alone, so that duplicates among them are still found.
_MOST_COMPARED = 50
# A set of n-grams takes 10 kB; those of the sentences that meet again and again are kept.
_CACHED_SETS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PairBatch:
    """Consecutive pairs of a corpus: Indonesian sentences and their scores, NaN for human pairs.

    ``fixed`` pairs are in the corpus for good: others are dropped in favour of them. ``admitted`` says which pairs
    take part; a pair rejected earlier counts as no other pair's duplicate.
    """

    texts: Sequence[str]
    scores: "NDArray[np.float64]"
    admitted: "NDArray[np.bool_]"
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """For every pair of a corpus: the number of the pair that stays instead, or ``NO_PAIR``, and the similarity."""

    kept: "NDArray[np.int64]"
    similarity: "NDArray[np.float64]"
    near: "NDArray[np.bool_]"


def find_duplicates(
    batches: Callable[[], Iterator[PairBatch]], mode: Deduplication, threshold: float, scratch: Path
) -> Duplicates:
    """Return the duplicates among the pairs of a corpus; each call of ``batches`` yields all pairs.

    Of a group of exact duplicates the best-scored is kept, of equals the first. Then the pairs that are left are
    taken from the best to the worst, and one is dropped if a pair already kept is at least as alike as ``threshold``.
    What is kept depends on the pairs and their order alone. ``scratch`` is a folder for texts and keys, some 150 bytes
    a pair; memory grows by 160 bytes a pair (measured from 100,000 to 400,000 pairs, an eighth of them duplicates), and
    holds n-grams of 100 MB at most.

    Raises:
        OSError: ``scratch`` cannot be written.
    """
    import numpy as np

    order = _Order(batches)
    kept, first_of_its_kind = order.exact(mode != "none")
    similarity = np.where(kept == NO_PAIR, 0, 1).astype(np.float64)
    near = np.zeros(len(kept), dtype=np.bool_)
    if mode == "near":
        with _Texts(scratch) as texts:
            texts.collect(batches(), first_of_its_kind, threshold)
            for dropped, keeper, value in texts.near(order, threshold):
                kept[dropped], similarity[dropped], near[dropped] = keeper, value, True
        # An exact duplicate of a pair that has gone itself is a near one of the pair that stays.
        last = np.where(kept == NO_PAIR, np.arange(len(kept)), kept)
        moved = kept[last] != NO_PAIR
        kept[moved], similarity[moved], near[moved] = kept[last][moved], similarity[last][moved], True
    return Duplicates(kept=kept, similarity=similarity, near=near)


class _Order:
    """The pairs from the best to the worst: fixed ones first, then by score, then as they stand in the corpus."""

    def __init__(self, batches: Callable[[], Iterator[PairBatch]]) -> None:
        import numpy as np

        keys, scores, admitted, fixed = [], [], [], []
        for batch in batches():
            size = len(batch.texts)
            keys.append(np.fromiter((stable_digest(sentence_key(text)) for text in batch.texts), np.uint64, size))
            scores.append(np.where(np.isnan(batch.scores), np.inf, np.round(batch.scores, _SCORE_DIGITS)))
            admitted.append(batch.admitted)
            fixed.append(np.full(size, batch.fixed))
        self._keys = np.concatenate([*keys, np.zeros(0, dtype=np.uint64)])
        self._scores = np.concatenate([*scores, np.zeros(0)])
        self._admitted = np.concatenate([*admitted, np.zeros(0, dtype=np.bool_)])
        self.fixed = np.concatenate([*fixed, np.zeros(0, dtype=np.bool_)])

    def exact(self, wanted: bool) -> "tuple[NDArray[np.int64], NDArray[np.bool_]]":  # noqa: FBT001
        """Return the pair kept in the place of each, and which pairs are kept so far."""
        import numpy as np

        kept = np.full(len(self._keys), NO_PAIR, dtype=np.int64)
        if wanted and len(kept):
            best_first = np.lexsort((-self._scores, ~self.fixed, self._keys, ~self._admitted))
            best_first = best_first[: int(self._admitted.sum())]
            begins = np.flatnonzero(np.diff(self._keys[best_first], prepend=~self._keys[best_first[:1]]))
            sizes = np.diff(begins, append=len(best_first))
            best = np.repeat(best_first[begins], sizes)
            others = (best != best_first) & ~self.fixed[best_first]
            kept[best_first[others]] = best[others]
        return kept, self._admitted & (kept == NO_PAIR)

    def sort(self, numbers: "NDArray[np.int64]") -> list[int]:
        """Return numbers of pairs from the best to the worst."""
        import numpy as np

        found: list[int] = numbers[np.lexsort((numbers, -self._scores[numbers], ~self.fixed[numbers]))].tolist()
        return found


class _Texts:
    """The texts of the pairs that are left, and their keys in every band, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pairs: list[NDArray[np.int64]] = []
        self._ends: list[NDArray[np.int64]] = []

    def __enter__(self) -> "_Texts":
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def collect(self, batches: Iterator[PairBatch], wanted: "NDArray[np.bool_]", threshold: float) -> None:
        """Write down the texts and keys of the wanted pairs."""
        import numpy as np

        first = end = 0
        with (self._folder / "texts").open("wb") as texts, (self._folder / "keys").open("wb") as keys:
            for batch in batches:
                here = np.flatnonzero(wanted[first : first + len(batch.texts)])
                chosen = [batch.texts[one] for one in here.tolist()]
                letters = [letters_of(text) for text in chosen]
                keys.write(band_keys(letters, [figures_of(text) for text in chosen], threshold).tobytes())
                encoded = [text.encode("utf-8") for text in letters]
                texts.write(b"".join(encoded))
                ends = end + np.cumsum([len(text) for text in encoded], dtype=np.int64)
                self._pairs.append(first + here)
                self._ends.append(ends)
                end = int(ends[-1]) if len(ends) else end
                first += len(batch.texts)
        self._bands = band_shape(threshold)[0]

    def near(self, order: _Order, threshold: float) -> Iterator[tuple[int, int, float]]:
        """Yield each pair that has a near duplicate among the better ones, with that one and how alike they are."""
        import numpy as np

        pairs = np.concatenate([*self._pairs, np.zeros(0, dtype=np.int64)])
        ends = np.concatenate([[0], *self._ends]).astype(np.int64)
        meetings = self._meetings(pairs)
        texts = (self._folder / "texts").open("rb")

        @lru_cache(maxsize=_CACHED_SETS)
        def grams(pair: int) -> frozenset[str]:
            place = int(np.searchsorted(pairs, pair))
            texts.seek(ends[place])
            return shingles(texts.read(ends[place + 1] - ends[place]).decode("utf-8"))

        with texts:
            kept_in: dict[int, list[int]] = {}
            for pair in order.sort(np.fromiter(meetings, np.int64, len(meetings))):
                candidates = dict.fromkeys(one for group in meetings[pair] for one in kept_in.get(group, ()))
                best, keeper = threshold, NO_PAIR
                for one in () if order.fixed[pair] else candidates:
                    smaller, larger = sorted((len(grams(pair)), len(grams(one))))
                    value = jaccard(grams(pair), grams(one)) if smaller >= threshold * larger else 0.0
                    # Candidates come from the best to the worst within a band, but not over all bands.
                    if value > best or (value == best and (keeper == NO_PAIR or one < keeper)):
                        best, keeper = value, one
                if keeper != NO_PAIR:
                    yield pair, keeper, best
                else:
                    for group in meetings[pair]:
                        others = kept_in.setdefault(group, [])
                        if len(others) < _MOST_COMPARED:
                            others.append(pair)

    def _meetings(self, pairs: "NDArray[np.int64]") -> dict[int, list[int]]:
        """Return for each pair that shares a key with another the numbers of the groups it is in."""
        import numpy as np

        found: dict[int, list[int]] = {}
        if not len(pairs):
            return found
        keys = np.memmap(self._folder / "keys", dtype=np.uint64, mode="r").reshape(len(pairs), self._bands)
        group = 0
        for band in range(self._bands):
            column = np.array(keys[:, band])
            order = np.argsort(column, kind="stable")
            starts = np.flatnonzero(np.diff(column[order], prepend=~column[order[:1]]))
            for start, size in zip(starts, np.diff(starts, append=len(order)), strict=True):
                if size > 1:
                    for pair in pairs[order[start : start + size]].tolist():
                        found.setdefault(pair, []).append(group)
                    group += 1
        return found
