"""The word and phrase tables under ``data/``, with a user's own entries added to them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from translate.errors import InputError, nearest


@dataclass(frozen=True, eq=False, slots=True)
class Lexicon:
    """The tables of the package, each read when it is first used; ``added`` holds a user's entries for a table."""

    added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _entries: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)
    _words: dict[str, frozenset[str]] = field(default_factory=dict, init=False, repr=False)

    def entries(self, name: str) -> tuple[str, ...]:
        """Return the entries of ``data/<name>.txt`` in order, and those added to it."""
        if name not in self._entries:
            packaged = (resources.files("translate.data") / f"{name}.txt").read_text(encoding="utf-8")
            self._entries[name] = (*_without_comments(packaged.split("\n")), *self.added.get(name, ()))
        return self._entries[name]

    def words(self, name: str) -> frozenset[str]:
        """Return the entries of one table as a set of small letters, for membership tests."""
        found = self._words.get(name)
        if found is None:
            found = self._words[name] = frozenset(entry.lower() for entry in self.entries(name))
        return found

    def any_of(self, name: str) -> str:
        """Return a pattern (of ``re``) for any entry of one table, the longest first."""
        return f"(?:{'|'.join(map(re.escape, sorted(self.entries(name), key=len, reverse=True)))})"


PACKAGED = Lexicon()


def table_names() -> list[str]:
    """Return the names of the tables, in order."""
    files = (Path(file.name) for file in resources.files("translate.data").iterdir())
    return sorted(file.stem for file in files if file.suffix == ".txt")


def read_lexicon(folder: Path) -> Lexicon:
    """Return the package's tables with the entries of ``folder/<name>.txt`` added to each.

    Raises InputError if the folder or a file in it cannot be read, if a file does not have the name of a table, or if
    an entry has no letter and no digit.
    """
    if folder.is_file():
        raise InputError(f"{folder}: a file; name the folder that holds your lists")
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix == ".txt")
    except OSError as error:
        message = f"{folder}: cannot be read ({error.strerror}); name the folder that holds your lists"
        raise InputError(message) from error
    if not files:
        raise InputError(f"{folder}: holds no list; add for example abbreviations.txt, one entry a line")
    known = table_names()
    for file in files:
        if file.stem not in known:
            there_are = nearest(file.stem, known) or f"; there are {', '.join(known)}"
            raise InputError(f"{file}: no table of this name{there_are}")
    return Lexicon({file.stem: _own_entries(file) for file in files})


def _own_entries(file: Path) -> tuple[str, ...]:
    """Return the entries of a user's list."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror}); a list is a text file") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{file}: cannot be read, as it is not UTF-8 (byte {error.start}); save it as UTF-8"
        ) from error
    for number, line in enumerate(lines, start=1):
        for entry in _without_comments([line]):
            if not (entry.isprintable() and any(map(str.isalnum, entry))):
                raise InputError(f"{file}:{number}: {entry!r} is not a word or phrase; remove the line")
    return _without_comments(lines)


def _without_comments(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the entries of a table; a comment begins with ``#`` at the start of a line or after two spaces."""
    entries = (line.split("  #")[0].strip() for line in lines if not line.startswith("#"))
    return tuple(entry for entry in entries if entry)
