"""Files that are either whole or not there, and disk trouble told in one line."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from translate.errors import OutputError


def save_text(text: str, path: Path) -> None:
    """Write a text as UTF-8 under a temporary name, sync it, and rename it; raise OSError with no file changed."""
    unfinished = path.with_name(f"{path.name}.tmp")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk, where the system can do that."""
    if os.name != "posix":
        return  # Windows opens no folder as a file; there a rename is on disk when it returns.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def told_as_output_error(out: Path, kept: str) -> Iterator[None]:
    """Turn an OSError into an OutputError that names the place and the reason, with ``kept`` behind it."""
    try:
        yield
    except OSError as error:
        place = error.filename if isinstance(error.filename, str) else str(out)
        reason = error.strerror or " ".join(str(error).split())
        raise OutputError(f"'{place}' cannot be written: {reason}; {kept}") from error


def file_sha256(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
