"""A folder that ``datasets.load_from_disk`` opens."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from corpus.exporters.base import PairSource, Written
from corpus.formats import schema_of

if TYPE_CHECKING:
    import pyarrow as pa

_MARKS = ("dataset_dict.json", "dataset_info.json")


class ArrowExporter:
    """A ``DatasetDict`` of all splits, or the ``Dataset`` of one split, with the columns and features of ``pairs``."""

    is_folder = True

    def outputs(self, out: Path) -> tuple[Path, ...]:
        """Return the folder."""
        return (out,)

    def is_own(self, existing: Path) -> bool:
        """Return whether it is an empty folder or one that ``save_to_disk`` wrote."""
        return existing.is_dir() and (
            not any(existing.iterdir()) or any((existing / mark).is_file() for mark in _MARKS)
        )

    def write(self, pairs: PairSource, outputs: Sequence[Path]) -> Written:
        """Write the rows as Arrow files, first to a folder beside the output, from which ``datasets`` copies them."""
        from datasets import Dataset, DatasetDict

        (folder,) = outputs
        with TemporaryDirectory(dir=folder.parent, prefix=f"{folder.name}.") as temporary, _without_progress_bars():
            parts = {split: Path(temporary) / f"{split}.arrow" for split in pairs.splits}
            written = sum(_write_stream(pairs, split, path) for split, path in parts.items())
            # Memory-mapped: the rows stay on disk.
            splits = {split: Dataset.from_file(str(path)) for split, path in parts.items()}
            dataset = DatasetDict(splits) if pairs.split is None else splits[pairs.split]
            dataset.save_to_disk(str(folder))
        return Written(pairs=written, changes=Counter())


def _write_stream(pairs: PairSource, split: str, path: Path) -> int:
    import pyarrow as pa

    schema, written = schema_of("pairs"), 0
    with path.open("wb") as file, pa.ipc.new_stream(file, schema) as stream:
        for _, batch in pairs.corpus.batches("pairs", split=split):
            stream.write_batch(_with_all_columns(batch, schema))
            written += batch.num_rows
    return written


def _with_all_columns(batch: "pa.RecordBatch", schema: "pa.Schema") -> "pa.RecordBatch":
    """Return rows with the columns of a schema; one that an older corpus lacks is null."""
    import pyarrow as pa

    known = set(batch.schema.names)
    columns = [
        batch.column(field.name).cast(field.type) if field.name in known else pa.nulls(batch.num_rows, field.type)
        for field in schema
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


@contextmanager
def _without_progress_bars() -> Iterator[None]:
    import datasets

    silent = datasets.are_progress_bars_disabled()
    datasets.disable_progress_bars()
    try:
        yield
    finally:
        if not silent:
            datasets.enable_progress_bars()
