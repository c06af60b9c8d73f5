"""What two texts and a model's score tell about how good a machine translation is, as named numbers."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from translate.sentences import Translation
from translate.word_pairs import WordPairs

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Shares of words are drawn towards what is usual as if so many words more had been seen: short texts say little.
_PRIOR_WORDS = 2.0
# The logarithm of a probability of 0 is taken of this: what the table leaves out is not impossible.
_LEAST = 0.01
_UNUSUAL = 0.02
_RARE = math.log(12)  # words seen less often than this are rendered in the wrong sense far more often
_LONG = 4  # letters from which a word that both sides share is no accident


@dataclass(frozen=True, slots=True)
class _Matches:
    """For each side's words the best probability of a counterpart on the other side, None where it cannot be known.

    ``weighty`` says of each word of either side whether it is none of the small ones. ``certain`` is the probability of
    each source word's likeliest English word.
    """

    source: Sequence[float | None]
    target: Sequence[float]
    certain: Sequence[float]
    weighty: tuple[Sequence[bool], Sequence[bool]]


def evidence(translation: Translation, table: WordPairs) -> dict[str, float]:
    """Return the evidence for and against a translation by name; every value is finite.

    ``score`` is the model's; ``words`` and ``characters`` speak of lengths, ``found`` and ``explained`` of source and
    target words that have their counterpart on the other side by ``table``, ``common`` of how often the source words
    were seen, the others of letters, marks and figures. Raises ValueError for a translation without a score.
    """
    if translation.score is None:
        raise ValueError("a translation without a score has no evidence")
    source, text = translation.source, translation.text
    left, right = _WORD.findall(source), _WORD.findall(text)
    ours, theirs = [word.lower() for word in left], [word.lower() for word in right]
    matches = _matches(ours, theirs, table)
    return {
        "score": translation.score,
        "total_score": translation.score * math.log(2 + len(theirs)),
        **_lengths(source, text, len(ours), len(theirs)),
        **_found(matches),
        **_commonness(left, theirs, table),
        **_names(left, theirs),
        "likeness": _likeness(source, text),
        **_surface(source, left, theirs, set(ours)),
        "other_numbers": float("numbers" in translation.flags),
    }


def _matches(ours: Sequence[str], theirs: Sequence[str], table: WordPairs) -> _Matches:
    present = set(theirs)
    best = dict.fromkeys(theirs, 0.0)
    source: list[float | None] = []
    certain = []
    for word in ours:
        likely = table.english.get(word)
        if likely is None:
            source.append(1.0 if len(word) >= _LONG and word in present else None)
            continue
        here = 0.0
        for other, share in likely.items():
            if other in present:
                here = max(here, share)
                best[other] = max(best[other], share)
        source.append(here)
        certain.append(max(likely.values(), default=0.0))
    for word in present.intersection(ours):
        if len(word) >= _LONG:
            best[word] = 1.0
    return _Matches(
        source=source,
        target=[best[word] for word in theirs],
        certain=certain,
        weighty=(_weighty(ours, table), _weighty(theirs, table)),
    )


def _weighty(words: Sequence[str], table: WordPairs) -> list[bool]:
    return [word not in table.small_words for word in words]


def _lengths(source: str, text: str, ours: int, theirs: int) -> dict[str, float]:
    return {
        "words": math.log(1 + ours),
        "words_ratio": math.log((3 + theirs) / (3 + ours)),
        "characters_ratio": math.log((5 + len(text)) / (5 + len(source))),
        "word_length": len(text) / (1 + theirs),
        "source_word_length": len(source) / (1 + ours),
    }


def _found(matches: _Matches) -> dict[str, float]:
    known = [one for one in matches.source if one is not None]
    ours, theirs = matches.weighty
    known_weighty = [one for one, weighty in zip(matches.source, ours, strict=True) if weighty and one is not None]
    weighty_target = [one for one, weighty in zip(matches.target, theirs, strict=True) if weighty]
    return {
        "found": _mean([math.log(one + _LEAST) for one in known], -1.8),
        "found_weighty": _mean([math.log(one + _LEAST) for one in known_weighty], -1.5),
        "not_found": float(sum(one < _UNUSUAL for one in known_weighty)),
        "not_known": _mean([float(one is None) for one in matches.source], 0.05),
        "explained": _mean([math.log(one + _LEAST) for one in matches.target], -1.8),
        "explained_weighty": _mean([math.log(one + _LEAST) for one in weighty_target], -1.5),
        "not_explained": float(sum(one < _UNUSUAL for one in weighty_target)),
        "not_explained_share": _mean([float(one < _UNUSUAL) for one in weighty_target], 0.15),
        "certain": _mean(list(matches.certain), 0.5),
    }


def _commonness(words: Sequence[str], theirs: Sequence[str], table: WordPairs) -> dict[str, float]:
    """Return how common the words are; those in small letters also by themselves, since names are rare anyhow."""
    every = [math.log(1 + table.counts.get(word.lower(), 0)) for word in words]
    news = [math.log(1 + table.news.get(word.lower(), 0)) for word in words]
    small = [one for word, one in zip(words, every, strict=True) if word[0].islower()]
    english = [math.log(1 + table.english_counts.get(word, 0)) for word in theirs]
    return {
        "common": _mean(every, 7.0),
        "common_in_news": _mean(news, 8.0),
        "rare_words": float(sum(one < _RARE for one in every)),
        "common_small": _mean(small, 7.0),
        "rarest_small": min(small, default=7.0),
        "common_english": _mean(english, 9.0),
        "rarest_english": min(english, default=9.0),
    }


def _names(words: Sequence[str], theirs: Sequence[str]) -> dict[str, float]:
    """Return how many words within the source are written large, and which share of them the translation spells."""
    large = [word.lower() for word in words[1:] if word[0].isupper()]
    beginnings = {word[:_LONG] for word in theirs}
    return {
        "names": math.log(1 + len(large)),
        "names_kept": _mean([float(word[:_LONG] in beginnings) for word in large], 0.6),
    }


def _likeness(source: str, text: str) -> float:
    """Return how many of the three-letter sequences of both texts they have in common, from 0 to 1 (Dice 1945)."""
    left, right = ({one[place : place + 3] for place in range(len(one) - 2)} for one in (source.lower(), text.lower()))
    return 2 * len(left & right) / max(len(left) + len(right), 1)


def _surface(source: str, words: Sequence[str], theirs: Sequence[str], ours: set[str]) -> dict[str, float]:
    size = max(len(source), 1)
    letters = sum(map(len, theirs))
    return {
        "capitals": _mean([float(word[0].isupper()) for word in words], 0.2),
        "copied": sum(len(word) for word in theirs if word in ours) / max(letters, 1),
        "digits": sum(map(str.isdigit, source)) / size,
        "marks": sum(not (char.isalnum() or char.isspace()) for char in source) / size,
        "commas": float(source.count(",")),
        "quotation": float(any(mark in source for mark in '"“”')),
        "brackets": float("(" in source),
        "ended": float(source.rstrip()[-1:] in set('.!?"”')),
        "repeated": 1 - len(set(theirs)) / max(len(theirs), 1),
    }


def _mean(values: Sequence[float], usual: float) -> float:
    return (sum(values) + _PRIOR_WORDS * usual) / (len(values) + _PRIOR_WORDS)


def evidence_table(rows: Sequence[Mapping[str, float]]) -> dict[str, list[float]]:
    """Return rows of evidence as columns by name; empty without rows."""
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
