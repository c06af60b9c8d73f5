"""Is the Indonesian side Indonesian, and the English side English?

py3langid (BSD, a multinomial naive Bayes over byte n-grams, 139 languages, a model of 4.6 MB in the wheel) scores
every language it knows. Whether Indonesian wins is of little use: Malay is extremely similar and wins one
news sentence in nine. These filters return its margin to the best other language, which says more.
"""

import functools
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus.filters.base import NOT_APPLICABLE, ScorablePair
from translate.lexicon import PACKAGED
from translate.limits import at_least

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Below some twenty letters names and loanwords decide; nothing can be said.
_FEWEST_LETTERS = 20
# A line of 20 to 45 letters with a name in it, plain Indonesian, is often taken for Malay or another language: half of
# what the margin accused in 220 articles was of that kind. Up to this length the margin counts in proportion.
_SURE_LETTERS = 60

# With two words and a tenth, none of 60,000 lines of Indonesian news is accused, and 77 to 87 % of 1,000 lines each of
# Minangkabau, Sundanese and Javanese (NusaX) are found.
_FEWEST_REGIONAL, _REGIONAL_SHARE = 2, 0.1
# Below the limit of IndonesianSide, so that the share alone decides nothing.
_REGIONAL = -0.2
_ENDINGS = ("nyo", "ipun", "keun")  # Minangkabau, Javanese and Sundanese; no Indonesian word has them
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class IndonesianSide:
    """Log-likelihood of Indonesian less that of the best other language, in nats a character; below 0 another wins.

    Below sixty letters the margin is made smaller in proportion, since a name or two decides it. Minangkabau, Sundanese
    and Javanese are told by their small words (the table ``regional_words``): with two or more of them, a tenth of the
    line, the value is below -0.2 by their share, however short the line is.

    Good: "Harga beras di pasar itu naik sejak pekan lalu." | "The price of rice at the market has risen."
    Good: "Yerevan menyangkal tuduhan itu." | "Yerevan denied the allegation."
    Bad: "The price of rice at the market has risen since last week." | "The price of rice has risen."
    Bad: "Regane beras ing pasar iku mundhak wiwit minggu wingi." | "The price of rice has risen."
    Bad: "Urang kampuang tu alah pai ka pasa." | "The villagers have gone to the market."
    Bad: "Abdi teu acan neda." | "I have not eaten yet."
    """

    limit = at_least(-0.12)
    unit = "nats a character"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the margin of Indonesian on the Indonesian side; NaN below twenty letters."""
        return [_indonesian(pair.id) for pair in pairs]


class EnglishSide:
    """Log-likelihood of English less that of the best other language, in nats a character; below 0 another wins.

    Good: "Harga beras di pasar itu naik sejak pekan lalu." | "The price of rice at the market has risen."
    Bad: "Harga beras naik sejak pekan lalu." | "Harga beras di pasar itu naik sejak pekan lalu."
    """

    limit = at_least(-0.4)
    unit = "nats a character"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the margin of English on the English side; NaN below twenty letters."""
        return [_margin(pair.en, "en") for pair in pairs]


def _indonesian(text: str) -> float:
    margin = round(_margin(text, "id") * min(1.0, _letters(text) / _SURE_LETTERS), 4)
    share = _regional_share(text)
    return round(min(_REGIONAL - share, 0.0 if math.isnan(margin) else margin), 4) if share else margin


def _regional_share(text: str) -> float:
    """Return the share of the words that are regional, 0 for too few of them; names, in capitals, are no such words."""
    words = _WORD.findall(text)
    known = PACKAGED.words("regional_words")
    small = [word.lower() if place == 0 else word for place, word in enumerate(words)]
    found = sum(word in known or (len(word) > 4 and word.endswith(_ENDINGS)) for word in small)
    share = found / len(words) if words else 0.0
    return share if found >= _FEWEST_REGIONAL and share >= _REGIONAL_SHARE else 0.0


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _margin(text: str, language: str) -> float:
    if _letters(text) < _FEWEST_LETTERS:
        return NOT_APPLICABLE
    scores = {name: float(score) for name, score in _identifier().rank(text)}
    wanted = scores.pop(language)
    # The model computes in single precision, whose last digits differ between processors.
    return round((wanted - max(scores.values())) / len(text), 4)


@functools.cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
