"""How sure the model was of its translation."""

from collections.abc import Sequence

from corpus.filters.base import NOT_APPLICABLE, ScorablePair
from translate.limits import at_least


class ModelScore:
    """The mean log-probability per target piece that the model gave its translation; NaN for human pairs.

    Good at -0.4: "Ketiganya kemudian mengadakan pertemuan." | "The three then held a meeting."
    Bad at -3.5: "Gledek nggeblar" | "The gled of the bar"
    """

    # The bundled model gave none of 500 news sentences less than -1.35, and 44 % of 200 in capitals, which it garbles,
    # less than -1.5. Other models score on scales of their own: look at the histogram first.
    limit = at_least(-1.5)
    unit = "nats a piece"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the model's own scores."""
        return [NOT_APPLICABLE if pair.score is None else pair.score for pair in pairs]
