"""A finished corpus, opened for reading: its manifest, its files, and their rows one batch at a time."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.counts import Counts
from corpus.formats import SCORES, SUBSETS, Row
from corpus.manifest import MANIFEST, Manifest, read_manifest
from translate.errors import InputError, SettingError, nearest
from translate.limits import Limit

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

# A row of `articles` is a whole article with its English; a thousand of ordinary length are some ten megabytes.
_BATCH_ROWS = 1000
_AGAIN = "build the corpus again with `fresh`"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusFile:
    """A Parquet file of a corpus: ``name`` is its path below the corpus, with slashes on every system."""

    subset: str
    split: str
    name: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a row stands: subset, split, the file's path below the corpus, and the row of that file from 0."""

    subset: str
    split: str
    file: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedCorpus:
    """A finished corpus; ``files`` are those of the three subsets and of the scores, in the order of their rows."""

    folder: Path
    manifest: Manifest
    files: tuple[CorpusFile, ...]

    @property
    def counts(self) -> Counts:
        """The counts of the build that made it, and of what was added."""
        return self.manifest.counts

    @property
    def filters(self) -> Mapping[str, Limit]:
        """The limits of the filters of the build, by name."""
        return self.manifest.filters

    @property
    def has_scores(self) -> bool:
        """Whether the corpus stores the values of filters."""
        return any(file.subset == SCORES for file in self.files)

    def splits(self, subset: str = SUBSETS[0]) -> tuple[str, ...]:
        """Return the splits of a subset that have files, in order."""
        return tuple(dict.fromkeys(file.split for file in self.files if file.subset == subset))

    def files_of(self, subset: str, split: str | None = None) -> tuple[CorpusFile, ...]:
        """Return the files of a subset, of all splits or of one; raise SettingError for an unknown split."""
        if split is not None and split not in self.splits(subset):
            known = ", ".join(self.splits(subset))
            raise SettingError(f"'{self.folder}' has no split '{split}'{nearest(split, self.splits(subset))} ({known})")
        return tuple(file for file in self.files if file.subset == subset and split in (None, file.split))

    def batches(
        self, subset: str, columns: Sequence[str] | None = None, split: str | None = None
    ) -> "Iterator[tuple[CorpusFile, pa.RecordBatch]]":
        """Yield the rows of a subset in order, at most a thousand at once, with their file.

        Raises:
            SettingError: there is no such split.
            InputError: a file cannot be read as Parquet.
        """
        for file in self.files_of(subset, split):
            with _opened(file.path) as parquet:
                names = None if columns is None else list(columns)
                for batch in parquet.iter_batches(batch_size=_BATCH_ROWS, columns=names):
                    yield file, batch

    def rows_where(self, subset: str, column: str, wanted: Sequence[str]) -> Iterator[tuple[Place, Row]]:
        """Yield the rows in which a column has a wanted value, with their places; raises what ``batches`` raises."""
        import pyarrow as pa
        import pyarrow.compute as pc

        for file in self.files_of(subset):
            first = 0
            with _opened(file.path) as parquet:
                for group in range(parquet.num_row_groups):
                    # The other columns are read only for the groups that hold such a value.
                    values = parquet.read_row_group(group, columns=[column]).column(0)
                    hits = pc.indices_nonzero(pc.is_in(values, value_set=pa.array(wanted, values.type)))
                    if len(hits):
                        rows = parquet.read_row_group(group).take(hits).to_pylist()
                        for hit, row in zip(hits.to_pylist(), rows, strict=True):
                            yield Place(subset=subset, split=file.split, file=file.name, row=first + hit), row
                    first += len(values)

    def rows(self, subset: str, columns: Sequence[str] | None = None, split: str | None = None) -> Iterator[Row]:
        """Yield the rows of a subset in order; raises what ``batches`` raises."""
        for _, batch in self.batches(subset, columns, split):
            yield from batch.to_pylist()


@contextmanager
def _opened(path: Path) -> "Iterator[pq.ParquetFile]":
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (pa.ArrowInvalid, OSError) as error:
        reason = " ".join(str(error).split())
        raise InputError(f"'{path}' cannot be read ({reason}); {_AGAIN}") from error


def open_corpus(folder: Path) -> FinishedCorpus:
    """Return the finished corpus in a folder.

    Raises:
        InputError: there is no finished corpus, its manifest is damaged, or one of its files is missing or has another
            size.
    """
    if not folder.is_dir():
        raise InputError(f"'{folder}' is not a folder; give the folder that 'sejajar build' wrote")
    path = folder / MANIFEST
    manifest = read_manifest(path)
    if manifest is None and path.exists():
        raise InputError(f"'{path}' was written by another program; give the folder that 'sejajar build' wrote")
    if manifest is None:
        raise InputError(f"'{folder}' holds no finished corpus (no {MANIFEST}); run 'sejajar build' first")
    files = []
    for listed in manifest.files:
        file = CorpusFile(subset=listed.subset, split=listed.split, name=listed.path, path=folder / listed.path)
        if not file.path.is_file() or file.path.stat().st_size != listed.bytes:
            raise InputError(f"'{file.path}' is missing or was changed since the corpus was built; {_AGAIN}")
        files.append(file)
    order = manifest.splits
    files.sort(key=lambda file: order.index(file.split) if file.split in order else len(order))
    return FinishedCorpus(folder=folder, manifest=manifest, files=tuple(files))
