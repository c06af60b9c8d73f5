"""What a translation repeats: the source instead of translating it, or itself in a loop."""

from collections.abc import Sequence

from corpus.filters.base import ScorablePair
from translate.checks import CHECKS, copied_share, repeated_share


class Copy:
    """Share of the translation's lower-case words that also stand in the source; finds text left untranslated.

    Good: "Ia kuliah di Universitas Gadjah Mada." | "She studied at Universitas Gadjah Mada."
    Bad: "saya membeli beras di pasar ikan" | "saya membeli beras di pasar ikan"
    """

    limit = CHECKS["copy"].limit
    unit = "share, 0 to 1"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the share, from 0 to 1."""
        return [copied_share(pair.id, pair.en) for pair in pairs]


class Repetition:
    """Share of the translation that repeats one phrase, less the share that the source repeats.

    Good: "Ha ha ha, lucu sekali." | "Ha ha ha, very funny."
    Bad: "Kami akan pulang besok pagi." | "I'm sorry, I'm sorry, I'm sorry, I'm sorry."
    """

    limit = CHECKS["repetition"].limit
    unit = "share, 0 to 1"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the share, from 0 to 1."""
        return [repeated_share(pair.id, pair.en) for pair in pairs]
