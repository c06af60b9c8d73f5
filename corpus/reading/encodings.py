"""Bytes of a file → UTF-8 text, or the reason why they are not text."""

import codecs
import gzip
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from corpus.reading.sources import ArticleFile

MAX_ARTICLE_BYTES = 64 * 2**20
"""The longest article or record that is read, in bytes: some fifty novels. It bounds the cost of a broken file."""

# How much of a file is looked at to tell text from binary, in bytes: what git and grep look at as well.
_HEAD_BYTES = 8000
# Control characters that no text encoding of interest uses (all of C0 but tab, line ends, form feed, escape).
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Unreadable(Exception):  # noqa: N818 -- not an error of the program: it ends one record, not the reading
    """A record that is not an article; carries the rule and the reason, and never leaves this package."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a file as UTF-8 bytes with its line end; ``number`` is 1-based, ``offset`` in bytes.

    ``cut`` is true when the line was longer than MAX_ARTICLE_BYTES and ``data`` is only its beginning.
    """

    number: int
    offset: int
    data: bytes
    cut: bool = False


def open_file(file: ArticleFile) -> io.BufferedReader:
    """Open a file for reading bytes, decompressed.

    Raises:
        OSError: the file cannot be opened.
    """
    if file.compressed:
        # GzipFile has the methods of a BufferedReader, without the name.
        return cast("io.BufferedReader", gzip.open(file.path, "rb"))
    return file.path.open("rb")


def read_text(file: ArticleFile) -> str:
    """Return the text of a whole file, line ends unchanged and the byte order mark dropped.

    Raises:
        Unreadable: it is binary, in another encoding, or longer than MAX_ARTICLE_BYTES.
        OSError, EOFError, zlib.error: it cannot be opened or decompressed.
    """
    return decode(read_bytes(file), file)


def read_bytes(file: ArticleFile) -> bytes:
    """Return the decompressed bytes of a whole file.

    Raises:
        Unreadable: it is longer than MAX_ARTICLE_BYTES.
        OSError, EOFError, zlib.error: it cannot be opened or decompressed.
    """
    with open_file(file) as stream:
        data = stream.read(MAX_ARTICLE_BYTES + 1)
    if len(data) > MAX_ARTICLE_BYTES:
        raise too_long()
    return data


def decode(data: bytes, file: ArticleFile, offset: int = 0) -> str:
    """Return UTF-8 (or, with a byte order mark, UTF-16) bytes as text; ``offset`` is where they start.

    Raises:
        Unreadable: the bytes are binary or in another encoding.
    """
    if data.startswith(_UTF16_MARKS):
        try:
            return _checked(data.decode("utf-16"))
        except UnicodeDecodeError as error:
            raise Unreadable("wrong_encoding", f"broken UTF-16 at byte {offset + error.start}") from None
    if data.startswith(b"%PDF-") or b"\0" in data:
        raise _binary()
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        if _CONTROL.search(data):
            raise _binary() from None
        marked = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        at = offset + error.start + marked
        raise Unreadable("wrong_encoding", f"not UTF-8 at byte {at}; {_mend(data, file)}") from None


def decode_cell(data: bytes, name: str, file: ArticleFile) -> str:
    """Return one cell of a table as text.

    Raises:
        Unreadable: the bytes are not UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"column '{name}' is not UTF-8 at its byte {error.start}"
        raise Unreadable("wrong_encoding", f"{where}; {_mend(data, file)}") from None


def read_lines(file: ArticleFile) -> Iterator[Line]:
    """Yield the lines of a file (ended by a line feed) one at a time as UTF-8, byte order mark dropped.

    Raises:
        Unreadable: the file is binary or its UTF-16 is broken.
        OSError, EOFError, zlib.error: it cannot be opened or decompressed.
    """
    with open_file(file) as stream:
        head = stream.peek(_HEAD_BYTES)[:_HEAD_BYTES]
        if head.startswith(_UTF16_MARKS):
            yield from _utf16_lines(stream)
            return
        if head.startswith(b"%PDF-") or b"\0" in head:
            raise _binary()
        offset = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
        stream.read(offset)
        number = 0
        while data := stream.readline(MAX_ARTICLE_BYTES + 1):
            number += 1
            cut = len(data) > MAX_ARTICLE_BYTES
            yield Line(number=number, offset=offset, data=data, cut=cut)
            offset += len(data)
            while cut and not data.endswith(b"\n") and (data := stream.readline(MAX_ARTICLE_BYTES)):
                offset += len(data)


def _utf16_lines(stream: io.BufferedReader) -> Iterator[Line]:
    limit = MAX_ARTICLE_BYTES // 4  # characters; none takes more than four bytes
    number = 0
    try:
        with io.TextIOWrapper(stream, encoding="utf-16", newline="\n") as text:
            while line := text.readline(limit):
                number += 1
                cut = len(line) == limit and not line.endswith("\n")
                yield Line(number=number, offset=0, data=_checked(line).encode("utf-8"), cut=cut)
                while cut and not line.endswith("\n") and (line := text.readline(limit)):
                    pass
    except UnicodeDecodeError:
        raise Unreadable("wrong_encoding", f"broken UTF-16 after line {number}") from None


def too_long() -> Unreadable:
    """Return the reason for an article beyond MAX_ARTICLE_BYTES."""
    return Unreadable("too_long", f"longer than {MAX_ARTICLE_BYTES // 2**20} MiB; split it into articles")


def _binary() -> Unreadable:
    return Unreadable("binary", "binary data, not text; convert it to UTF-8 text, or name it by its format")


def _checked(text: str) -> str:
    if "\0" in text:
        raise _binary()
    return text


def _mend(data: bytes, file: ArticleFile) -> str:
    """Return what to do about bytes that are not UTF-8."""
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return "convert it to UTF-8"
    path = shlex.quote(str(file.path))
    if file.format == "parquet":
        return "it looks like Latin-1/Windows-1252; write it as UTF-8"
    if file.compressed:
        command = f"gzip -dc {path} | iconv -f WINDOWS-1252 -t UTF-8"
    else:
        command = f"iconv -f WINDOWS-1252 -t UTF-8 {path}"
    return f"it looks like Latin-1/Windows-1252; convert with: {command}"
