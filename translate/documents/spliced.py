"""Documents that are text: read as text, and written again with some stretches of it exchanged."""

import codecs
import re
from collections.abc import Callable

from translate.errors import InputError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BINARY = (b"PK\x03\x04", b"%PDF-", b"\x1f\x8b", b"{\\rtf")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
# Where a page must say its encoding: within its first 1024 bytes (HTML standard, "charset").
_DECLARED_WITHIN = 1024


class Spliced:
    """The text of a document, and what is to stand instead of some stretches of it.

    ``declares`` says that the format can name its encoding within the document. Raises InputError for bytes that are
    not text in the encoding found: that of a byte order mark, the one declared, or UTF-8.
    """

    def __init__(self, data: bytes, name: str, *, declares: bool = False) -> None:
        mark = next((encoding for start, encoding in _MARKS if data.startswith(start)), None)
        declared = _DECLARED.search(data[:_DECLARED_WITHIN]) if declares and not mark else None
        self._encoding = mark or (_known(declared[1].decode("ascii")) if declared else None) or "utf-8"
        if data.startswith(_BINARY) or (b"\0" in data[:8192] and not mark):
            raise InputError(f"{name}: binary, not text")
        try:
            self.text = data.decode(self._encoding)
        except UnicodeDecodeError as error:
            raise InputError(
                f"{name}: not {self._encoding} (byte {error.start}); convert it, for example with: iconv -t UTF-8"
            ) from error
        self._big_endian = data.startswith(codecs.BOM_UTF16_BE)
        self._changes: dict[tuple[int, int], str] = {}

    def putter(self, start: int, end: int, escape: Callable[[str], str] = str) -> Callable[[str], None]:
        """Return a function that puts a text, escaped, in the place of the characters ``[start, end)``."""

        def put(text: str) -> None:
            self._changes[start, end] = escape(text)

        return put

    def save(self) -> bytes:
        """Return the document with its changes, in the encoding that it had."""
        parts, position = [], 0
        for (start, end), text in sorted(self._changes.items()):
            parts += [self.text[position:start], text]
            position = end
        text = "".join([*parts, self.text[position:]])
        if self._big_endian:
            return codecs.BOM_UTF16_BE + text.encode("utf-16-be", "surrogatepass")
        if self._encoding.startswith("utf"):
            return text.encode(self._encoding)
        return text.encode(self._encoding, "xmlcharrefreplace")


def _known(encoding: str) -> str | None:
    """Return the codec of a declared encoding, None if there is none; what says UTF-16 in single bytes is UTF-8."""
    try:
        name = codecs.lookup(encoding).name
        b"a".decode(name)
    except (LookupError, UnicodeDecodeError):
        return None
    return None if name.startswith(("utf-16", "utf-32")) else name
