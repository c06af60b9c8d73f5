"""Sources that the user names (files, folders, globs, ``hf:`` datasets) → the ordered list of what is read."""

import glob
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.records import UnreadableRecord
from translate.errors import InputError, first_line, nearest, shortened

# A dataset's name on the hub: "name" or "owner/name". Anything else after "hf:" has to be a local path.
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")

FORMATS = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
}
"""File name suffix (lower case, without ``.gz``) to the name of the format."""

_SUFFIXES = ", ".join(FORMATS) + ", and .gz behind any but .parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFile:
    """One file to read: its path as the user gave it, and ``relative``, its POSIX path below its SOURCE.

    ``named`` is true when the file itself was the SOURCE, so that a wrong column is a mistake in the command.
    """

    path: Path
    relative: str
    format: str
    compressed: bool
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HubDataset:
    """One split of a Hugging Face dataset, on the hub or in a folder; ``column`` None is the option's."""

    name: str
    split: str
    column: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSources:
    """Everything to read, in order, with what is skipped and which folders could not be listed.

    ``skipped`` holds paths that are hidden, named README, of an unknown suffix, not regular files, or named
    a second time by an overlapping SOURCE.
    """

    items: tuple[ArticleFile | HubDataset, ...]
    skipped: tuple[str, ...]
    unreadable: tuple[UnreadableRecord, ...]


@dataclass(slots=True, kw_only=True)
class _Folder:
    """What the walk through one folder or glob collects."""

    files: list[ArticleFile]
    skipped: list[str]
    unreadable: list[UnreadableRecord]


def find_sources(sources: Sequence[str]) -> FoundSources:
    """Return what the sources name, each file once, sorted by relative path within its source.

    Raises:
        InputError: a source does not exist, matches nothing, holds no readable file or has an unknown
            suffix; one error names all such sources.
    """
    if isinstance(sources, str) or not sources:
        raise InputError("no SOURCE given; name at least one file, folder, glob or hf:DATASET")
    items: list[ArticleFile | HubDataset] = []
    skipped: list[str] = []
    unreadable: list[UnreadableRecord] = []
    problems: list[str] = []
    seen: set[str] = set()
    for source in sources:
        try:
            for item in _find(source, skipped, unreadable):
                key = str(item.path.absolute()) if isinstance(item, ArticleFile) else repr(item)
                if key in seen:
                    skipped.append(key if isinstance(item, HubDataset) else str(item.path))
                else:
                    seen.add(key)
                    items.append(item)
        except InputError as error:
            problems.append(str(error))
    raise_all(problems)
    return FoundSources(items=tuple(items), skipped=tuple(skipped), unreadable=tuple(unreadable))


def raise_all(problems: Sequence[str]) -> None:
    """Raise one InputError of one line that holds every problem, or return when there is none.

    Raises:
        InputError: there is at least one problem.
    """
    if len(problems) > 1:
        listed = "; ".join(f"({number}) {problem}" for number, problem in enumerate(problems, 1))
        raise InputError(f"{len(problems)} sources cannot be read: {listed}")
    if problems:
        raise InputError(problems[0])


def format_of(name: str) -> tuple[str, bool] | None:
    """Return the format of a file name and whether it is gzip-compressed, or None for an unknown suffix."""
    stem, suffix = os.path.splitext(name.lower())  # noqa: PTH122 -- a name, not a path
    compressed = suffix == ".gz"
    if compressed:
        suffix = os.path.splitext(stem)[1]  # noqa: PTH122
    found = FORMATS.get(suffix)
    if found is None or (compressed and found == "parquet"):
        return None
    return found, compressed


def _find(source: str, skipped: list[str], unreadable: list[UnreadableRecord]) -> Sequence[ArticleFile | HubDataset]:
    if source.startswith("hf:"):
        return [_hub_dataset(source)]
    if not source.strip():
        raise InputError("an empty SOURCE; name a file, folder, glob or hf:DATASET")
    path = Path(source)
    _check_name(path)
    if not os.path.lexists(source) and glob.has_magic(source):
        found = _glob_files(source)
        nothing = f"'{source}' matches no article file; readable are {_SUFFIXES}"
    elif path.is_dir():
        found = _folder_files(path)
        nothing = f"folder '{source}' holds no article file; readable are {_SUFFIXES}"
    else:
        return [_named_file(source)]
    skipped.extend(found.skipped)
    unreadable.extend(found.unreadable)
    if not found.files and not found.unreadable:
        raise InputError(f"{nothing} ({len(found.skipped)} others skipped)" if found.skipped else nothing)
    return sorted(found.files, key=lambda file: file.relative)


def _check_name(path: Path) -> None:
    """Raise InputError for a name that the file system cannot have, such as one of over 255 bytes."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else first_line(error)
        raise InputError(f"'{shortened(str(path))}': {reason}") from error


def _named_file(source: str) -> ArticleFile:
    path = Path(source)
    if path.is_symlink() and not path.exists():
        raise InputError(f"'{source}' is a link to '{path.readlink()}', which does not exist")
    if not path.exists():
        raise InputError(f"'{shortened(source)}' does not exist{_nearest_neighbour(path)}")
    known = format_of(path.name)
    if known is None:
        suffix = path.suffix or "no suffix"
        # Of three letters after the dot one may be wrong: ".tvs" is like ".tsv", ".dat" is not like ".md".
        hint = nearest(path.suffix.lower(), FORMATS, least=0.75) if path.suffix else ""
        raise InputError(f"'{source}' has an unsupported suffix ({suffix}){hint}; readable are {_SUFFIXES}")
    if not path.is_file():
        raise InputError(f"'{source}' is not a regular file; name a file, folder, glob or hf:DATASET")
    return ArticleFile(path=path, relative=_portable(path.name), format=known[0], compressed=known[1], named=True)


def _nearest_neighbour(path: Path) -> str:
    folder = path.parent
    if path.parts[:1] == ("~",):
        return "; '~' is not expanded inside quotes, write the folder out"
    if not folder.is_dir():
        return f"; neither does its folder '{folder}'"
    try:
        return nearest(path.name, sorted(entry.name for entry in folder.iterdir()))
    except PermissionError:
        return ""


def _folder_files(folder: Path) -> _Folder:
    found = _Folder(files=[], skipped=[], unreadable=[])
    _walk(folder, folder, found)
    return found


def _glob_files(pattern: str) -> _Folder:
    """Return the files a pattern matches; ids are relative to the folder before its first wildcard."""
    parts = Path(pattern).parts
    fixed = next(number for number, part in enumerate(parts) if glob.has_magic(part))
    base = Path(*parts[:fixed])
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 -- takes absolute patterns
    if not matches:
        raise InputError(f"'{pattern}' matches nothing; check the folder and the spelling")
    found = _Folder(files=[], skipped=[], unreadable=[])
    for path in map(Path, matches):
        if not path.is_dir():
            _sort_in(path, base, found)
        elif parts[-1] != "**":
            # A last "**" names each folder besides the files in it, which then come as matches themselves.
            _walk(path, base, found)
    # "**/*" reaches a file both as a match and through its folder.
    found.files = list({file.path: file for file in found.files}.values())
    found.skipped = list(dict.fromkeys(found.skipped))
    return found


def _walk(folder: Path, base: Path, found: _Folder) -> None:
    def cannot_list(error: OSError) -> None:
        """Note a folder that cannot be listed, and go on with the others."""
        place = str(error.filename)
        found.unreadable.append(
            UnreadableRecord(
                article_id=_portable(os.path.relpath(place, base)),
                place=place,
                reason=f"the folder cannot be listed: {error.strerror}",
                rule="unreadable_file",
            )
        )

    for top, folders, names in os.walk(folder, onerror=cannot_list):
        here = Path(top)
        for name in sorted(folders):
            if name.startswith(".") or (here / name).is_symlink():
                # A linked folder is skipped: it may lead back to this one.
                folders.remove(name)
                found.skipped.append(str(here / name))
        folders.sort()
        for name in sorted(names):
            _sort_in(here / name, base, found)


def _sort_in(path: Path, base: Path, found: _Folder) -> None:
    known = format_of(path.name)
    hidden = path.name.startswith((".", "~$"))
    about = path.name.lower().split(".")[0] == "readme"
    if known is None or hidden or about or _is_special(path):
        found.skipped.append(str(path))
        return
    relative = _portable(os.path.relpath(path, base))
    found.files.append(ArticleFile(path=path, relative=relative, format=known[0], compressed=known[1]))


def _is_special(path: Path) -> bool:
    """Return whether a path is a pipe, device or socket; a broken link is not, it is reported on reading."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _portable(relative: str) -> str:
    """Return a relative path with ``/`` between its parts, and bytes that are not UTF-8 escaped."""
    return os.fsencode(Path(relative).as_posix()).decode("utf-8", "backslashreplace")


def _hub_dataset(source: str) -> HubDataset:
    name, _, rest = source.removeprefix("hf:").partition(":")
    split, _, column = rest.partition(":")
    if not name.strip() or ":" in column:
        raise InputError(f"'{source}' is not of the form hf:NAME_OR_PATH[:split[:column]]")
    if not Path(name).exists() and not _HUB_NAME.fullmatch(name):
        raise InputError(f"'{source}': '{name}' is neither a local path nor a dataset's name (owner/name)")
    return HubDataset(name=name, split=split or "train", column=column or None)
