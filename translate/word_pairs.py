"""Tables of words: how often each stood in training pairs and in news, and the English words that it stood for."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import islice

_SMALL_WORDS = 150  # of each language: words from there on mostly have one or two meanings
_FILE, _ENGLISH_FILE = "word_pairs.tsv", "english_words.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPairs:
    """``counts`` maps Indonesian words in small letters to how often they stood in pairs, ``news`` in news.

    ``english`` maps them to their English words with probabilities, which are those of IBM model 1 (Brown et al. 1993)
    from 0 to 1; rare words and unlikely translations are left out. ``english_counts`` are those of the English words.
    ``small_words`` are the commonest of both languages, such as "yang" and "the", which stand for almost anything.
    """

    counts: Mapping[str, int] = field(repr=False)
    news: Mapping[str, int] = field(repr=False)
    english: Mapping[str, Mapping[str, float]] = field(repr=False)
    english_counts: Mapping[str, int] = field(repr=False)
    small_words: frozenset[str] = field(repr=False)


@functools.cache
def packaged_word_pairs() -> WordPairs:
    """Return the tables that ship with the package, made by ``tests/benchmarks/word_pairs.py``."""
    counts: dict[str, int] = {}
    news: dict[str, int] = {}
    english: dict[str, dict[str, float]] = {}
    for line in _lines(_FILE):
        word, count, seen, *others = line.split("\t")
        counts[word], news[word] = int(count), int(seen)
        # Probabilities stand as thousandths: the file is smaller, and more digits would say nothing.
        english[word] = {other: int(share) / 1000 for other, share in (one.split(" ") for one in others)}
    english_counts = {word: int(count) for word, count in (line.split("\t") for line in _lines(_ENGLISH_FILE))}
    # The commonest words stand first in both files.
    small = [word for words in (counts, english_counts) for word in islice(words, _SMALL_WORDS)]
    return WordPairs(
        counts=counts, news=news, english=english, english_counts=english_counts, small_words=frozenset(small)
    )


def _lines(name: str) -> list[str]:
    return (files("translate.data") / name).read_text(encoding="utf-8").splitlines()
