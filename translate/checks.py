"""Checks of a translation that need only the two texts; each is a score and a limit."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from translate.limits import Limit, at_least, at_most
from translate.numbers import compare_numbers

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A named score of ``(source, translation)``, and the limit that it has to pass."""

    name: str
    score: Callable[[str, str], float]
    limit: Limit

    def fails(self, value: float) -> bool:
        """Return whether a score of ``value`` is beyond the limit."""
        return not self.limit.passes(value)


def output_share(source: str, translation: str) -> float:
    """Return 1 if ``translation`` holds a letter or digit, or ``source`` holds none; else 0."""
    return float(bool(_WORD.search(translation)) or not _WORD.search(source))


def copied_share(source: str, translation: str) -> float:
    """Return the share of the translation's lower-case words that also stand in the source, from 0 to 1.

    Names and numbers may be copied, so only lower-case words count; the result is 0 for
    fewer than 4 of them.
    """
    words = [word for word in _WORD.findall(translation) if word.islower()]
    if len(words) < 4:
        return 0.0
    known = set(_WORD.findall(source.lower()))
    return sum(word in known for word in words) / len(words)


def repeated_share(source: str, translation: str) -> float:
    """Return the share of the translation's words that repeat the 1 to 8 words just before them.

    Repetitions in the source are subtracted: ``ha ha ha`` may stay ``ha ha ha``.
    """
    return max(0.0, _loop_share(translation) - _loop_share(source))


def _loop_share(text: str) -> float:
    words = _WORD.findall(text.lower())
    longest = 0
    for size in range(1, min(8, len(words) // 2) + 1):
        run = 0
        for index in range(size, len(words)):
            run = run + 1 if words[index] == words[index - size] else 0
            # "If I work, I work": a phrase counts when all of it is repeated, a single word only when it
            # comes three times.
            longest = max(longest, run - 1 if size == 1 else run if run >= size else 0)
    return longest / len(words) if words else 0.0


def length_ratio(source: str, translation: str) -> float:
    """Return the longer length divided by the shorter, in characters; 15 is added to both for short texts."""
    lengths = sorted((len(source) + 15, len(translation) + 15))
    return lengths[1] / lengths[0]


def number_share(source: str, translation: str) -> float:
    """Return the share of the numbers, dates and times that both texts state; 1 if there are none.

    ``translate.numbers.agreement`` says which numbers are the same, and which count against a pair.
    """
    agreement = compare_numbers(source, translation)
    apart = len(agreement.conflicts) + len(agreement.missing) + len(agreement.added)
    together = len(agreement.matched)
    return together / (together + apart) if apart else 1.0


CHECKS = {
    check.name: check
    for check in (
        Check(name="empty", score=output_share, limit=at_least(0.5)),
        Check(name="copy", score=copied_share, limit=at_most(0.7)),
        Check(name="repetition", score=repeated_share, limit=at_most(0.15)),
        Check(name="length_ratio", score=length_ratio, limit=at_most(2.5)),
        Check(name="numbers", score=number_share, limit=at_least(0.99)),
    )
}


def failed_checks(source: str, translation: str) -> tuple[str, ...]:
    """Return the names of the checks that the pair fails, in the order of ``CHECKS``."""
    return tuple(name for name, check in CHECKS.items() if check.fails(check.score(source, translation)))
