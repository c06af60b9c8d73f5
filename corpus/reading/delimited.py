"""CSV and TSV files (RFC 4180) row by row.

The standard library's reader has one limit on the length of a cell for the whole process, shorter than a
long article, and drops quotes silently; pyarrow's stops at the first row longer than its block. Hence this
one. A cell is quoted only if its closing quote stands right before a delimiter or line end; otherwise its
quotes are part of the text, so that ``"Ya," katanya`` in a tab-separated file is kept as it is.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.reading.encodings import MAX_ARTICLE_BYTES, Line, read_lines
from corpus.reading.sources import ArticleFile


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvRow:
    """The cells of one row as UTF-8 bytes; ``line`` is the 1-based line it begins on.

    ``cut`` is true for a row longer than MAX_ARTICLE_BYTES, whose cells are not all there.
    """

    line: int
    cells: tuple[bytes, ...]
    cut: bool


class _Lines:
    """Lines that can be put back."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self._waiting: deque[Line] = deque()

    def take(self) -> Line | None:
        if self._waiting:
            return self._waiting.popleft()
        return next(self._lines, None)

    def put_back(self, lines: list[Line]) -> None:
        self._waiting.extendleft(reversed(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quoted:
    """A quoted cell: its content, the line it ends on, and the position behind its closing quote."""

    content: bytes
    line: Line
    end: int


def read_rows(file: ArticleFile) -> Iterator[CsvRow]:
    """Yield the rows of a CSV or TSV file, its header row first, without blank lines.

    Raises:
        Unreadable: the file is binary or its UTF-16 is broken.
        OSError, EOFError, zlib.error: it cannot be opened or decompressed.
    """
    delimiter = b"\t" if file.format == "tsv" else b","
    lines = _Lines(read_lines(file))
    while (line := lines.take()) is not None:
        if line.data.strip(b"\r\n \xef\xbb\xbf"):
            yield _row(line, lines, delimiter)


def _row(first: Line, lines: _Lines, delimiter: bytes) -> CsvRow:
    cells: list[bytes] = []
    line, start, cut = first, 0, first.cut
    while True:
        quoted = _quoted_cell(line, start, lines, delimiter) if line.data[start : start + 1] == b'"' else None
        if quoted:
            cells.append(quoted.content)
            line, end = quoted.line, quoted.end
            cut = cut or line.cut
        else:
            end = line.data.find(delimiter, start)
            if end < 0:
                end = len(line.data)
            cells.append(line.data[start:end].rstrip(b"\r\n"))
        if line.data[end : end + 1] != delimiter:
            return CsvRow(line=first.number, cells=tuple(cells), cut=cut)
        start = end + 1


def _quoted_cell(line: Line, start: int, lines: _Lines, delimiter: bytes) -> _Quoted | None:
    """Return the quoted cell that begins at ``start``, or None, with no line used up, if it is not quoted."""
    content: list[bytes] = []
    taken: list[Line] = []
    position, size = start + 1, len(line.data)
    while True:
        quote = line.data.find(b'"', position)
        following = line.data[quote + 1 : quote + 2]
        if quote < 0:
            content.append(line.data[position:])
            after = lines.take() if size <= MAX_ARTICLE_BYTES else None
            if after is None:
                lines.put_back(taken)
                return None
            taken.append(after)
            line, position, size = after, 0, size + len(after.data)
        elif following == b'"':
            content.append(line.data[position : quote + 1])
            position = quote + 2
        elif following in (b"", b"\r", b"\n", delimiter):
            content.append(line.data[position:quote])
            return _Quoted(content=b"".join(content), line=line, end=quote + 1)
        else:
            lines.put_back(taken)
            return None
