"""Pairs taken out of a corpus when it is whole: those that overlap test sets first, then duplicates."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.counts import Counts
from corpus.deduplication import NO_PAIR, Deduplication, Duplicates, PairBatch, find_duplicates
from corpus.exclusion import EvaluationWall, Overlap, TestSet
from corpus.formats import MATCHES, Row, schema_of
from corpus.records import DUPLICATES, EXCLUDED

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray


_BATCH_ROWS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalOptions:
    """Which duplicates are looked for and which test sets are kept out.

    ``threshold`` is how alike near duplicates are at least, ``overlap`` how alike a pair and a test sentence are.
    """

    mode: Deduplication
    threshold: float
    test_sets: tuple[TestSet, ...] = ()
    overlap: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Why a pair was taken out: stage and rule of the ledger, how alike it is to what, and the limit.

    ``matched`` is the id of the pair that stays in its place, or the ``file:line`` of a test sentence.
    """

    stage: str
    rule: str
    similarity: float
    threshold: float
    matched: str


def find_removals(shards: Sequence[Path], base: Sequence[Path], options: RemovalOptions, scratch: Path) -> "Removals":
    """Return which pairs of finished shards do not go into the corpus.

    ``base`` are the files of pairs that are in it already: duplicates of those are taken out too. Memory is bounded
    by what ``find_duplicates`` and ``EvaluationWall`` say, and 8 bytes a pair; ``scratch`` is a folder to be made.

    Raises:
        OSError: ``scratch`` cannot be written, or a file cannot be read.
    """
    import numpy as np

    new = [shard / "pairs.parquet" for shard in shards]
    overlaps = _overlaps(new, options)
    old_rows, new_rows = (sum(_rows(path) for path in paths) for paths in (base, new))
    admitted = np.ones(old_rows + new_rows, dtype=np.bool_)
    admitted[[old_rows + number for number in overlaps]] = False

    def batches() -> Iterator[PairBatch]:
        """Yield the base's pairs, which stay, and then the new ones, each batch with who is still admitted."""
        first = 0
        for path, fixed in chain(((path, True) for path in base), ((path, False) for path in new)):
            for batch in _batches(path, ["translation", "score"]):
                yield PairBatch(
                    texts=_side(batch, "id"),
                    scores=_scores(batch),
                    admitted=admitted[first : first + batch.num_rows],
                    fixed=fixed,
                )
                first += batch.num_rows

    duplicates = find_duplicates(batches, options.mode, options.threshold, scratch)
    ids = [
        np.array([int(one, 16) for one in batch.column(0).to_pylist()], dtype=np.uint64)
        for path in chain(base, new)
        for batch in _batches(path, ["pair_id"])
    ]
    return Removals(
        shards=tuple(shards),
        options=options,
        overlaps=overlaps,
        duplicates=duplicates,
        pair_ids=np.concatenate([*ids, np.zeros(0, dtype=np.uint64)]),
        first=old_rows,
    )


def _overlaps(files: Sequence[Path], options: RemovalOptions) -> dict[int, Overlap]:
    """Return the overlaps of pairs with test sets, by the number of the pair."""
    found: dict[int, Overlap] = {}
    if options.test_sets:
        wall = EvaluationWall(options.test_sets, options.overlap)
        first = 0
        for path in files:
            for batch in _batches(path, ["translation"]):
                pairs = list(zip(_side(batch, "id"), _side(batch, "en"), strict=True))
                found.update({first + place: overlap for place, overlap in wall.overlaps(pairs).items()})
                first += batch.num_rows
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Removals:
    """The pairs that finished shards lose, and the tables that are left; ``first`` counts the pairs before them."""

    shards: tuple[Path, ...]
    options: RemovalOptions
    overlaps: dict[int, Overlap]
    duplicates: Duplicates
    pair_ids: "NDArray[np.uint64]"
    first: int

    def tables(self, table: str) -> "Iterator[pa.Table]":
        """Yield the rows of one table of the corpus, shard by shard.

        What was taken out follows all else in ``rejected``, so that the order of rows depends on no shard's size;
        ``matches`` holds for each such row what it is like. ``n_pairs`` of an article counts what is left of its
        pairs, while its English stays whole.
        """
        import pyarrow.parquet as pq

        if table == MATCHES:
            yield from self._removed_rows(MATCHES)
            return
        for shard, (first, gone) in zip(self.shards, self._gone(), strict=True):
            rows = pq.read_table(shard / f"{table}.parquet")
            if table == "pairs" and gone:
                rows = rows.filter(_mask(len(rows), [number - first for number in gone], value=False))
            elif table == "articles" and gone:
                rows = _with_fewer_pairs(rows, self._owners(shard, first, gone))
            yield rows
        if table == "rejected":
            yield from self._removed_rows(table)

    def counted(self, counts: Counts) -> Counts:
        """Return the counts of the shards as they are after the removals."""
        rules: Counter[str] = Counter()
        flags: Counter[str] = Counter()
        hits: Counter[str] = Counter({test_set.name: 0 for test_set in self.options.test_sets})
        for pairs, removals in self._removed():
            rules.update(f"{removal.stage}/{removal.rule}" for removal in removals)
            flags.update(flag for row in pairs.column("flags").to_pylist() for flag in row)
        for overlap in self.overlaps.values():
            hits.update(self.options.test_sets[number].name for number in overlap.test_sets)
        excluded = len(self.overlaps)
        duplicates = sum(rules.values()) - excluded
        left = {flag: number - flags[flag] for flag, number in counts.flags.items()}
        after = replace(
            counts,
            pairs=counts.pairs - excluded - duplicates,
            excluded=excluded,
            duplicates=duplicates,
            rules={**counts.rules, **rules},
            flags={flag: number for flag, number in left.items() if number},
            test_sets=dict(hits),
        )
        after.check()
        return after

    def _gone(self) -> "Iterator[tuple[int, list[int]]]":
        """Yield for every shard the number of its first pair, and the numbers of its pairs that are taken out."""
        import numpy as np

        first = 0
        for shard in self.shards:
            size = _rows(shard / "pairs.parquet")
            kept = self.duplicates.kept[self.first + first : self.first + first + size]
            gone = set((first + np.flatnonzero(kept != NO_PAIR)).tolist())
            yield first, sorted(gone.union(number for number in range(first, first + size) if number in self.overlaps))
            first += size

    def _removal(self, number: int) -> Removal:
        overlap = self.overlaps.get(number)
        if overlap is not None:
            return Removal(
                stage=EXCLUDED,
                rule=overlap.rule,
                similarity=overlap.similarity,
                threshold=self.options.overlap if overlap.rule == "near" else 1.0,
                matched=overlap.matched,
            )
        place = self.first + number
        near = bool(self.duplicates.near[place])
        return Removal(
            stage=DUPLICATES,
            rule="near" if near else "exact",
            similarity=float(self.duplicates.similarity[place]),
            threshold=self.options.threshold if near else 1.0,
            matched=f"{int(self.pair_ids[self.duplicates.kept[place]]):016x}",
        )

    def _removed(self) -> "Iterator[tuple[pa.Table, list[Removal]]]":
        """Yield the pairs that each shard loses, with the reasons."""
        import pyarrow.parquet as pq

        for shard, (first, gone) in zip(self.shards, self._gone(), strict=True):
            if gone:
                rows = pq.read_table(shard / "pairs.parquet").take([number - first for number in gone])
                yield rows, [self._removal(number) for number in gone]

    def _removed_rows(self, table: str) -> "Iterator[pa.Table]":
        import pyarrow as pa

        for pairs, removals in self._removed():
            rows = [_row(pair, removal, table) for pair, removal in zip(pairs.to_pylist(), removals, strict=True)]
            yield pa.Table.from_pylist(rows, schema=schema_of(table))

    def _owners(self, shard: Path, first: int, gone: Sequence[int]) -> Counter[str]:
        import pyarrow.parquet as pq

        owners = pq.read_table(shard / "pairs.parquet", columns=["article_id"]).column(0)
        return Counter(owners.take([number - first for number in gone]).to_pylist())


def _row(pair: Row, removal: Removal, table: str) -> Row:
    values: dict[str, Any] = dict(pair)
    place = {name: values[name] for name in ("article_id", "position")}
    said = {"stage": removal.stage, "rule": removal.rule}
    if table == MATCHES:
        return {**place, **said, "similarity": removal.similarity, "matched": removal.matched}
    return {
        **place,
        **{name: values[name] for name in ("start", "end", "role")},
        **{side: values["translation"][side] for side in ("id", "en")},
        **said,
        "value": removal.similarity,
        "threshold": removal.threshold,
        "span_rule": values["rule"],
        "reason": None,
    }


def _with_fewer_pairs(articles: "pa.Table", lost: Counter[str]) -> "pa.Table":
    import pyarrow as pa

    ids, numbers = (articles.column(name).to_pylist() for name in ("article_id", "n_pairs"))
    left = [number - lost[article_id] for article_id, number in zip(ids, numbers, strict=True)]
    place = articles.schema.get_field_index("n_pairs")
    return articles.set_column(place, articles.schema.field(place), pa.array(left, type=pa.int64()))


def _mask(size: int, places: Sequence[int], *, value: bool) -> "pa.Array":
    import numpy as np
    import pyarrow as pa

    mask = np.full(size, not value)
    mask[list(places)] = value
    return pa.array(mask)


def _rows(path: Path) -> int:
    import pyarrow.parquet as pq

    found: int = pq.read_metadata(path).num_rows
    return found


def _batches(path: Path, columns: list[str]) -> "Iterator[pa.RecordBatch]":
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=_BATCH_ROWS, columns=columns)


def _side(batch: "pa.RecordBatch", language: str) -> list[str]:
    import pyarrow.compute as pc

    found: list[str] = pc.struct_field(batch.column("translation"), language).to_pylist()
    return found


def _scores(batch: "pa.RecordBatch") -> "NDArray[np.float64]":
    import numpy as np

    return np.array([np.nan if one is None else one for one in batch.column("score").to_pylist()], dtype=np.float64)
