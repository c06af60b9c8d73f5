"""Rows in order → the Parquet files of the dataset, split by article, in bounded memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from corpus.canonical import file_sha256
from corpus.formats import MATCHES, TABLES, Row, open_writer, write_tables
from corpus.manifest import DATA, DataFile
from corpus.memory import return_freed_memory
from corpus.splitting import split_of
from translate.writing import put_in_place

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

# A row group is held in memory on writing and on reading; the hub's viewer wants them below 100 MB. With 16 MB the
# second phase of a build took more memory the more articles it had, up to a few thousand.
ROW_GROUP_BYTES = 4 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLayout:
    """How rows are laid out: ``splits`` maps a split to its share; a file of ``file_bytes`` is followed by a new one.

    ``label`` stands in the names of files that are added to those of a finished corpus.
    """

    splits: Mapping[str, float]
    file_bytes: int
    label: str = ""


class _OpenFile:
    """A Parquet file that is being written under its temporary name."""

    def __init__(self, path: Path, subset: str) -> None:
        self.path = path
        self.rows = self.memory_bytes = 0
        self._waiting: list[pa.Table] = []
        self._waiting_bytes = 0
        self._file: BinaryIO = path.open("wb")
        self._writer: pq.ParquetWriter = open_writer(self._file, subset)

    def add(self, table: "pa.Table") -> None:
        self._waiting.append(table)
        self._waiting_bytes += table.nbytes
        self.rows += table.num_rows
        self.memory_bytes += table.nbytes
        if self._waiting_bytes >= ROW_GROUP_BYTES:
            self._write_group()

    def _write_group(self) -> None:
        import pyarrow as pa

        if self._waiting:
            group = pa.concat_tables(self._waiting)
            self._writer.write_table(group, row_group_size=group.num_rows)
            self._waiting, self._waiting_bytes = [], 0

    def close(self) -> None:
        self._write_group()
        self._writer.close()
        self._file.close()

    def abandon(self) -> None:
        """Close the file as it is; it will be written again."""
        # On a full disk closing fails too, and the first failure is the one to report.
        with suppress(OSError):
            self._writer.close()
        with suppress(OSError):
            self._file.close()


class _SplitFiles:
    """The files of one split of a subset; a new one is begun when the last is big enough."""

    def __init__(self, folder: Path, subset: str, split: str, layout: FileLayout) -> None:
        self._folder, self._subset, self._split, self._layout = folder, subset, split, layout
        self._closed: list[_OpenFile] = []
        self._open: _OpenFile | None = None

    def add(self, table: "pa.Table") -> None:
        """Take the rows of one shard, in a new file if the last is big enough."""
        if not table.num_rows:
            return
        if self._open is not None and self._open.memory_bytes >= self._layout.file_bytes:
            self._close_open()
        if self._open is None:
            name = f"{self._split}-{len(self._closed):05d}.tmp"
            self._open = _OpenFile(self._folder / name, self._subset)
        self._open.add(table)

    def _close_open(self) -> None:
        if self._open is not None:
            self._open.close()
            self._closed.append(self._open)
            self._open = None

    def finish(self) -> list[DataFile]:
        """Give every file its name, which says how many there are, and return them."""
        self._close_open()
        return [
            self._named(number, file.path, file.rows, file.memory_bytes) for number, file in enumerate(self._closed)
        ]

    def write_empty(self) -> DataFile:
        path = self._folder / f"{self._split}-00000.tmp"
        write_tables([], self._subset, path)
        return self._named(0, path, 0, 0)

    def _named(self, number: int, path: Path, rows: int, memory_bytes: int) -> DataFile:
        total = max(len(self._closed), 1)
        named = path.with_name(f"{self._split}-{self._layout.label}{number:05d}-of-{total:05d}.parquet")
        put_in_place(path, named)
        return DataFile(
            subset=self._subset,
            split=self._split,
            path=f"{DATA}/{self._subset}/{named.name}",
            rows=rows,
            memory_bytes=memory_bytes,
            bytes=named.stat().st_size,
            sha256=file_sha256(named),
        )

    def abandon(self) -> None:
        if self._open is not None:
            self._open.abandon()


def write_dataset(tables: "Callable[[str], Iterable[pa.Table]]", folder: Path, layout: FileLayout) -> list[DataFile]:
    """Write ``folder/<subset>/<split>-0000i-of-0000n.parquet`` from the rows that ``tables`` gives for each subset.

    Every subset is split by article, so that the articles and rejections of a split are those of its pairs. A
    split without rows gets no file, because ``datasets`` cannot load a split of length 0; a subset without any
    rows gets one empty file for its first split, so that its columns are there, unless files are added to a corpus
    that has one. Scores and matches lie beside the subsets; where nothing matched there are none.

    Raises:
        OSError: a file cannot be written.
    """
    files: list[DataFile] = []
    for subset in (*TABLES, MATCHES):
        (folder / subset).mkdir(parents=True, exist_ok=True)
        files += _write_subset(tables(subset), subset, folder / subset, layout)
        return_freed_memory()
    return files


def _write_subset(tables: "Iterable[pa.Table]", subset: str, folder: Path, layout: FileLayout) -> list[DataFile]:
    splits = {name: _SplitFiles(folder, subset, name, layout) for name in layout.splits}
    try:
        for rows in tables:
            for split, table in _by_split(rows, layout.splits):
                splits[split].add(table)
        files = [file for each in splits.values() for file in each.finish()]
    finally:
        for each in splits.values():
            each.abandon()
    if files or (subset != MATCHES and not layout.label):
        return files or [next(iter(splits.values())).write_empty()]
    folder.rmdir()
    return []


def _by_split(table: "pa.Table", shares: Mapping[str, float]) -> "Iterator[tuple[str, pa.Table]]":
    """Yield the rows of every split, in order."""
    if len(shares) == 1:
        yield next(iter(shares)), table
        return
    import pyarrow as pa

    owners = [split_of(article_id, shares) for article_id in table.column("article_id").to_pylist()]
    for split in shares:
        yield split, table.filter(pa.array([owner == split for owner in owners], type=pa.bool_()))


def example_pairs(files: Iterable[DataFile], folder: Path, wanted: int) -> list[Row]:
    """Return the first short pairs without flags, as examples; if there are too few, other pairs too.

    ``folder`` is what ``write_dataset`` wrote to. Only the first row group of ``pairs`` is looked at.
    """
    import pyarrow.parquet as pq

    for file in files:
        if file.subset == "pairs" and file.rows:
            with pq.ParquetFile(folder / "pairs" / Path(file.path).name) as parquet:
                rows = next(parquet.iter_batches(batch_size=1000)).to_pylist()
            good = [row for row in rows if not row["flags"] and len(row["translation"]["id"]) <= 300]
            best = [*good, *(row for row in rows if row not in good)][:wanted]
            # Arrow sorts the languages; a reader expects the source first.
            return [{**row, "translation": {code: row["translation"][code] for code in ("id", "en")}} for row in best]
    return []
