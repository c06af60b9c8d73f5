"""Do both sides have the same quotation marks?"""

from collections.abc import Sequence

from corpus.filters.base import ScorablePair
from translate.limits import at_most

_MARKS = frozenset('"“”„«»″＂')


class QuotationMarks:
    r"""Difference in the number of double quotation marks; single ones may be apostrophes and are not counted.

    Good: "\"Kami siap,\" kata Sari." | "“We are ready,” said Sari."
    Good: "\"Kami siap,\" kata Sari." | "Sari said they were ready."
    Good: "''Ya,'' kata Sari, ''kami siap.''" | "\"Yes,\" said Sari, \"we are ready.\""
    Bad: "\"Kami siap,\" kata Sari. \"Besok kami berangkat.\"" | "Sari said they were ready."
    """

    limit = at_most(2.0)
    unit = "marks"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the difference of the numbers of marks."""
        return [float(abs(_marks(pair.id) - _marks(pair.en))) for pair in pairs]


def _marks(text: str) -> int:
    # Two single marks are how some sources type a double one.
    return sum(char in _MARKS for char in text) + text.count("''")
