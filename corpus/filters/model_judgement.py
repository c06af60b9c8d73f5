"""What a model thinks of a pair: of English from elsewhere, and of its own translation."""

from collections.abc import Sequence

from corpus.filters.base import NOT_APPLICABLE, ScorablePair
from translate.limits import at_least


class Adequacy:
    """The mean log-probability per piece that a model gives to English from elsewhere; NaN where none was asked.

    Good at -1.7: "Ketiganya kemudian mengadakan pertemuan." | "The three then held a meeting."
    Bad at -6.4: "Ketiganya kemudian mengadakan pertemuan." | "The regent hopes for more funds."
    """

    # The bundled model's own limit, which its calibration.json explains; each model has another.
    unit = "nats a piece"
    limit = at_least(-4.7)

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the values that the pairs bring along."""
        return [NOT_APPLICABLE if pair.adequacy is None else pair.adequacy for pair in pairs]


class Quality:
    """How likely a reader accepts the sense of a machine translation, from 0 to 1; NaN for human pairs.

    Good at 0.9: "Ketiganya kemudian mengadakan pertemuan." | "The three then held a meeting."
    Bad at 0.2: "Kemudian dari piket Pawas merapat ke kediaman." | "Then from the Pawas tickets scrambled to the home."
    """

    # Nothing is left out unless the user asks: how good is good enough depends on what the pairs are for.
    unit = "probability"
    limit = at_least(0.0)

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the values that the pairs bring along."""
        return [NOT_APPLICABLE if pair.quality is None else pair.quality for pair in pairs]
