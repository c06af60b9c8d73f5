"""How likely a model finds a given translation: the mean log-probability per piece of pairs from elsewhere."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from translate.backends.base import Backend
from translate.batching import Batch, batches_of_like_length
from translate.sentences import TextPair
from translate.tokenization import Tokenizer

# Padded pieces of the longer side per batch. 256 to 4,096 take the same processor time (int8, two cores).
_PIECE_BUDGET = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class PairScorer:
    """Gives pairs their model's probability; ``longest`` is the most pieces that the model takes on either side."""

    tokenizer: Tokenizer
    backend: Backend
    longest: int

    def scores(self, pairs: Sequence[TextPair]) -> list[float | None]:
        """Return the mean log-probability (natural log) per English piece of each ``(id, en)``, in order.

        The value of a pair does not depend on the others, but for rounding. It is None where a side has no piece or
        more than ``longest``: engines give 0 to a source without pieces, and one that is too long fails a whole call.
        """
        sides = [(self.tokenizer.encode(left), self.tokenizer.encode_target(right)) for left, right in pairs]
        usable = [place for place, both in enumerate(sides) if all(self._fits(side) for side in both)]
        # Engines compute the same pair once; texts that repeat are common in scraped pairs.
        distinct = list(dict.fromkeys((tuple(sides[place][0]), tuple(sides[place][1])) for place in usable))
        batches = list(batches_of_like_length([max(map(len, both)) for both in distinct], lambda _: 0, _PIECE_BUDGET))

        def score(batch: Batch) -> list[float]:
            return self.backend.score([distinct[position] for position in batch.positions])

        found: dict[tuple[tuple[str, ...], tuple[str, ...]], float] = {}
        with ThreadPoolExecutor(self.backend.parallel_batches) as threads:
            for batch, values in zip(batches, threads.map(score, batches), strict=True):
                found.update(zip((distinct[position] for position in batch.positions), values, strict=True))
        scores: list[float | None] = [None] * len(pairs)
        for place in usable:
            scores[place] = found[tuple(sides[place][0]), tuple(sides[place][1])]
        return scores

    def _fits(self, pieces: Sequence[str]) -> bool:
        return len(pieces) <= self.longest and any(piece.strip("▁") for piece in pieces)
