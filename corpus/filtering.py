"""Pairs → a number from every filter, and the one decision made from those numbers and the thresholds."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.filters import FILTERS, load_filter
from corpus.filters.base import ExplainingFilter, FilterRule, TextPair
from translate.errors import SettingError, nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPair:
    """A pair that is no more than its two texts; ``score`` is a model's, None for a human pair."""

    id: str
    en: str
    score: float | None = None


def filter_rules(thresholds: Mapping[str, float] | None = None) -> dict[str, FilterRule]:
    """Return the rule of every filter by name, ``thresholds`` in place of what the filters propose.

    Raises:
        SettingError: a name that no filter has, or a threshold that is no number.
    """
    given = dict(thresholds or {})
    problems = [
        f"no filter '{name}'{nearest(name, FILTERS) or ' (known: ' + ', '.join(FILTERS) + ')'}"
        for name in given
        if name not in FILTERS
    ]
    problems += [f"the threshold of '{name}' is not a number" for name, value in given.items() if math.isnan(value)]
    if problems:
        raise SettingError("; ".join(problems))
    proposed = {name: load_filter(name) for name in FILTERS}
    return {
        name: FilterRule(threshold=float(given.get(name, one.threshold)), direction=one.direction)
        for name, one in proposed.items()
    }


def score_pairs(pairs: Sequence[TextPair], names: Iterable[str] = tuple(FILTERS)) -> dict[str, list[float]]:
    """Return a column for every filter: one value a pair, in order, NaN where the filter does not apply."""
    return {name: load_filter(name).score(pairs) for name in names}


def score_rows(columns: Mapping[str, Sequence[float]]) -> list[dict[str, float | None]]:
    """Return the values of ``score_pairs`` by pair, None where a filter does not apply."""
    values = zip(*columns.values(), strict=True)
    return [{name: None if math.isnan(one) else one for name, one in zip(columns, row, strict=True)} for row in values]


def failed_rules(values: Mapping[str, float | None], rules: Mapping[str, FilterRule]) -> tuple[str, ...]:
    """Return the names of the rules that a pair fails, in the order of ``rules``; none means it is kept.

    This is the only place that decides: at a build, for ``sejajar score``, and for thresholds tried afterwards on
    stored values. A filter without a value has no say.
    """
    return tuple(name for name, rule in rules.items() if not rule.passes(values.get(name)))


def explain_value(name: str, pair: TextPair) -> tuple[str, ...]:
    """Return what a filter found in one pair, in words, such as ``1,5 juta: 1.5 billion``; empty if it has none."""
    found = load_filter(name)
    return found.explain(pair) if isinstance(found, ExplainingFilter) else ()
