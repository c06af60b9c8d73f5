"""What every export format implements, and what they share."""

import gzip
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from corpus.finished_corpus import FinishedCorpus
from corpus.formats import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSource:
    """The pairs to export: those of a corpus, of all its splits or of one."""

    corpus: FinishedCorpus
    split: str | None = None

    @property
    def splits(self) -> tuple[str, ...]:
        """The splits that are exported, in order."""
        return self.corpus.splits() if self.split is None else (self.split,)

    def rows(self) -> Iterator[Row]:
        """Yield the rows of ``pairs`` in order, split after split."""
        for split in self.splits:
            yield from self.corpus.rows("pairs", split=split)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How many pairs were written, and how often a text had to be changed, by what was changed."""

    pairs: int
    changes: Counter[str]


class Exporter(Protocol):
    """Writes pairs in one format; a format that cannot hold a text as it is counts what it changed."""

    @property
    def is_folder(self) -> bool:
        """Whether the output is a folder."""

    def outputs(self, out: Path) -> tuple[Path, ...]:
        """Return the files, or the folder, that ``out`` stands for."""

    def is_own(self, existing: Path) -> bool:
        """Return whether something that exists may be replaced by an output of this format."""

    def write(self, pairs: PairSource, outputs: Sequence[Path]) -> Written:
        """Write the pairs to outputs that do not exist yet; raise OSError."""


class PlainFiles:
    """Defaults for formats of plain files: one file, unless ``outputs`` is overridden."""

    is_folder = False

    def outputs(self, out: Path) -> tuple[Path, ...]:
        """Return the one file."""
        return (out,)

    def is_own(self, existing: Path) -> bool:
        """Return whether it is a file."""
        return existing.is_file()


@contextmanager
def open_output(path: Path, *, compressed: bool = False) -> Iterator[BinaryIO]:
    """Give a new binary file, gzip-compressed if asked."""
    with path.open("wb") as file:
        if compressed:
            # Neither name nor time in the header: the same pairs give the same bytes.
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
                yield cast("BinaryIO", packed)
        else:
            yield file


def is_compressed(out: Path) -> bool:
    """Return whether the name of an output asks for gzip."""
    return out.suffix == ".gz"


def texts_of(row: Row) -> tuple[str, str]:
    """Return the Indonesian and the English text of a row of ``pairs``."""
    translation = cast("dict[str, str]", row["translation"])
    return translation["id"], translation["en"]
