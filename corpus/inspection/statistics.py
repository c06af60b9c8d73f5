"""collect(): what a finished corpus holds, counted from its rows in one streaming pass over each subset."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.canonical import stable_digest
from corpus.counts import Counts, check_equal
from corpus.finished_corpus import FinishedCorpus
from corpus.formats import SUBSETS, Row
from corpus.inspection.filter_statistics import FilterStatistics, collect_filters
from corpus.inspection.histograms import Histogram, HistogramCounter, Scale, floats_of
from corpus.inspection.sampling import Sample

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

# Fine steps make quantiles precise; plots join several steps.
_SCALES = {
    "words_id": Scale(low=0.0, high=500.0, step=1.0),
    "words_en": Scale(low=0.0, high=500.0, step=1.0),
    "length_ratio": Scale(low=0.0, high=10.0, step=0.02),
    "score": Scale(low=-10.0, high=0.0, step=0.02),
    # One step more, so that a quality of 1 has a bar.
    "quality": Scale(low=0.0, high=1.01, step=0.01),
}
MEASURES = tuple(_SCALES)
"""What is measured for every translated sentence: words of each side, characters of the English over those of the
Indonesian, the model's score (mean log-probability per piece), and quality."""

# If every article names another source, the names must not fill the memory.
_MOST_SOURCES = 1000
OTHER_SOURCES = "other sources"
NO_SOURCE = "not stated"
ROLE_RULE = "segmentation: role"
"""The name of the examples of sentences that are not part of the article, followed by their role."""

_EXAMPLES_KEPT, _EXAMPLES_OTHER = 6, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence to show: ``why`` is empty for a pair without flags, a flag, or the rule that dropped it."""

    key: str
    role: str
    id: str
    en: str | None
    why: str
    score: float | None
    quality: float | None
    value: float | None
    threshold: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What is in a corpus.

    ``measures`` maps the names of ``MEASURES`` to the distributions of the pairs and of what filters dropped.
    ``dropped`` counts the ledger by stage and rule, ``left_out`` the sentences of roles that become no pairs, ``roles``
    the sentences by source and role, ``origins`` the pairs by the origin of their English, ``refused`` the records that
    could not be read, ``flagged_pairs`` the pairs with at least one flag.
    """

    counts: Counts
    rows: Mapping[str, Mapping[str, int]]
    bytes: int
    origins: Mapping[str, int]
    refused: int
    flagged_pairs: int
    dropped: Mapping[str, Mapping[str, int]]
    left_out: Mapping[str, int]
    roles: Mapping[str, Mapping[str, int]]
    measures: Mapping[str, tuple[Histogram, Histogram]]
    filters: tuple[FilterStatistics, ...]
    kept: tuple[Example, ...]
    flagged: Mapping[str, tuple[Example, ...]]
    rejected: Mapping[str, tuple[Example, ...]]


def collect(corpus: FinishedCorpus) -> Statistics:
    """Return the statistics of a corpus.

    Memory holds a batch of rows, and 10 bytes for each article.

    Raises:
        InputError: a file cannot be read.
        CountError: the rows are not as many as the manifest says, which is a bug.
    """
    sources = _Sources(corpus)
    pairs, ledger = _Pairs(sources), _Ledger(sources)
    for _, batch in corpus.batches("pairs"):
        pairs.add(batch)
    for _, batch in corpus.batches("rejected"):
        ledger.add(batch)
    counts, rows = corpus.counts, corpus.manifest.rows
    check_equal(
        {
            "rows of pairs": (pairs.rows, counts.pairs),
            "rows of rejected": (sum(ledger.rules.values()), counts.rejected),
        }
    )
    dropped: dict[str, dict[str, int]] = {}
    for (stage, rule), number in sorted(ledger.rules.items()):
        dropped.setdefault(stage, {})[rule] = number
    return Statistics(
        counts=counts,
        rows={subset: {name: rows[subset][name] for name in corpus.splits(subset)} for subset in SUBSETS},
        bytes=sum(file.path.stat().st_size for file in corpus.files),
        origins=dict(pairs.origins.most_common()),
        refused=ledger.refused,
        flagged_pairs=pairs.flagged_rows,
        dropped=dropped,
        left_out=dict(sorted(ledger.left_out.items())),
        roles=sources.table(),
        measures={name: (pairs.measures.finish(name), ledger.measures.finish(name)) for name in MEASURES},
        filters=collect_filters(corpus),
        kept=pairs.kept.items(),
        flagged={flag: sample.items() for flag, sample in sorted(pairs.flagged.items())},
        rejected={rule: sample.items() for rule, sample in sorted(ledger.samples.items())},
    )


class _Sources:
    """The sources of all articles, and the sentences of each by role."""

    def __init__(self, corpus: FinishedCorpus) -> None:
        import numpy as np

        self._names: dict[str, int] = {}
        digests, owners = [], []
        for _, batch in corpus.batches("articles", ["article_id", "source"]):
            ids, sources = (batch.column(name).to_pylist() for name in ("article_id", "source"))
            digests.append(
                np.fromiter((stable_digest(article_id) for article_id in ids), dtype=np.uint64, count=len(ids))
            )
            owners.append(np.fromiter((self._number(source) for source in sources), dtype=np.uint16, count=len(ids)))
        unordered = np.concatenate([*digests, np.zeros(0, dtype=np.uint64)])
        order = np.argsort(unordered)
        self._digests = unordered[order]
        self._owners = np.concatenate([*owners, np.zeros(0, dtype=np.uint16)])[order]
        self._roles: Counter[tuple[int, str]] = Counter()

    def _number(self, source: str | None) -> int:
        name = source or NO_SOURCE
        if name not in self._names and len(self._names) >= _MOST_SOURCES:
            name = OTHER_SOURCES
        return self._names.setdefault(name, len(self._names))

    def count(self, article_ids: Iterable[str], roles: Iterable[str]) -> None:
        """Count sentences, each with the id of its article and its role."""
        last, owner = None, 0
        for article_id, role in zip(article_ids, roles, strict=True):
            if article_id != last:
                last, owner = article_id, self._owner(article_id)
            self._roles[owner, role] += 1

    def _owner(self, article_id: str) -> int:
        import numpy as np

        digest = np.uint64(stable_digest(article_id))
        place = int(np.searchsorted(self._digests, digest))
        if place == len(self._digests) or self._digests[place] != digest:
            return self._number(None)
        return int(self._owners[place])

    def table(self) -> dict[str, dict[str, int]]:
        """Return source → role → sentences, the source with most sentences first."""
        table: dict[str, dict[str, int]] = {}
        names = {number: name for name, number in self._names.items()}
        for (owner, role), number in sorted(self._roles.items()):
            table.setdefault(names[owner], {})[role] = number
        return dict(sorted(table.items(), key=lambda item: (-sum(item[1].values()), item[0])))


class _Measures:
    """The distributions of all measures."""

    def __init__(self) -> None:
        self._counters = {name: HistogramCounter(scale) for name, scale in _SCALES.items()}

    def add(self, indonesian: "pa.Array", english: "pa.Array", values: "Mapping[str, pa.Array]") -> None:
        words_id, words_en = (_word_counts(side) for side in (indonesian, english))
        self._counters["words_id"].add(words_id)
        self._counters["words_en"].add(words_en)
        characters_id, characters_en = (_character_counts(side) for side in (indonesian, english))
        self._counters["length_ratio"].add(characters_en[characters_id > 0] / characters_id[characters_id > 0])
        for name, column in values.items():
            self._counters[name].add(floats_of(column))

    def finish(self, name: str) -> Histogram:
        return self._counters[name].finish()


class _Pairs:
    """Counts and examples of the subset ``pairs``."""

    def __init__(self, sources: _Sources) -> None:
        self.rows = self.flagged_rows = 0
        self.origins: Counter[str] = Counter()
        self.measures = _Measures()
        self.kept = Sample[Example](_EXAMPLES_KEPT)
        self.flagged: dict[str, Sample[Example]] = {}
        self._sources = sources

    def add(self, batch: "pa.RecordBatch") -> None:
        """Count the rows of one batch of ``pairs``."""
        import pyarrow.compute as pc

        self.rows += batch.num_rows
        self.origins.update(batch.column("origin").to_pylist())
        self._sources.count(batch.column("article_id").to_pylist(), batch.column("role").to_pylist())
        indonesian, english = (pc.struct_field(batch.column("translation"), code) for code in ("id", "en"))
        # A corpus of an earlier version has no quality.
        given = {name: batch.column(name) for name in ("score", "quality") if name in batch.schema.names}
        self.measures.add(indonesian, english, given)
        for row in batch.to_pylist():
            flags = row["flags"]
            self.flagged_rows += bool(flags)
            for flag in flags:
                example = _example(row, flag)
                self.flagged.setdefault(flag, Sample(_EXAMPLES_OTHER)).add(example.key, example)
            if not flags:
                example = _example(row, "")
                self.kept.add(example.key, example)


class _Ledger:
    """Counts and examples of the subset ``rejected``."""

    def __init__(self, sources: _Sources) -> None:
        self.rules: Counter[tuple[str, str]] = Counter()
        self.left_out: Counter[str] = Counter()
        self.refused = 0
        self.measures = _Measures()
        self.samples: dict[str, Sample[Example]] = {}
        self._sources = sources

    def add(self, batch: "pa.RecordBatch") -> None:
        """Count the rows of one batch of ``rejected``."""
        import pyarrow.compute as pc

        self.rules.update(zip(batch.column("stage").to_pylist(), batch.column("rule").to_pylist(), strict=True))
        placed = batch.filter(pc.is_valid(batch.column("position")))
        self.refused += batch.num_rows - placed.num_rows
        self._sources.count(placed.column("article_id").to_pylist(), placed.column("role").to_pylist())
        # Without duplicates, which resemble kept pairs.
        filtered = placed.filter(pc.equal(placed.column("stage"), "filters"))
        self.measures.add(filtered.column("id"), filtered.column("en"), {})
        for row in placed.to_pylist():
            if (row["stage"], row["rule"]) == ("segmentation", "role"):
                self.left_out[row["role"]] += 1
                name = f"{ROLE_RULE} {row['role']}"
            else:
                name = f"{row['stage']}: {row['rule']}"
            example = _example(row, row["rule"])
            self.samples.setdefault(name, Sample(_EXAMPLES_OTHER)).add(example.key, example)


def _example(row: Row, why: str) -> Example:
    values: dict[str, Any] = dict(row)
    texts = values.get("translation") or values
    return Example(
        key=f"{row['article_id']}:{row['position']}",
        role=values["role"],
        id=texts["id"],
        en=texts["en"],
        why=why,
        score=values.get("score"),
        quality=values.get("quality"),
        value=values.get("value"),
        threshold=values.get("threshold"),
    )


def _word_counts(column: "pa.Array") -> "NDArray[np.float64]":
    import pyarrow.compute as pc

    # Trimmed, because a space at either end would count as an empty word.
    return floats_of(pc.list_value_length(pc.utf8_split_whitespace(pc.utf8_trim_whitespace(column))))


def _character_counts(column: "pa.Array") -> "NDArray[np.float64]":
    import pyarrow.compute as pc

    return floats_of(pc.utf8_length(column))
