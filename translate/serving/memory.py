"""The translation memory: what was translated before, and what people mended, in SQLite."""

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from translate.errors import OutputError
from translate.sentences import Translation

HUMAN_EDITED = "human-edited"
"""The origin of English that a person wrote or mended; it wins over every model's."""

_FORMAT = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS translations (
    source TEXT NOT NULL, maker TEXT NOT NULL, english TEXT NOT NULL, score REAL, quality REAL, flags TEXT NOT NULL,
    PRIMARY KEY (source, maker)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS suggestions (
    source TEXT NOT NULL, english TEXT NOT NULL, received TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (source, english)
) WITHOUT ROWID;
"""
_AT_ONCE = 500  # SQLite takes 999 parameters and more


class TranslationMemory:
    """Sentences and their English by what made it; safe to use from several threads.

    A build never reads it: what a corpus holds does not depend on what a server was asked.
    """

    def __init__(self, path: Path, maker: str) -> None:
        """Open the memory at ``path``; ``maker`` names all that decides the English: model, search, glossary.

        Raises OutputError if the file cannot be opened or is of another program.
        """
        self._maker = maker
        self._lock = threading.Lock()
        try:
            self._database = sqlite3.connect(path, check_same_thread=False, timeout=10)
            version = self._database.execute("PRAGMA user_version").fetchone()[0]
            tables = self._database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if version not in (0, _FORMAT) or (version == 0 and tables):
                raise OutputError(f"{path}: not a translation memory of this program; choose another `memory`")
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.executescript(_SCHEMA)
            self._database.execute(f"PRAGMA user_version={_FORMAT}")
            self._database.commit()
        except sqlite3.Error as error:
            raise OutputError(f"{path}: cannot be opened as a translation memory ({error})") from error

    def find(self, sources: Sequence[str]) -> dict[str, Translation]:
        """Return what is known of the sources; English that a person wrote wins."""
        found: dict[str, Translation] = {}
        with self._lock:
            for first in range(0, len(sources), _AT_ONCE):
                part = sources[first : first + _AT_ONCE]
                marks = ",".join("?" * len(part))
                rows = self._database.execute(
                    "SELECT source, english, score, quality, flags, maker FROM translations "  # noqa: S608 - only marks
                    f"WHERE source IN ({marks}) AND maker IN (?, ?) ORDER BY maker = ?",
                    (*part, self._maker, HUMAN_EDITED, HUMAN_EDITED),
                )
                for source, english, score, quality, flags, maker in rows:
                    noted = (*flags.split(), *((HUMAN_EDITED,) if maker == HUMAN_EDITED else ()))
                    found[source] = Translation(source=source, text=english, score=score, quality=quality, flags=noted)
        return found

    def keep(self, translations: Mapping[str, Translation]) -> None:
        """Store what the model made of each source."""
        rows = [
            (source, self._maker, one.text, one.score, one.quality, " ".join(one.flags))
            for source, one in translations.items()
        ]
        with self._lock, self._database:
            self._database.executemany("INSERT OR REPLACE INTO translations VALUES (?, ?, ?, ?, ?, ?)", rows)

    def keep_edited(self, source: str, english: str) -> None:
        """Store English that a person wrote or mended."""
        with self._lock, self._database:
            self._database.execute(
                "INSERT OR REPLACE INTO translations VALUES (?, ?, ?, NULL, NULL, '')", (source, HUMAN_EDITED, english)
            )

    def suggest(self, source: str, english: str) -> None:
        """Store a suggestion of somebody; it is for people to look at and translates nothing."""
        with self._lock, self._database:
            self._database.execute(
                "INSERT OR IGNORE INTO suggestions (source, english) VALUES (?, ?)", (source, english)
            )

    def suggestions(self) -> list[tuple[str, str]]:
        """Return all suggestions in order of source."""
        with self._lock:
            return list(self._database.execute("SELECT source, english FROM suggestions ORDER BY source, english"))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()
