"""Shards: runs of articles that are translated and saved together, and never processed twice."""

import errno
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from corpus.canonical import canonical_json, file_sha256
from corpus.counts import Counts
from corpus.formats import TABLES, rows_of, write_rows
from corpus.records import Article, ShardRows, UnreadableRecord
from translate.writing import put_in_place, remove, save_text

_REPORT = "report.json"
UNFINISHED = ".tmp."
"""The names of folders that are being written begin with this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """A run of records, numbered from 0, with the hexadecimal SHA-256 of all that rows are made from."""

    number: int
    records: tuple[Article | UnreadableRecord, ...]
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardReport:
    """What a finished shard was made from, by which recipe, and what it counted; ``files`` maps names to SHA-256."""

    number: int
    input_sha256: str
    rows_sha256: str
    counts: Counts
    files: dict[str, str]


def cut_shards(records: Iterable[Article | UnreadableRecord], max_records: int, max_characters: int) -> Iterator[Shard]:
    """Yield the records in shards, whose borders depend on nothing but the order and the lengths of the records.

    A shard ends when it holds ``max_records`` records or at least ``max_characters`` characters.
    """
    waiting: list[Article | UnreadableRecord] = []
    number = characters = 0
    for record in records:
        waiting.append(record)
        characters += len(record.text) if isinstance(record, Article) else 0
        if len(waiting) >= max_records or characters >= max_characters:
            yield _shard(number, waiting)
            waiting, characters, number = [], 0, number + 1
    if waiting:
        yield _shard(number, waiting)


def _shard(number: int, records: list[Article | UnreadableRecord]) -> Shard:
    digest = hashlib.sha256()
    for record in records:
        digest.update(canonical_json(_content(record)).encode("utf-8"))
    return Shard(number=number, records=tuple(records), sha256=digest.hexdigest())


def _content(record: Article | UnreadableRecord) -> list[str | None]:
    """Return what rows are made from; the place of an unreadable record is not part of it, since folders move."""
    if isinstance(record, UnreadableRecord):
        return ["unreadable", record.article_id, record.rule, record.reason]
    fields = [record.article_id, record.text, record.title, record.date, record.url, record.source]
    return ["article", *fields]


class ShardStore:
    """A folder of finished shards, each in a folder of its own with its report."""

    def __init__(self, folder: Path, rows_sha256: str) -> None:
        self.folder = folder
        self._rows_sha256 = rows_sha256

    def folder_of(self, number: int) -> Path:
        """Return the folder of a shard, whether it exists or not."""
        return self.folder / f"{number:06d}"

    def find(self, shard: Shard) -> ShardReport | None:
        """Return the report of a finished shard if its articles and recipe are the same and its files are intact."""
        folder = self.folder_of(shard.number)
        try:
            report = _report_from_json((folder / _REPORT).read_text(encoding="utf-8"))
            wanted = (shard.number, shard.sha256, self._rows_sha256)
            if (report.number, report.input_sha256, report.rows_sha256) != wanted:
                return None
            whole = all(file_sha256(folder / name) == sha256 for name, sha256 in report.files.items())
        except (OSError, ValueError, TypeError, KeyError):
            # Missing, or left damaged by a crash of the machine: the shard is done again.
            return None
        return report if whole else None

    def save(self, shard: Shard, rows: ShardRows) -> ShardReport:
        """Save the rows of a shard and return its report; raise OSError, with nothing saved, if that fails.

        An earlier shard of the same number is removed first. Two processes may save one shard at the same time, such
        as the worker of a build that was killed and one of the build that continues it: then one of the two stays.
        """
        folder = self.folder_of(shard.number)
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f"{UNFINISHED}{uuid4().hex}.{folder.name}"
        try:
            unfinished.mkdir()
            for table in TABLES:
                write_rows(rows_of(table, rows), table, unfinished / f"{table}.parquet")
            report = ShardReport(
                number=shard.number,
                input_sha256=shard.sha256,
                rows_sha256=self._rows_sha256,
                counts=rows.counts,
                files={path.name: file_sha256(path) for path in sorted(unfinished.iterdir())},
            )
            save_text(_report_to_json(report), unfinished / _REPORT)
            self._put_in_place(unfinished, folder, shard)
        finally:
            remove(unfinished, ignore_errors=True)
        return report

    def _put_in_place(self, unfinished: Path, folder: Path, shard: Shard) -> None:
        """Give a whole shard its name, unless another process has just put the same one there."""
        if self.find(shard) is not None:
            return
        remove(folder)
        try:
            put_in_place(unfinished, folder)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST) or self.find(shard) is None:
                raise

    def sweep(self) -> None:
        """Remove what killed processes have left unfinished; what a process still writes there fails."""
        for left in sorted(self.folder.glob(f"{UNFINISHED}*")):
            remove(left, ignore_errors=True)


def _report_to_json(report: ShardReport) -> str:
    return canonical_json(
        {
            "number": report.number,
            "input_sha256": report.input_sha256,
            "rows_sha256": report.rows_sha256,
            "counts": report.counts.as_dict(),
            "files": report.files,
        }
    )


def _report_from_json(text: str) -> ShardReport:
    values = json.loads(text)
    return ShardReport(**{**values, "counts": Counts.from_dict(values["counts"])})
