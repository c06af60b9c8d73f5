"""Many articles a file: JSON Lines, CSV, TSV, Parquet and Hugging Face datasets, one record at a time."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.reading.delimited import CsvRow, read_rows
from corpus.reading.encodings import MAX_ARTICLE_BYTES, Line, Unreadable, decode, decode_cell, read_lines, too_long
from corpus.reading.sources import ArticleFile, HubDataset
from translate.errors import BrokenOffError, InputError, first_line, nearest
from translate.models import hub_errors

_METADATA = ("id", "title", "date", "url", "source")

# Rows of a Parquet file decoded at a time: long articles are some 10 kB, so this is about a megabyte.
_BATCH_ROWS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record as found: its 1-based ``row`` (or line) number, ``where`` it stands, and its fields.

    ``where`` follows the file's path in a message (``:12``); ``fields`` is an Unreadable for a broken record.
    """

    row: int
    where: str
    fields: Mapping[str, object] | Unreadable


def read_records(file: ArticleFile, text_column: str) -> Iterator[Record]:
    """Yield the records of a file of any record format, in order, holding one (Parquet: 64) at a time.

    Raises:
        Unreadable: the file as a whole cannot be read, from the beginning or from here on.
        OSError, EOFError, zlib.error: it cannot be opened or decompressed.
    """
    if file.format == "jsonl":
        return _jsonl_records(file)
    if file.format == "parquet":
        return _parquet_records(file, text_column)
    return _csv_records(file, text_column)


def columns_of(file: ArticleFile) -> Sequence[str] | None:
    """Return the column names of a CSV, TSV or Parquet file; None for other formats and unreadable files."""
    try:
        if file.format == "parquet":
            with _open_parquet(file) as parquet:
                return list(parquet.schema_arrow.names)
        if file.format in {"csv", "tsv"}:
            first = next(read_rows(file), None)
            return _header(first) if first else None
    except (OSError, EOFError, ValueError, KeyError, zlib.error, Unreadable):
        return None  # Reading it will say so again, with its reason.
    return None


def missing_column(column: str, columns: Sequence[str]) -> str:
    """Return what is wrong when a table has no such column, with the columns it has and what to do."""
    listed = ", ".join(columns) or "none"
    close = nearest(column, columns)
    return f"no column '{column}' (columns: {listed}){close}; name the text column with `text_column`"


def _jsonl_records(file: ArticleFile) -> Iterator[Record]:
    for line in read_lines(file):
        if not line.data.isspace():
            yield Record(row=line.number, where=f":{line.number}", fields=_json_fields(line, file))


def _json_fields(line: Line, file: ArticleFile) -> Mapping[str, object] | Unreadable:
    if line.cut:
        return too_long()
    try:
        value = json.loads(decode(line.data, file, line.offset))
    except Unreadable as error:
        return error
    except json.JSONDecodeError as error:
        reason = f"invalid JSON at character {error.pos + 1} ({error.msg}); write one object a line"
        return Unreadable("invalid_json", reason)
    except RecursionError:
        return Unreadable("invalid_json", "JSON nested too deeply; write one flat object a line")
    except ValueError as error:
        return Unreadable("invalid_json", f"invalid JSON ({error}); write one object a line")
    if not isinstance(value, dict):
        found = "null" if value is None else type(value).__name__
        return Unreadable("invalid_json", f"not a JSON object but {found}; write one object a line")
    return value


def _csv_records(file: ArticleFile, text_column: str) -> Iterator[Record]:
    rows = read_rows(file)
    first = next(rows, None)
    if first is None:
        return
    header = _header(first)
    if text_column not in header:
        raise Unreadable("no_text_column", missing_column(text_column, header))
    for number, row in enumerate(rows, 1):
        fields = _csv_fields(row, header, {text_column, *_METADATA}, file)
        yield Record(row=number, where=f":{row.line}", fields=fields)


def _header(row: CsvRow) -> Sequence[str]:
    return [cell.decode("utf-8", "backslashreplace").strip() for cell in row.cells]


def _csv_fields(
    row: CsvRow, header: Sequence[str], wanted: set[str], file: ArticleFile
) -> Mapping[str, object] | Unreadable:
    if row.cut:
        return too_long()
    if any(row.cells[len(header) :]):
        more = f"{len(row.cells)} cells under {len(header)} columns"
        return Unreadable("invalid_csv", f"{more}; put quotes around a cell that holds the delimiter")
    fields: dict[str, object] = {}
    try:
        for name, cell in zip(header, row.cells, strict=False):
            if name in wanted and name not in fields:
                # CSV has no null: an empty cell is one.
                fields[name] = decode_cell(cell, name, file) or None
    except Unreadable as error:
        return error
    return fields


def _parquet_records(file: ArticleFile, text_column: str) -> Iterator[Record]:
    from pyarrow import ArrowException

    try:
        with _open_parquet(file) as parquet:
            names = list(parquet.schema_arrow.names)
            if text_column not in names:
                raise Unreadable("no_text_column", missing_column(text_column, names))
            wanted = [name for name in (text_column, *_METADATA) if name in names]
            row = 0
            for batch in parquet.iter_batches(batch_size=_BATCH_ROWS, columns=list(dict.fromkeys(wanted))):
                for index in range(batch.num_rows):
                    row += 1
                    yield Record(row=row, where=f", row {row}", fields=_arrow_fields(batch, index))
    except (ArrowException, OSError, ValueError, KeyError) as error:
        # pyarrow also raises an OSError, without a number, for data it cannot decompress.
        if isinstance(error, OSError) and error.errno:
            raise
        raise Unreadable("broken_parquet", f"not a whole Parquet file ({first_line(error)})") from None


def _open_parquet(file: ArticleFile) -> Any:
    import pyarrow.parquet

    # Without pre-buffering only the column chunks being decoded are in memory.
    return pyarrow.parquet.ParquetFile(file.path, pre_buffer=False)


def _arrow_fields(batch: Any, index: int) -> Mapping[str, object] | Unreadable:
    try:
        fields = {name: batch.column(name)[index].as_py() for name in batch.schema.names}
    except UnicodeDecodeError:
        return Unreadable("wrong_encoding", "a string that is not UTF-8; write the file again as UTF-8")
    except (ValueError, OverflowError) as error:
        return Unreadable("invalid_value", f"a value out of range ({first_line(error)})")
    too_big = any(isinstance(value, str) and len(value) > MAX_ARTICLE_BYTES for value in fields.values())
    return too_long() if too_big else fields


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDataset:
    """A Hugging Face dataset opened for streaming, and the column its texts are in."""

    rows: Any
    text_column: str


def open_dataset(dataset: HubDataset, text_column: str) -> OpenDataset:
    """Open a Hugging Face dataset for streaming; the network is used only for a name that is no local path.

    Raises:
        InputError: the dataset cannot be found, reached or read, or has no such split or column.
    """
    import datasets

    column = dataset.column or text_column
    try:
        rows = datasets.load_dataset(dataset.name, split=dataset.split, streaming=True)
        columns = rows.column_names
        if columns is None:
            columns = list(next(iter(rows), {}))
    except _dataset_errors() as error:
        reason = first_line(error)
        raise InputError(
            f"'hf:{dataset.name}:{dataset.split}' cannot be read: {reason};"
            " check the name, the split and the network, or name a local folder"
        ) from None
    if column not in columns:
        raise InputError(f"'hf:{dataset.name}:{dataset.split}' has {missing_column(column, columns)}")
    return OpenDataset(rows=rows, text_column=column)


def dataset_records(opened: OpenDataset) -> Iterator[Record]:
    """Yield the rows of a dataset in order.

    Raises:
        BrokenOffError: the rows from here on cannot be reached or read.
    """
    row = 0
    try:
        for fields in opened.rows:
            row += 1
            yield Record(row=row, where=f", row {row}", fields=fields)
    except _dataset_errors() as error:
        raise BrokenOffError(
            f"the dataset broke off after row {row} ({first_line(error)}); "
            "what was finished is kept, and the same command continues from there"
        ) from None


def _dataset_errors() -> tuple[type[Exception], ...]:
    from datasets.exceptions import DatasetsError

    return (DatasetsError, RuntimeError, *hub_errors())
