"""Sentence pairs read from files: TSV, two files of lines, or a dataset with a ``translation`` column."""

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import InputError, first_line
from translate.sentences import TextPair

if TYPE_CHECKING:
    from datasets import Dataset

# Words in the names of columns. Neither side alone makes a heading: "Indonesia" and "Indonesia" is a pair.
_INDONESIAN_SIDE = frozenset(("id", "ind", "indonesia", "indonesian", "bahasa", "source", "src", "sumber"))
_ENGLISH_SIDE = frozenset(("en", "eng", "english", "inggris", "target", "tgt", "translation", "terjemahan", "mt"))
_ANY_SIDE = frozenset(("text", "teks", "sentence", "sentences", "kalimat", "segment", "column", "bahasa"))


def read_pairs(path: Path) -> Iterator[TextPair]:
    """Yield the ``(id, en)`` pairs of a TSV file, also gzipped, without a heading in its first line.

    Raises InputError naming a line without two columns.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines, start=1):
                columns = line.rstrip("\r\n").split("\t")
                if len(columns) != 2:
                    raise InputError(f"{path}:{number}: expected id<TAB>en, found {number_of_columns(columns)}")
                if number > 1 or not is_heading(columns):
                    yield columns[0], columns[1]
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start})") from error


def is_heading(columns: Sequence[str]) -> bool:
    """Return whether two columns are names of columns, such as ``id`` and ``en`` or ``source_text`` and ``target``."""
    words = [re.split(r"[\W_]+", column.strip("\ufeff \r\n").lower()) for column in columns]
    sides = zip(words, (_INDONESIAN_SIDE, _ENGLISH_SIDE), strict=True)
    return all(set(found) <= side | _ANY_SIDE and set(found) & side for found, side in sides)


def number_of_columns(columns: Sequence[str]) -> str:
    """Return how many columns a line has, in words: ``1 column``, ``3 columns``."""
    return f"{len(columns)} column" + ("s" if len(columns) > 1 else "")


def read_parallel_lines(stem: Path) -> list[TextPair]:
    """Return the pairs of ``stem.id`` and ``stem.en``, line by line; raise InputError if they differ in length."""
    sides = []
    for language in ("id", "en"):
        path = stem.with_name(f"{stem.name}.{language}")
        try:
            # Only line feeds end lines: a carriage return or U+2028 inside a line must not shift the rest.
            lines = path.read_bytes().decode("utf-8").removesuffix("\n").split("\n")
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: not UTF-8 (byte {error.start})") from error
        sides.append([line.removesuffix("\r") for line in lines])
    if len(sides[0]) != len(sides[1]):
        raise InputError(f"{stem}.id has {len(sides[0])} lines and {stem}.en {len(sides[1])}; they must match")
    return list(zip(*sides, strict=True))


def read_training_pairs(source: str) -> list[TextPair]:
    """Return the ``(id, en)`` pairs of ``source``.

    That is a TSV file ``id<TAB>en`` (also gzipped), or whatever ``datasets.load_dataset`` reads with a
    ``translation`` column: a folder that ``sejajar build`` made, a JSON Lines or Parquet file, a hub dataset
    (``hf:NAME``). Raises InputError if there is no such column or no pair.
    """
    name = source.removesuffix(".gz")
    pairs = list(read_pairs(Path(source))) if name.endswith(".tsv") else list(_dataset_pairs(source))
    if not pairs:
        raise InputError(f"{source}: no pair to learn from")
    return pairs


def count_of_origin(source: str, origin: str) -> int:
    """Return how many pairs of a corpus have the ``origin``, such as ``mt:bundled@b491276e0844``; 0 without the column.

    Raises InputError as ``read_training_pairs`` does.
    """
    if source.removesuffix(".gz").endswith(".tsv"):
        return 0
    dataset = _load_dataset(source)
    return sum(one == origin for one in dataset["origin"]) if "origin" in dataset.column_names else 0


def _dataset_pairs(source: str) -> Iterable[TextPair]:
    dataset = _load_dataset(source)
    if "translation" not in dataset.column_names:
        raise InputError(f"{source}: no column 'translation' (there: {', '.join(dataset.column_names)})")
    for number, cell in enumerate(dataset["translation"], start=1):
        left, right = (cell.get("id"), cell.get("en")) if isinstance(cell, Mapping) else (None, None)
        if not isinstance(left, str) or not isinstance(right, str):
            raise InputError(f"{source}: row {number}: 'translation' is not {{'id': text, 'en': text}}")
        if left.strip() and right.strip():
            yield left, right


def _load_dataset(source: str) -> "Dataset":
    from datasets import load_dataset
    from datasets.exceptions import DatasetGenerationError

    builders = {".jsonl": "json", ".json": "json", ".parquet": "parquet"}
    path = Path(source)
    if not source.startswith("hf:") and not path.exists():
        raise InputError(f"{source}: does not exist; give a folder, a file, or hf:NAME for a dataset of the hub")
    try:
        if path.suffix in builders:
            return load_dataset(builders[path.suffix], data_files=source, split="train")
        return load_dataset(source.removeprefix("hf:"), split="train")
    except (DatasetGenerationError, OSError, ValueError) as error:
        raise InputError(f"{source}: not a dataset with a 'train' split ({first_line(error)})") from error
