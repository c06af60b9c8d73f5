"""Articles from files, folders, globs and Hugging Face datasets, one at a time and in a fixed order."""

import datetime
import gzip
import itertools
import json
import math
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

from corpus.reading.documents import read_document
from corpus.reading.encodings import Unreadable
from corpus.reading.sources import ArticleFile, FoundSources, HubDataset, find_sources, raise_all
from corpus.reading.tables import (
    OpenDataset,
    Record,
    columns_of,
    dataset_records,
    missing_column,
    open_dataset,
    read_records,
)
from corpus.records import Article, UnreadableRecord
from translate.errors import InputError, SettingError, nearest

_DOCUMENTS = frozenset({"text", "markdown", "html"})
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How records are read: the field that holds their text, and the most articles to read (None: all).

    Raises:
        SettingError: the limit is below 1 or the column has no name.
    """

    text_column: str = "text"
    limit: int | None = None

    def __post_init__(self) -> None:
        if self.limit is not None and self.limit < 1:
            raise SettingError(f"limit must be 1 or more, not {self.limit}")
        if not self.text_column:
            raise SettingError("text_column must name a column")


class ReadObserver(Protocol):
    """Receives what reading leaves out, for example to print it."""

    def on_skipped(self, paths: Sequence[str]) -> None:
        """Receive the files of folders and globs that are skipped."""


def read_articles(
    sources: Sequence[str], options: ReadOptions, observer: ReadObserver | None = None
) -> Iterator[Article | UnreadableRecord]:
    """Return an iterator over the articles of all sources, in order, with a record for each unreadable one.

    A source is a file, a folder, a glob, or ``hf:NAME_OR_PATH[:split[:column]]``; all are checked before this
    returns. Memory holds one article (of Parquet and datasets: a batch), and about 100 bytes for each id.
    ``observer`` is told which files of folders and globs are skipped: hidden, README, or in no readable format.

    Raises:
        InputError: a source does not exist, matches nothing, has no readable format or lacks the text column;
            or, after the last record, not one article could be read.
        BrokenOffError: a dataset stopped answering; raised after its last row.
        SettingError: raised by ReadOptions.
    """
    found = find_sources(sources)
    if observer and found.skipped:
        observer.on_skipped(found.skipped)
    opened: dict[HubDataset, OpenDataset] = {}
    problems: list[str] = []
    for item in found.items:
        try:
            if isinstance(item, HubDataset):
                opened[item] = open_dataset(item, options.text_column)
            elif item.named:
                _check_column(item, options.text_column)
        except InputError as error:
            problems.append(str(error))
    raise_all(problems)
    return _limited(_unique(_all_records(found, opened, options)), options.limit)


def _check_column(file: ArticleFile, text_column: str) -> None:
    columns = columns_of(file)
    if columns is not None and text_column not in columns:
        raise InputError(f"'{file.path}' has {missing_column(text_column, columns)}")


def _all_records(
    found: FoundSources, opened: Mapping[HubDataset, OpenDataset], options: ReadOptions
) -> Iterator[Article | UnreadableRecord]:
    yield from found.unreadable
    for item in found.items:
        if isinstance(item, HubDataset):
            yield from _dataset_articles(item, opened[item])
        else:
            yield from _file_articles(item, options.text_column)


def _limited(records: Iterator[Article | UnreadableRecord], limit: int | None) -> Iterator[Article | UnreadableRecord]:
    """Yield records up to the limit of articles; raise InputError at the end if there was no article."""
    articles = 0
    first: UnreadableRecord | None = None
    for record in records:
        yield record
        if isinstance(record, Article):
            articles += 1
            if articles == limit:
                return
        elif first is None:
            first = record
    if not articles:
        reason = f"; first, {first.place}: {first.reason}" if first else ""
        raise InputError(f"not one article could be read from the sources{reason}")


def _unique(records: Iterator[Article | UnreadableRecord]) -> Iterator[Article | UnreadableRecord]:
    """Yield the records with ``#2``, ``#3``, … appended to an id that was there before."""
    # Only an 8-byte digest of each id is kept, as a whole number, so that memory does not depend on how
    # long ids are. Two of a million ids share a digest in one of 37 million corpora, and one of the two
    # then gets a needless "#2".
    seen: dict[int, int] = {}
    for record in records:
        article_id = record.article_id
        while (digest := _digest(article_id)) in seen:
            first = _digest(record.article_id)
            seen[first] += 1
            article_id = f"{record.article_id}#{seen[first]}"
        seen[digest] = 1
        yield record if article_id == record.article_id else _renamed(record, article_id)


def _digest(article_id: str) -> int:
    return int.from_bytes(blake2b(article_id.encode("utf-8"), digest_size=8).digest(), "big")


def _renamed(record: Article | UnreadableRecord, article_id: str) -> Article | UnreadableRecord:
    if isinstance(record, UnreadableRecord):
        return UnreadableRecord(article_id=article_id, place=record.place, reason=record.reason, rule=record.rule)
    return Article(
        article_id=article_id,
        text=record.text,
        title=record.title,
        date=record.date,
        url=record.url,
        source=record.source,
    )


def _dataset_articles(dataset: HubDataset, opened: OpenDataset) -> Iterator[Article | UnreadableRecord]:
    # Of a local folder only the last part is used, so that ids do not depend on where it is.
    name = Path(dataset.name).resolve().name if Path(dataset.name).exists() else dataset.name
    relative, place = f"{name}:{dataset.split}", f"hf:{dataset.name}:{dataset.split}"
    for record in dataset_records(opened):
        yield _article(record, relative, place, opened.text_column)


def _file_articles(file: ArticleFile, text_column: str) -> Iterator[Article | UnreadableRecord]:
    """Yield the records of one file; an error that ends it becomes the last of them."""
    reason: Unreadable
    try:
        if file.format in _DOCUMENTS:
            yield _document_article(file)
            return
        empty = True
        for record in read_records(file, text_column):
            empty = False
            yield _article(record, file.relative, str(file.path), text_column)
        if not empty:
            return
        reason = Unreadable("empty_file", "no record in it; remove it or fill it")
    except Unreadable as error:
        reason = error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        reason = Unreadable("broken_gzip", f"not a whole gzip file ({error}); compress it again")
    except OSError as error:
        reason = Unreadable("unreadable_file", f"cannot be read: {error.strerror or error}")
    yield UnreadableRecord(article_id=file.relative, place=str(file.path), reason=reason.reason, rule=reason.rule)


def _document_article(file: ArticleFile) -> Article:
    return _build(read_document(file), file.relative, "text")


def _article(record: Record, relative: str, path: str, text_column: str) -> Article | UnreadableRecord:
    article_id = f"{relative}:{record.row}"
    try:
        if isinstance(record.fields, Unreadable):
            raise record.fields
        given = _text_or_none(record.fields.get("id"), "id")
        if given and given.strip():
            article_id = given
        return _build(record.fields, article_id, text_column)
    except Unreadable as error:
        return UnreadableRecord(
            article_id=article_id, place=f"{path}{record.where}", reason=error.reason, rule=error.rule
        )


def _build(fields: Mapping[str, object], article_id: str, text_column: str) -> Article:
    text = fields.get(text_column)
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError:
            raise Unreadable("wrong_encoding", f"'{text_column}' holds bytes that are not UTF-8") from None
    if not isinstance(text, str):
        raise Unreadable("no_text", _no_text(fields, text_column))
    if not text.strip():
        raise Unreadable("empty_text", "empty text")
    return Article(
        article_id=article_id,
        text=_without_surrogates(text, text_column),
        title=_text_or_none(fields.get("title"), "title"),
        date=_text_or_none(fields.get("date"), "date"),
        url=_text_or_none(fields.get("url"), "url"),
        source=_text_or_none(fields.get("source"), "source"),
    )


def _text_or_none(value: object, name: str) -> str | None:
    """Return a metadata value as text: dates as ISO 8601, lists and objects as JSON, null and NaN as None.

    A time stamp of midnight without a time zone is a date: ``datasets`` 5.2 reads the text "2023-05-03" as one.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, datetime.datetime) and value.tzinfo is None and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return _without_surrogates(str(value), name)


def _without_surrogates(text: str, name: str) -> str:
    found = _SURROGATE.search(text)
    if found:
        reason = f"'{name}' holds half a character (\\u{ord(found[0]):04x}) at position {found.start()}"
        raise Unreadable("invalid_unicode", f"{reason}; write the character out in UTF-8")
    return text


def _no_text(fields: Mapping[str, object], text_column: str) -> str:
    if text_column in fields:
        value = fields[text_column]
        found = "empty" if value is None else f"of type {type(value).__name__}"
        return f"'{text_column}' is {found}, not a string"
    names = ", ".join(str(name) for name in itertools.islice(fields, 12)) or "none"
    close = nearest(text_column, [str(name) for name in fields])
    return f"no field '{text_column}' (fields: {names}){close}; name the text field with `text_column`"
