"""The stored scores of filters: their distributions, and what another threshold would change."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from corpus.filtering import all_pass
from corpus.finished_corpus import FinishedCorpus
from corpus.formats import SCORES
from corpus.inspection.histograms import Histogram, HistogramCounter, Scale, floats_of, plain_step
from corpus.inspection.sampling import Sample
from translate.errors import InputError, SettingError, nearest
from translate.limits import Limit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_STEPS = 40  # as many bars as a small plot shows well
# Nearly all counts, such as those of conflicting numbers, are 0 or 1; two bars alone would fill a plot.
_FEWEST_WHOLE_STEPS = 10
# Values beyond these quantiles are outliers that would squeeze all others into one bar.
_OUTER = (0.005, 0.995)
# The ends of an axis are rounded, so those of a sample of this size are good enough.
_SAMPLED = 20_000


_Changed = tuple[str, int, dict[str, float | None]]  # article, position, values


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterStatistics:
    """The values of one filter, for sentences that pass all filters (``kept``) and for the others (``dropped``).

    ``whole`` says that the threshold and the values are whole numbers.
    """

    name: str
    rule: Limit
    kept: Histogram
    dropped: Histogram
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSentence:
    """A sentence that other thresholds would keep or drop; ``values`` are those of the filters with a new threshold."""

    key: str
    values: Mapping[str, float | None]
    id: str
    en: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What other thresholds would change; ``then`` and ``now`` map filters to thresholds.

    ``kept_then`` and ``kept_now`` count pairs before duplicates are looked for.
    """

    then: Mapping[str, float]
    now: Mapping[str, float]
    kept_then: int
    kept_now: int
    newly_kept: int
    newly_dropped: int
    would_keep: tuple[ChangedSentence, ...]
    would_drop: tuple[ChangedSentence, ...]


def collect_filters(corpus: FinishedCorpus) -> tuple[FilterStatistics, ...]:
    """Return the distribution of every filter's stored values; empty where a corpus stores none."""
    if not corpus.has_scores:
        return ()
    columns = _columns(corpus)
    rules = {name: rule for name, rule in corpus.filters.items() if name in columns}
    samples = _samples(corpus, list(rules))
    whole = {name: rules[name].threshold % 1 == 0 and bool((samples[name] % 1 == 0).all()) for name in rules}
    scales = {name: _scale(rule, samples[name], whole=whole[name]) for name, rule in rules.items()}
    counters = {name: (HistogramCounter(scale), HistogramCounter(scale)) for name, scale in scales.items()}
    for _, batch in corpus.batches(SCORES, ["kept", *rules]):
        kept = batch.column("kept").to_numpy(zero_copy_only=False)
        for name, (of_kept, of_dropped) in counters.items():
            values = floats_of(batch.column(name))
            of_kept.add(values[kept])
            of_dropped.add(values[~kept])
    return tuple(
        FilterStatistics(
            name=name,
            rule=rules[name],
            kept=counters[name][0].finish(),
            dropped=counters[name][1].finish(),
            whole=whole[name],
        )
        for name in rules
    )


def _columns(corpus: FinishedCorpus) -> set[str]:
    for _, batch in corpus.batches(SCORES):
        return set(batch.schema.names)
    return set()


def _samples(corpus: FinishedCorpus, names: Sequence[str]) -> "dict[str, NDArray[np.float64]]":
    """Return for every filter a sample of its finite values, taken at equal distances from the whole corpus."""
    import numpy as np

    found: dict[str, list[NDArray[np.float64]]] = {name: [np.zeros(0)] for name in names}
    every = max(1, corpus.counts.translated // _SAMPLED)
    first = 0
    for _, batch in corpus.batches(SCORES, names):
        for name in names:
            found[name].append(floats_of(batch.column(name))[-first % every :: every])
        first += batch.num_rows
    joined = {name: np.concatenate(parts) for name, parts in found.items()}
    return {name: values[np.isfinite(values)] for name, values in joined.items()}


def _scale(rule: Limit, values: "NDArray[np.float64]", *, whole: bool) -> Scale:
    """Return the scale that shows the threshold and all but outliers, with whole steps for ``whole`` values."""
    import numpy as np

    low, high = np.quantile(values, _OUTER) if len(values) else (rule.threshold, rule.threshold)
    low, high = min(float(low), rule.threshold), max(float(high), rule.threshold)
    if whole:
        step = plain_step((high - low) / _STEPS, whole=True)
        high = max(high, low + step * (_FEWEST_WHOLE_STEPS - 1))
    else:
        low, high = (low, high) if low < high else (low - 0.5, high + 0.5)
        step = plain_step((high - low) / _STEPS)
    low = math.floor(low / step) * step
    # One step more, so that a threshold or a value at the upper end has a bar.
    return Scale(low=low, high=low + step * (math.ceil((high - low) / step) + 1), step=step)


def what_if(corpus: FinishedCorpus, thresholds: Mapping[str, float], examples: int = 5) -> WhatIf:
    """Return what other thresholds would change, counted from the stored scores; nothing is translated.

    A dropped sentence would be kept if it failed one of these filters and would now pass all filters. What another
    stage dropped stays dropped. Memory holds a batch of rows and the ``examples`` of each kind.

    Raises:
        SettingError: there is no such filter; the message names those that there are.
        InputError: the corpus stores no scores.
    """
    import pyarrow as pa

    _check_filters(corpus, thresholds)
    now = {name: replace(corpus.filters[name], threshold=value) for name, value in thresholds.items()}
    others = {name: rule for name, rule in corpus.filters.items() if name not in now}
    numbers: Counter[str] = Counter()
    samples = {kind: Sample[_Changed](examples) for kind in ("keep", "drop")}
    for _, batch in corpus.batches(SCORES):
        kept = batch.column("kept").to_numpy(zero_copy_only=False)
        columns = {name: floats_of(batch.column(name)) for name in corpus.filters if name in batch.schema.names}
        passed_then = all_pass(columns, {name: corpus.filters[name] for name in now}, batch.num_rows)
        passed_now = all_pass(columns, now, batch.num_rows)
        masks = {
            "keep": ~kept & ~passed_then & passed_now & all_pass(columns, others, batch.num_rows),
            "drop": kept & passed_then & ~passed_now,
        }
        numbers.update({"kept": int(kept.sum()), **{kind: int(mask.sum()) for kind, mask in masks.items()}})
        for kind, mask in masks.items():
            for row in batch.filter(pa.array(mask)).to_pylist():
                changed = (row["article_id"], row["position"], {name: row.get(name) for name in now})
                samples[kind].add(f"{row['article_id']}:{row['position']}", changed)
    chosen = {kind: sample.items() for kind, sample in samples.items()}
    texts = _texts(corpus, {(owner, position) for rows in chosen.values() for owner, position, _ in rows})
    changes = {
        kind: tuple(
            ChangedSentence(
                key=f"{owner}:{position}", values=values, id=texts[owner, position][0], en=texts[owner, position][1]
            )
            for owner, position, values in rows
            if (owner, position) in texts
        )
        for kind, rows in chosen.items()
    }
    return WhatIf(
        then={name: corpus.filters[name].threshold for name in now},
        now=dict(thresholds),
        kept_then=numbers["kept"],
        kept_now=numbers["kept"] + numbers["keep"] - numbers["drop"],
        newly_kept=numbers["keep"],
        newly_dropped=numbers["drop"],
        would_keep=changes["keep"],
        would_drop=changes["drop"],
    )


def _check_filters(corpus: FinishedCorpus, names: Iterable[str]) -> None:
    if not corpus.has_scores or not corpus.filters:
        raise InputError(
            f"'{corpus.folder}' stores no scores of filters, so another threshold cannot be tried; "
            "build it again with `fresh`, with filters"
        )
    for name in names:
        if name not in corpus.filters:
            known = ", ".join(corpus.filters)
            raise SettingError(f"no filter '{name}'{nearest(name, corpus.filters)} (known: {known})")


def _texts(corpus: FinishedCorpus, wanted: Set[tuple[str, int]]) -> dict[tuple[str, int], tuple[str, str | None]]:
    """Return the Indonesian and the English text of sentences, given by article and position."""
    found = {}
    for subset in ("pairs", "rejected"):
        for _, row in corpus.rows_where(subset, "article_id", sorted({owner for owner, _ in wanted})):
            values: dict[str, Any] = dict(row)
            key = (values["article_id"], values["position"])
            if key in wanted:
                texts = values.get("translation") or values
                found[key] = (texts["id"], texts["en"])
    return found
