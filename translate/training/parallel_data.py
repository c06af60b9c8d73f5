"""Sentence pairs for training: read, encoded, and mixed by source."""

import gzip
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import InputError, SettingError, nearest
from translate.sentences import TextPair

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor


def read_pairs(path: Path) -> Iterator[TextPair]:
    """Yield the ``(id, en)`` pairs of a TSV file, also gzipped; raise InputError naming a line without two columns."""
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines, start=1):
                columns = line.rstrip("\r\n").split("\t")
                if len(columns) != 2:
                    raise InputError(f"{path}:{number}: expected id<TAB>en, found {len(columns)} columns")
                yield columns[0], columns[1]
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start})") from error


def read_parallel_lines(stem: Path) -> list[TextPair]:
    """Return the pairs of ``stem.id`` and ``stem.en``, line by line; raise InputError if they differ in length."""
    sides = []
    for language in ("id", "en"):
        path = stem.with_name(f"{stem.name}.{language}")
        try:
            # Line feeds alone part lines: a carriage return or U+2028 inside one must not shift the rest.
            lines = path.read_bytes().decode("utf-8").removesuffix("\n").split("\n")
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: not UTF-8 (byte {error.start})") from error
        sides.append([line.removesuffix("\r") for line in lines])
    if len(sides[0]) != len(sides[1]):
        raise InputError(f"{stem}.id has {len(sides[0])} lines and {stem}.en {len(sides[1])}; they must match")
    return list(zip(*sides, strict=True))


@dataclass(frozen=True, slots=True)
class EncodedPairs:
    """Sentence pairs as piece ids, end marks included, in flat arrays: ``ids[starts[i]:starts[i + 1]]``."""

    source: "array[int]"
    source_starts: "array[int]"
    target: "array[int]"
    target_starts: "array[int]"
    origins: tuple[range, ...]

    def __len__(self) -> int:
        return len(self.source_starts) - 1

    def pair(self, index: int) -> tuple["array[int]", "array[int]"]:
        """Return the source and target piece ids of one pair."""
        return (
            self.source[self.source_starts[index] : self.source_starts[index + 1]],
            self.target[self.target_starts[index] : self.target_starts[index + 1]],
        )

    def width(self, index: int) -> int:
        """Return the pieces of the longer side of one pair."""
        return max(
            self.source_starts[index + 1] - self.source_starts[index],
            self.target_starts[index + 1] - self.target_starts[index],
        )


SYNTHETIC, TO_ENGLISH, TO_INDONESIAN = MARKS = "\x01\x02\x03"
"""Marks that stand before a source text: a model wrote it; it is to become English, or Indonesian, where a model can
do both. The normaliser drops these characters from people's texts."""


def mark_ids(marks: str, processor: "SentencePieceProcessor") -> list[int]:
    """Return the ids of the byte pieces that stand for ``marks``."""
    return [processor.piece_to_id(f"<0x{ord(mark):02X}>") for mark in marks]


def encode_pairs(
    groups: Iterable[Iterable[TextPair]],
    processor: "SentencePieceProcessor",
    max_pieces: int,
    sampled: Callable[[str], list[int]] | None = None,
    sampled_share: float = 1.0,
) -> EncodedPairs:
    """Return the ``(source, target)`` pairs of each group encoded, without those empty or over ``max_pieces``.

    ``sampled`` cuts the sources of the first ``sampled_share`` of each group. ``MARKS`` that a source begins with
    become the pieces of their bytes.
    """
    end = processor.eos_id()
    source, target = array("H"), array("H")
    source_starts, target_starts = array("L", [0]), array("L", [0])
    origins = []
    for group in groups:
        first = len(source_starts) - 1
        pairs = list(group)
        drawn = round(len(pairs) * sampled_share) if sampled else 0
        # One thread: for a GPU a process a core does this.
        sources = [[*sampled(pair[0]), end] for pair in pairs[:drawn]] if sampled else []
        sources += processor.encode([pair[0] for pair in pairs[drawn:]], add_eos=True, num_threads=1)
        targets = processor.encode([pair[1] for pair in pairs], add_eos=True, num_threads=1)
        for pair, left, right in zip(pairs, sources, targets, strict=True):
            marks = pair[0][: len(pair[0]) - len(pair[0].lstrip(MARKS))]
            left = [*mark_ids(marks, processor), *left]
            if 1 + len(marks) < len(left) <= max_pieces and 1 < len(right) <= max_pieces:
                source.extend(left)
                target.extend(right)
                source_starts.append(len(source))
                target_starts.append(len(target))
        origins.append(range(first, len(source_starts) - 1))
    return EncodedPairs(source, source_starts, target, target_starts, tuple(origins))


def locate_sources(folders: Sequence[Path], names: Iterable[str]) -> dict[str, Path]:
    """Return the TSV file of each source name in the first of ``folders`` that has it.

    Raises SettingError naming every one that is not there.
    """
    inner = [path for folder in reversed(folders) for path in sorted(folder.iterdir() if folder.is_dir() else ())]
    files = {path.name.split(".tsv")[0]: path for path in inner if path.name.endswith((".tsv", ".tsv.gz"))}
    missing = [name for name in names if name not in files]
    if missing:
        what = ", ".join(f"'{name}'{nearest(name, files)}" for name in missing)
        raise SettingError(f"{folders[0]}: no file NAME.tsv or NAME.tsv.gz for source {what}")
    return {name: files[name] for name in names}
