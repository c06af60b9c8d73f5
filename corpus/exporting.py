"""export_corpus(): the pairs of a finished corpus in another format, whole or not at all."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.exporters import find_exporter
from corpus.exporters.base import Exporter, PairSource
from corpus.finished_corpus import FinishedCorpus, open_corpus
from corpus.saving import sync_folder, told_as_output_error
from translate.errors import OutputError


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What was written: the number of pairs, the outputs, and how often a text had to be changed, by reason."""

    pairs: int
    outputs: tuple[Path, ...]
    changes: Mapping[str, int]


def export_corpus(
    folder: Path, format_name: str, out: Path, *, split: str | None = None, force: bool = False
) -> ExportReport:
    """Write the pairs of a finished corpus, of all splits or of one, to ``out`` and return what was done.

    The formats are the names in ``EXPORTERS``. Memory holds a row group. The output appears under its name when all
    of it is on disk. ``force`` replaces an earlier output.

    Raises:
        SettingError: there is no such format or split.
        InputError: the folder holds no finished corpus.
        OutputError: the output exists, lies in the corpus, or cannot be written.
    """
    exporter = find_exporter(format_name)
    corpus = open_corpus(folder)
    corpus.files_of("pairs", split)  # refuses an unknown split before anything is written
    outputs = exporter.outputs(out)
    _check_outputs(corpus, exporter, outputs, force=force)
    with told_as_output_error(out, "choose another --out"), _unfinished(outputs) as unfinished:
        written = exporter.write(PairSource(corpus=corpus, split=split), unfinished)
        _put_in_place(unfinished, outputs)
    return ExportReport(pairs=written.pairs, outputs=outputs, changes=dict(written.changes))


def _check_outputs(corpus: FinishedCorpus, exporter: Exporter, outputs: Sequence[Path], *, force: bool) -> None:
    for path in outputs:
        if path.resolve().is_relative_to(corpus.folder.resolve()):
            raise OutputError(f"'{path}' lies inside the corpus '{corpus.folder}'; choose another --out")
        if not path.parent.is_dir():
            raise OutputError(f"'{path}' cannot be written: there is no folder '{path.parent}'; make it first")
        if not os.path.lexists(path) or (exporter.is_folder and path.is_dir() and not any(path.iterdir())):
            continue
        if not exporter.is_own(path):
            wanted = "a folder with an Arrow dataset" if exporter.is_folder else "a file"
            raise OutputError(f"'{path}' exists and is not {wanted}; choose another --out")
        if not force:
            raise OutputError(f"'{path}' exists; pass --force to replace it, or choose another --out")


@contextmanager
def _unfinished(outputs: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """Give temporary names beside the outputs, with the same suffixes, and remove what is left under them."""
    names = tuple(path.with_name(f".{os.getpid()}.tmp.{path.name}") for path in outputs)
    try:
        yield names
    finally:
        for name in names:
            with suppress(OSError):
                _remove(name)


def _put_in_place(unfinished: Sequence[Path], outputs: Sequence[Path]) -> None:
    for old in outputs:  # all of them first: files of two exports must never stand side by side
        if os.path.lexists(old):
            _remove(old)
    for new, path in zip(unfinished, outputs, strict=True):
        new.replace(path)
    for folder in {path.parent for path in outputs}:
        sync_folder(folder)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
