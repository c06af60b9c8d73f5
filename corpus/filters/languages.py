"""Is the Indonesian side Indonesian, and the English side English?

py3langid (BSD, a multinomial naive Bayes over byte n-grams, 139 languages, a model of 4.6 MB in the wheel) scores
every language it knows. Whether Indonesian wins is of little use: Malay is extremely similar and wins one
news sentence in nine. These filters return its margin to the best other language, which says more.
"""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus.filters.base import NOT_APPLICABLE, ScorablePair
from translate.limits import at_least

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Below some twenty letters names and loanwords decide; nothing can be said.
_FEWEST_LETTERS = 20
# A line of 20 to 45 letters with a name in it, plain Indonesian, is often taken for Malay or another language: half of
# what the margin accused in 220 articles was of that kind. Up to this length the margin counts in proportion.
_SURE_LETTERS = 60


class IndonesianSide:
    """Log-likelihood of Indonesian less that of the best other language, in nats a character; below 0 another wins.

    Below sixty letters the margin is made smaller in proportion, since a name or two decides it.

    Good: "Harga beras di pasar itu naik sejak pekan lalu." | "The price of rice at the market has risen."
    Good: "Yerevan menyangkal tuduhan itu." | "Yerevan denied the allegation."
    Bad: "The price of rice at the market has risen since last week." | "The price of rice has risen."
    Bad: "Regane beras ing pasar iku mundhak wiwit minggu wingi." | "The price of rice has risen."
    """

    limit = at_least(-0.12)
    unit = "nats a character"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the margin of Indonesian on the Indonesian side; NaN below twenty letters."""
        return [round(_margin(pair.id, "id") * min(1.0, _letters(pair.id) / _SURE_LETTERS), 4) for pair in pairs]


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
