"""A translator whose English can be foretold: the source in capitals, with a mark for each other search."""

import threading
import time
from collections.abc import Sequence

from translate.decoding import DecodingOptions
from translate.sentences import Translation


class UpperTranslator:
    """Answers in capitals; ``seconds`` is how long a batch takes. It notes the batches it was given."""

    name = "upper"

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.batches: list[list[str]] = []
        self._lock = threading.Lock()

    def describe(self) -> dict[str, object]:
        """Return its name."""
        return {"model": self.name}

    def translate(self, sentences: Sequence[str], decoding: DecodingOptions | None = None) -> list[Translation]:
        """Return each sentence in capitals; another search is marked by its beam."""
        with self._lock:
            self.batches.append(list(sentences))
        time.sleep(self.seconds)
        mark = f" [{decoding.beam_size}]" if decoding else ""
        return [Translation(source=one, text=one.upper() + mark, score=-0.5) for one in sentences]
