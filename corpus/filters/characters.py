"""What characters a pair is made of: letters of its script, and leftover markup."""

import re
from collections.abc import Sequence

from corpus.filters.base import NOT_APPLICABLE, ScorablePair
from translate.limits import at_least, at_most

_MARKUP = re.compile(
    r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>"  # <br>, </p>, <a href="…">
    r"|<!--|-->|&(?:[a-z]{2,8}|#\d{2,6}|#x[0-9a-f]{2,6});"  # comments, entities
    r"|\{\{|\}\}|\[\[|\]\]|\[/?(?:b|i|u|url|img|quote)\b[^\]]*\]"  # wiki and forum markup
    r"|\]\(https?:|\\u[0-9a-f]{4}|\{\\[a-z]+|<\?|%[0-9a-f]{2}%[0-9a-f]{2}",  # Markdown links, escapes, TeX
    re.IGNORECASE,
)


class Letters:
    """Share of Latin letters among the characters other than spaces; the lower value of the two sides.

    Good: "Suhu 36,5 derajat." | "A temperature of 36.5 degrees."
    Bad: "12.30 13.45 15.10 | 17.20 ***" | "12:30 13:45 15:10 | 17:20 ***"
    Bad: "Lagu 夜に駆ける 歌 曲 夜に駆ける 歌 曲" | "The song 夜に駆ける 歌 曲 夜に駆ける 歌 曲"
    """

    limit = at_least(0.4)
    unit = "share, 0 to 1"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the share, from 0 to 1; NaN where a side is empty."""
        return [min(_letter_share(pair.id), _letter_share(pair.en)) for pair in pairs]


def _letter_share(text: str) -> float:
    shown = [char for char in text if not char.isspace()]
    # U+024F ends the last block of Latin letters that European languages and romanised names need; Vietnamese
    # letters stand at U+1E00 to U+1EFF.
    letters = sum(char.isalpha() and (char <= "\u024f" or "\u1e00" <= char <= "\u1eff") for char in shown)
    return letters / len(shown) if shown else NOT_APPLICABLE


class Markup:
    """How many markup remnants are in both texts: tags, entities, wiki brackets, escapes.

    Good: "Harga < Rp5.000 & stok > 10" | "Price < Rp5,000 & stock > 10"
    Bad: "Harga beras&nbsp;naik.<br/>" | "The price of rice rose."
    Bad: "Ia lahir di [[Malang]]." | "He was born in [[Malang]]."
    """

    limit = at_most(0.0)
    unit = "remnants"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the number of remnants."""
        return [float(sum(1 for text in (pair.id, pair.en) for _ in _MARKUP.finditer(text))) for pair in pairs]
