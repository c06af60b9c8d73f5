"""One sentence a line: Moses files and tab-separated values."""

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from corpus.exporters.base import PairSource, PlainFiles, Written, is_compressed, open_output, texts_of

# All characters at which some reader ends a line: those of str.splitlines.
_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BREAKS_OR_TABS = re.compile(f"{_BREAKS.pattern}|\t")


class MosesExporter(PlainFiles):
    """Two files ``OUT.id`` and ``OUT.en`` with one sentence a line, in the same order, as in Moses and OPUS.

    For ``OUT.gz`` they are ``OUT.id.gz`` and ``OUT.en.gz``. A line break within a sentence becomes a space and is
    counted; every other character stays as it is.
    """

    def outputs(self, out: Path) -> tuple[Path, ...]:
        """Return the files of both languages."""
        name, packed = (out.stem, out.suffix) if is_compressed(out) else (out.name, "")
        return out.with_name(f"{name}.id{packed}"), out.with_name(f"{name}.en{packed}")

    def write(self, pairs: PairSource, outputs: Sequence[Path]) -> Written:
        """Write one line a pair to each file."""
        written, changes = 0, Counter[str]()
        with ExitStack() as stack:
            files = [stack.enter_context(open_output(path, compressed=is_compressed(path))) for path in outputs]
            for row in pairs.rows():
                for file, text in zip(files, texts_of(row), strict=True):
                    line, breaks = _BREAKS.subn(" ", text)
                    changes["line break within a sentence, now a space"] += breaks
                    file.write(f"{line}\n".encode())
                written += 1
        return Written(pairs=written, changes=+changes)


class TsvExporter(PlainFiles):
    """A line ``id<TAB>en`` a pair, without a heading: what training tools read, ``sejajar train`` among them.

    A line break or a tab within a sentence becomes a space and is counted; nothing is quoted.
    """

    def write(self, pairs: PairSource, outputs: Sequence[Path]) -> Written:
        """Write one line a pair."""
        written, changes = 0, Counter[str]()
        (path,) = outputs
        with open_output(path, compressed=is_compressed(path)) as file:
            for row in pairs.rows():
                cells = []
                for text in texts_of(row):
                    cell, breaks = _BREAKS_OR_TABS.subn(" ", text)
                    changes["line break or tab within a sentence, now a space"] += breaks
                    cells.append(cell)
                file.write(("\t".join(cells) + "\n").encode())
                written += 1
        return Written(pairs=written, changes=+changes)
