"""Training pairs without duplicates and without what a check speaks against, and how many were left out by what."""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from translate.checks import CHECKS, Check
from translate.errors import SettingError, nearest
from translate.overlap import letters_only
from translate.sentences import TextPair
from translate.training.plan import Cleaning

DUPLICATE, NEAR_DUPLICATE = "duplicates", "near_duplicates"


class PairCleaner:
    """Applies a plan's cleaning to one source after the other; a pair is a duplicate of any that came before."""

    def __init__(self, cleaning: Cleaning) -> None:
        """Raise SettingError if the plan names a check that does not exist."""
        unknown = [name for name in cleaning.checks if name not in CHECKS]
        if unknown:
            what = ", ".join(f"'{name}'{nearest(name, CHECKS)}" for name in unknown)
            raise SettingError(f"'cleaning.checks' names {what} (known: {', '.join(CHECKS)})")
        self._cleaning = cleaning
        self._checks = [CHECKS[name] for name in cleaning.checks]
        self._seen: set[bytes] = set()

    def cleaned(self, pairs: Iterable[TextPair], *, checked: bool = False) -> tuple[list[TextPair], dict[str, int]]:
        """Return the pairs that stay, in order, and how many were left out by which rule, the first that applied.

        Pairs that were ``checked`` when they were made are looked at for duplicates alone.
        """
        kept: list[TextPair] = []
        dropped: Counter[str] = Counter()
        for pair in pairs:
            rule = self._rule_against(pair, () if checked else self._checks)
            if rule is None:
                kept.append(pair)
            else:
                dropped[rule] += 1
        return kept, dict(dropped)

    def _rule_against(self, pair: TextPair, checks: Sequence[Check]) -> str | None:
        for check in checks:
            if check.fails(check.score(*pair)):
                return check.name
        texts = [letters_only(text) for text in pair]
        if self._cleaning.duplicates and self._is_repeated(DUPLICATE, texts):
            return DUPLICATE
        texts = ["".join(char for char in text if not char.isdigit()) for text in texts]
        # Two pairs of figures alone have nothing left in common.
        if self._cleaning.near_duplicates and all(texts) and self._is_repeated(NEAR_DUPLICATE, texts):
            return NEAR_DUPLICATE
        return None

    def _is_repeated(self, rule: str, texts: Sequence[str]) -> bool:
        # 16 bytes a pair, however long; no two of a thousand million pairs will have the same by chance.
        key = blake2b("\t".join((rule, *texts)).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if key in self._seen:
            return True
        self._seen.add(key)
        return False
