"""An engine that returns its input, for tests and examples where the model does not matter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from translate.backends.base import EngineOptions
from translate.decoding import DecodingOptions, Hypothesis

if TYPE_CHECKING:
    from translate.models import Checkpoint


class EchoBackend:
    """Generates each source's own pieces, cut at the limit, with score 0."""

    name = "echo"
    parallel_batches = 1

    def __init__(self, checkpoint: "Checkpoint | None" = None, options: EngineOptions | None = None) -> None:
        self._checkpoint, self._options = checkpoint, options

    def generate(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions, max_target_pieces: int
    ) -> list[Hypothesis]:
        """Return the sources as hypotheses."""
        del options
        return [
            Hypothesis(
                pieces=tuple(source[:max_target_pieces]), score=0.0, stopped_by_limit=len(source) > max_target_pieces
            )
            for source in batch
        ]

    def score(self, batch: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[float]:
        """Return 0 for targets that equal their source, and -10 for others."""
        return [0.0 if list(source) == list(target) else -10.0 for source, target in batch]

    def describe(self) -> dict[str, str]:
        """Return the engine's name."""
        return {"engine": self.name}
