"""Atomic writes: a file or folder appears under its name only when it is complete and on disk."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from translate.errors import OutputError


@contextmanager
def written_whole(path: Path, *, shared: bool = False) -> Iterator[Path]:
    """Give a temporary path beside ``path``, and rename what the block writes there to ``path`` when the block ends.

    The block may write a file or a folder; the temporary name ends like the name of ``path``. A file at ``path`` is
    replaced in one step. A folder with files in it is not: remove it first. When the block raises, what it wrote is
    removed and ``path`` stays as it was. What a killed process left behind is removed by the next one.

    ``shared`` says that other processes may write to ``path`` at the same time. Then each has a temporary name of its
    own, and nobody removes what a killed one left.

    Raises:
        OSError: it cannot be synced or renamed.
    """
    owner = f"{os.getpid()}." if shared else ""
    unfinished = path.with_name(f".{owner}tmp.{path.name}")
    remove(unfinished)
    try:
        yield unfinished
        put_in_place(unfinished, path)
    finally:
        remove(unfinished, ignore_errors=True)


@contextmanager
def written_into(folder: Path) -> Iterator[Path]:
    """Give a temporary folder in ``folder``, and move the files of the block into ``folder`` when the block ends.

    Each file appears whole, in the order of their names. Files of other names stay. When the block raises, ``folder``
    stays as it was.

    Raises:
        OSError: the folder does not exist, or a file cannot be synced or renamed.
    """
    unfinished = folder / ".tmp"
    remove(unfinished)
    unfinished.mkdir()
    try:
        yield unfinished
        for made in sorted(unfinished.iterdir()):
            put_in_place(made, folder / made.name)
    finally:
        remove(unfinished, ignore_errors=True)


def put_in_place(made: Path, path: Path) -> None:
    """Sync a file, or a folder with all that is in it, and rename it to ``path`` on the same file system.

    Raises:
        OSError: it cannot be synced or renamed.
    """
    if made.is_dir():
        for inner in made.rglob("*"):
            _sync(inner)
    _sync(made)
    made.replace(path)
    sync_folder(path.parent)


def save_text(text: str, path: Path) -> None:
    """Write a text as UTF-8 atomically; raise OSError, with no file changed, if that fails."""
    save_bytes(text.encode("utf-8"), path)


def save_bytes(content: bytes, path: Path) -> None:
    """Write bytes atomically; raise OSError, with no file changed, if that fails."""
    with written_whole(path) as unfinished:
        unfinished.write_bytes(content)


def sync_folder(folder: Path) -> None:
    """Write the names in a folder to disk, where the system can do that; raise OSError if it fails."""
    if os.name != "posix":
        return  # Windows opens no folder as a file; there a rename is on disk when it returns.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path, *, ignore_errors: bool = False) -> None:
    """Remove a file, a link or a folder with all that is in it, if there is one; raise OSError if that fails."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        if not ignore_errors:
            raise


@contextmanager
def output_errors(out: Path, hint: str) -> Iterator[None]:
    """Turn an OSError of the block into an OutputError that names the place, the reason and ``hint``."""
    try:
        yield
    except OSError as error:
        place = error.filename if isinstance(error.filename, str) else str(out)
        reason = error.strerror or " ".join(str(error).split())
        raise OutputError(f"'{place}' cannot be written: {reason}; {hint}") from error


def _sync(path: Path) -> None:
    if path.is_dir():
        sync_folder(path)
        return
    with path.open("rb+") as file:  # Windows syncs no file that is open for reading alone.
        os.fsync(file.fileno())
