"""Translations → the value of every filter for each, and whether it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.filtering import PlainPair, failed_filters, score_pairs, score_rows
from translate.limits import Limit
from translate.sentences import Translation


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A translation, its value for every filter, and the filters it fails, the gravest first; if none, it is kept."""

    translation: Translation
    values: Mapping[str, float | None]
    failed: tuple[str, ...]


def judge(translations: Mapping[str, Translation], limits: Mapping[str, Limit]) -> dict[str, Verdict]:
    """Return the verdict on every translation; the keys are the sentences of the article."""
    pairs = [
        PlainPair(id=text, en=one.text, score=one.score, quality=one.quality) for text, one in translations.items()
    ]
    # Without any filter there are no rows of values to go with the pairs.
    values = score_rows(score_pairs(pairs, limits)) if limits else [{} for _ in pairs]
    return {
        text: Verdict(translation=one, values=found, failed=failed_filters(found, limits))
        for (text, one), found in zip(translations.items(), values, strict=True)
    }
