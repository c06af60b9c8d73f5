"""Sentences of the test sets found in training data, compared by their letters and digits."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from translate.sentences import TextPair

FEWEST_LETTERS = 12
"""Shorter sentences ("ya", "terima kasih") are not compared: they can be equal by chance."""


def letters_only(text: str) -> str:
    """Return the letters and digits of ``text``, case folded: the key by which sentences are compared."""
    return "".join(char for char in text.casefold() if char.isalnum())


class OverlapWall:
    """Keeps sentences of the test sets out of training data; ``hits`` counts what was refused."""

    def __init__(self, test_pairs: Iterable[TextPair]) -> None:
        self._keys = {key for pair in test_pairs for text in pair if len(key := letters_only(text)) >= FEWEST_LETTERS}
        self.hits = 0

    def digest(self) -> str:
        """Return a hash of the sentences that are kept out, the same for the test sets in any order."""
        return blake2b("\n".join(sorted(self._keys)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def admits(self, pair: Sequence[str]) -> bool:
        """Return whether neither side of ``pair`` is a sentence of the test sets."""
        admitted = not any(letters_only(text) in self._keys for text in pair)
        self.hits += not admitted
        return admitted
