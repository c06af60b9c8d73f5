"""export_corpus(): the pairs of a finished corpus in another format."""

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from corpus.exporters import find_exporter
from corpus.exporters.base import Exporter, PairSource
from corpus.finished_corpus import FinishedCorpus, open_corpus
from translate.errors import OutputError
from translate.writing import output_errors, remove, written_whole


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
    with output_errors(out, "choose another `out`"), ExitStack() as stack:
        unfinished = [stack.enter_context(written_whole(path, shared=True)) for path in outputs]
        written = exporter.write(PairSource(corpus=corpus, split=split), unfinished)
        for path in outputs:  # all of them before one is renamed: files of two exports must never stand side by side
            remove(path)
    return ExportReport(pairs=written.pairs, outputs=outputs, changes=dict(written.changes))


def _check_outputs(corpus: FinishedCorpus, exporter: Exporter, outputs: Sequence[Path], *, force: bool) -> None:
    for path in outputs:
        if path.resolve().is_relative_to(corpus.folder.resolve()):
            raise OutputError(f"'{path}' lies inside the corpus '{corpus.folder}'; choose another `out`")
        if not path.parent.is_dir():
            raise OutputError(f"'{path}' cannot be written: there is no folder '{path.parent}'; make it first")
        if not os.path.lexists(path) or (exporter.is_folder and path.is_dir() and not any(path.iterdir())):
            continue
        if not exporter.is_own(path):
            wanted = "a folder with an Arrow dataset" if exporter.is_folder else "a file"
            raise OutputError(f"'{path}' exists and is not {wanted}; choose another `out`")
        if not force:
            raise OutputError(f"'{path}' exists; set `force` to replace it, or choose another `out`")
