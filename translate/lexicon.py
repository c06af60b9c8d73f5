"""The word and phrase tables under ``data/``, with a user's own entries added to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from translate.errors import InputError


@dataclass(frozen=True, eq=False, slots=True)
class Lexicon:
    """The tables of the package, each read once and on first use; ``added`` holds a user's entries for a table."""

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


PACKAGED = Lexicon()


def table_names() -> list[str]:
    """Return the names of the tables, in order."""
    files = (Path(file.name) for file in resources.files("translate.data").iterdir())
    return sorted(file.stem for file in files if file.suffix == ".txt")


def read_lexicon(folder: Path) -> Lexicon:
    """Return the package's tables with the entries of ``folder/<name>.txt`` added to each.

    Raises InputError where the folder or a file in it cannot be read, or a file is not named for a table.
    """
    known, added = table_names(), {}
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix == ".txt")
        for file in files:
            if file.stem not in known:
                raise InputError(f"{file}: no table of this name; there are {', '.join(known)}")
            added[file.stem] = _without_comments(file.read_text(encoding="utf-8-sig").split("\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{folder}: its lists cannot be read ({error})") from error
    if not files:
        raise InputError(f"{folder}: holds no list; add for example abbreviations.txt, one entry a line")
    return Lexicon(added)


def _without_comments(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the entries of a table; a comment begins with ``#`` at the start of a line or after two spaces."""
    entries = (line.split("  #")[0].strip() for line in lines if not line.startswith("#"))
    return tuple(entry for entry in entries if entry)
