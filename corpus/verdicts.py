"""Translations → what every filter says of them, and whether they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.filtering import PlainPair, failed_filters, score_pairs, score_rows
from translate.limits import Limit
from translate.sentences import Translation


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A translation, the value of every filter for it, and the rules it fails, the gravest first; none means kept."""

    translation: Translation
    values: Mapping[str, float | None]
    failed: tuple[str, ...]


def judge(translations: Mapping[str, Translation], rules: Mapping[str, Limit]) -> dict[str, Verdict]:
    """Return the verdict on every translation by its sentence, which is what an article says, not what a model read."""
    pairs = [PlainPair(id=text, en=one.text, score=one.score) for text, one in translations.items()]
    # Without any filter there are no rows of values to go with the pairs.
    values = score_rows(score_pairs(pairs, rules)) if rules else [{} for _ in pairs]
    return {
        text: Verdict(translation=one, values=found, failed=failed_filters(found, rules))
        for (text, one), found in zip(translations.items(), values, strict=True)
    }
