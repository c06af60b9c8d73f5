"""The length of each side, on its own and relative to the other."""

from collections.abc import Sequence

from corpus.filters.base import ScorablePair
from translate.checks import CHECKS, length_ratio
from translate.limits import at_least, at_most


class ShortestSide:
    """Number of letters and digits on the side that has fewer; a side with none is not a sentence.

    Good: "Ya." | "Yes."
    Bad: "Ia pulang." | "..."
    Bad: "" | "He went home."
    """

    limit = at_least(1.0)
    unit = "letters and digits"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the number of letters and digits of the poorer side."""
        return [float(min(sum(map(str.isalnum, text)) for text in (pair.id, pair.en))) for pair in pairs]


class LongestSide:
    """Number of words on the longer side; more than about a hundred are lists or text that was not split.

    Good: "Harga beras naik." | "The price of rice rose."
    Bad: "Pemenangnya: " | "The winners were: "  (with 130 names behind it)
    """

    limit = at_most(120.0)
    unit = "words"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the number of words of the longer side."""
        return [float(max(len(text.split()) for text in (pair.id, pair.en))) for pair in pairs]


class LongestWord:
    """Length in characters of the longest run without a space on either side; finds glued words, addresses and code.

    Good: "Bupati mempertanggungjawabkan anggaran itu di depan warga." | "The regent accounted for the budget."
    Bad: "Simak videonya: https://video.example/nonton/berita-terbaru-hari-ini-dari-ibu-kota" | "Watch the video."
    """

    limit = at_most(45.0)
    unit = "characters"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the length of the longest run without white space."""
        return [float(max((len(word) for word in (*pair.id.split(), *pair.en.split())), default=0)) for pair in pairs]


class LengthRatio:
    """Length of the longer text divided by that of the shorter, in characters; 15 is added to both for short texts.

    Good: "Ketiganya kemudian mengadakan pertemuan." | "The three then held a meeting."
    Bad: "Ya." | "Yes, and after that the committee met again in the old town hall to talk about the new bridge."
    """

    limit = CHECKS["length_ratio"].limit
    unit = "ratio"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the ratio, from 1 upwards."""
        return [length_ratio(pair.id, pair.en) for pair in pairs]
