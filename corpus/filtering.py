"""Pairs → a number from every filter, and the one decision made from those numbers and the thresholds."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.filters import FILTERS, load_filter
from corpus.filters.base import ExplainingFilter, ScorablePair
from translate.errors import SettingError, nearest
from translate.limits import Limit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPair:
    """A pair that is no more than its two texts, and what models said of them.

    ``score`` and ``quality`` are those of a model that made the English, None for a human pair; ``adequacy`` is that of
    a model that was asked about English from elsewhere.
    """

    id: str
    en: str
    score: float | None = None
    adequacy: float | None = None
    quality: float | None = None


def filter_limits(thresholds: Mapping[str, float] | None = None) -> dict[str, Limit]:
    """Return the limit of every filter by name; ``thresholds`` replace the defaults.

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
    proposed = {name: load_filter(name).limit for name in FILTERS}
    return {name: replace(limit, threshold=float(given.get(name, limit.threshold))) for name, limit in proposed.items()}


def score_pairs(pairs: Sequence[ScorablePair], names: Iterable[str] = tuple(FILTERS)) -> dict[str, list[float]]:
    """Return a column for every filter: one value a pair, in order, NaN where the filter does not apply."""
    return {name: load_filter(name).score(pairs) for name in names}


def score_rows(columns: Mapping[str, Sequence[float]]) -> list[dict[str, float | None]]:
    """Return the values of ``score_pairs`` by pair, None where a filter does not apply."""
    values = zip(*columns.values(), strict=True)
    return [{name: None if math.isnan(one) else one for name, one in zip(columns, row, strict=True)} for row in values]


def failed_filters(values: Mapping[str, float | None], limits: Mapping[str, Limit]) -> tuple[str, ...]:
    """Return the names of the filters whose limits a pair fails, in the order of ``limits``; none means it is kept.

    A filter that has no value for the pair lets it pass.
    """
    return tuple(name for name, limit in limits.items() if not limit.passes(values.get(name)))


def all_pass(
    columns: "Mapping[str, NDArray[np.float64]]", limits: Mapping[str, Limit], rows: int
) -> "NDArray[np.bool_]":
    """Return for each row whether its values pass all limits; a filter without a column lets every row pass."""
    import numpy as np

    passed = np.ones(rows, dtype=np.bool_)
    for name, limit in limits.items():
        if name in columns:
            passed &= limit.passes_each(columns[name])
    return passed


def explain_value(name: str, pair: ScorablePair) -> tuple[str, ...]:
    """Return what a filter found in one pair, in words, such as ``1,5 juta: 1.5 billion``; empty if it has none."""
    found = load_filter(name)
    return found.explain(pair) if isinstance(found, ExplainingFilter) else ()
