"""A table of Indonesian words: how often each stood in the training pairs, and the English words that it stood for."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files

_FILE = "word_pairs.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPairs:
    """``counts`` maps Indonesian words in small letters to how often they were seen.

    ``english`` maps them to their English words with probabilities, which are those of IBM model 1 (Brown et al. 1993)
    from 0 to 1; rare words and unlikely translations are left out.
    """

    counts: Mapping[str, int] = field(repr=False)
    english: Mapping[str, Mapping[str, float]] = field(repr=False)


@functools.cache
def packaged_word_pairs() -> WordPairs:
    """Return the table that ships with the package, made by ``tests/benchmarks/word_pairs.py``."""
    counts: dict[str, int] = {}
    english: dict[str, dict[str, float]] = {}
    for line in (files("translate.data") / _FILE).read_text(encoding="utf-8").splitlines():
        word, count, *others = line.split("\t")
        counts[word] = int(count)
        # Probabilities stand as thousandths: the file is smaller, and more digits would say nothing.
        english[word] = {other: int(share) / 1000 for other, share in (one.split(" ") for one in others)}
    return WordPairs(counts=counts, english=english)
