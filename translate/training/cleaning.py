"""Training pairs without duplicates and without pairs that fail a check, and how many each rule left out."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b

from translate.errors import SettingError, nearest
from translate.overlap import letters_only
from translate.sentences import TextPair
from translate.training.plan import Cleaning

DUPLICATE, NEAR_DUPLICATE = "duplicates", "near_duplicates"


class PairCleaner:
    """Applies a plan's cleaning to one source after another; a pair is a duplicate if an equal one came before."""

    def __init__(self, cleaning: Cleaning, checks: Mapping[str, Callable[[str, str], bool]]) -> None:
        """Take the ``checks`` there are by name, each true for a pair that fails.

        Raises SettingError if the plan names another check.
        """
        unknown = [name for name in cleaning.checks if name not in checks]
        if unknown:
            what = ", ".join(f"'{name}'{nearest(name, checks)}" for name in unknown)
            raise SettingError(f"'cleaning.checks' names {what} (known: {', '.join(checks)})")
        self._cleaning = cleaning
        self._checks = {name: checks[name] for name in cleaning.checks}
        self._seen: set[bytes] = set()

    def cleaned(self, pairs: Iterable[TextPair], *, checked: bool = False) -> tuple[list[TextPair], dict[str, int]]:
        """Return the pairs that stay, in order, and how many pairs each rule left out; the first rule that fits counts.

        Pairs that were ``checked`` when they were made are compared for duplicates only.
        """
        kept: list[TextPair] = []
        dropped: Counter[str] = Counter()
        for pair in pairs:
            rule = self._failed_rule(pair, () if checked else tuple(self._checks))
            if rule is None:
                kept.append(pair)
            else:
                dropped[rule] += 1
        return kept, dict(dropped)

    def _failed_rule(self, pair: TextPair, checks: Sequence[str]) -> str | None:
        for name in checks:
            if self._checks[name](*pair):
                return name
        texts = [letters_only(text) for text in pair]
        if self._cleaning.duplicates and self._is_repeated(DUPLICATE, texts):
            return DUPLICATE
        texts = ["".join(char for char in text if not char.isdigit()) for text in texts]
        # A pair of figures has no letters to compare.
        if self._cleaning.near_duplicates and all(texts) and self._is_repeated(NEAR_DUPLICATE, texts):
            return NEAR_DUPLICATE
        return None

    def _is_repeated(self, rule: str, texts: Sequence[str]) -> bool:
        # 16 bytes for each pair; even among a billion pairs, two different ones are most unlikely to share a key.
        key = blake2b("\t".join((rule, *texts)).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if key in self._seen:
            return True
        self._seen.add(key)
        return False
