"""Where sentences end: text that breaks off, and sides with unlike numbers of sentences."""

import re
from collections.abc import Sequence

from corpus.filters.base import ScorablePair
from translate.checks import length_ratio
from translate.lexicon import PACKAGED
from translate.limits import at_most

_CLOSING = "\"'”’»)]} \t"
# A full stop that ends a sentence: not an initial's or an abbreviation's, and what follows begins like a sentence.
# It starts at the first mark of a run, so that long words and long runs of marks take linear time.
_BORDER = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])")
_LAST_WORD = re.compile(r"\w+\Z")
_LONGEST_WORD = 40  # characters; no abbreviation of the tables is half as long
_ENGLISH_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "dr", "prof", "st", "gen", "col", "capt", "sen", "rep", "vs", "no"}
)


class Truncation:
    """How much longer one side is where one of them ends in mid-sentence; 1 where both end alike.

    Good: "Ia pulang ke desa itu setelah bekerja di kota." | "She returned to the village after working in the city."
    Good: "Harga beras naik" | "Rice price up"
    Bad: "Ia pulang ke desa itu setelah bekerja di kota selama tujuh tahun." | "She returned to the village"
    """

    limit = at_most(1.3)
    unit = "ratio"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the ratio of lengths as ``length_ratio`` has it where one side alone ends like a sentence, else 1."""
        return [length_ratio(pair.id, pair.en) if _is_ended(pair.id) != _is_ended(pair.en) else 1.0 for pair in pairs]


def _is_ended(text: str) -> bool:
    return text.rstrip(_CLOSING).endswith((".", "!", "?", "…", ":", ";"))


class SentenceCounts:
    """How much longer one side is where it has more sentences too; 1 where both have as many.

    Translators split and join sentences, and the lengths stay similar. Where they do not, a pair
    holds the content of two pairs, or half of one.

    Good: "Ia pulang. Ibunya menunggu." | "He went home. His mother was waiting."
    Good: "Ia pulang; ibunya menunggu." | "He went home. His mother was waiting."
    Bad: "Ia pulang ke desanya." | "He went home to his village. His mother was waiting there. The rain had stopped."
    """

    limit = at_most(1.35)
    unit = "ratio"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the ratio of lengths as ``length_ratio`` has it where the numbers of sentences differ, else 1."""
        known = PACKAGED.words("abbreviations") | PACKAGED.words("titles") | _ENGLISH_ABBREVIATIONS
        return [
            length_ratio(pair.id, pair.en) if _sentences(pair.id, known) != _sentences(pair.en, known) else 1.0
            for pair in pairs
        ]


def _sentences(text: str, known: frozenset[str]) -> int:
    """Return the number of sentences; the full stop of an initial or a ``known`` abbreviation ends none."""
    borders = (_word_before(text, match.start()) for match in _BORDER.finditer(text) if match.start())
    return 1 + sum((len(word) > 1 and word not in known) or not word.isalpha() for word in borders)


def _word_before(text: str, end: int) -> str:
    """Return the word, in small letters, or else the one character that stands before ``end``."""
    nearby = text[max(0, end - _LONGEST_WORD) : end]
    word = _LAST_WORD.search(nearby)
    return (word[0] if word else nearby[-1:]).lower()
