"""The folder a corpus is built in: who may write to it, what is in it, and how a finished corpus gets there.

DIR/.sejajar/          work in progress; it exists as long as a build is unfinished
├── lock               held by the process that builds
├── recipe.json        the recipe of the work; written first, removed last
├── shards/            phase 1: rows of every shard
└── data/              phase 2: the files of the dataset
DIR/data, README.md    the dataset and its card; written in one go at the end
DIR/manifest.json      written last: the corpus is finished if it exists

While articles are added, the old corpus stays complete: new files have new names, and are not read until the
card, and then the manifest, are replaced by ones that list them.
"""

import fnmatch
import glob
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.canonical import canonical_json, file_sha256
from corpus.manifest import DATA, GENERATOR, MANIFEST, Manifest, read_manifest
from corpus.recipe import Recipe, recipe_differences
from translate.errors import InputError, OutputError, shortened
from translate.writing import output_errors, save_text, sync_folder

if TYPE_CHECKING:
    from filelock import BaseFileLock

WORK, SHARDS, CARD = ".sejajar", "shards", "README.md"
_RECIPE, _LOCK = "recipe.json", "lock"
_ANEW = "build it anew with `fresh`, or choose another `out`"
_ELSEWHERE = "choose another `out`"
_OWN = {CARD, DATA, MANIFEST}  # all that a finished corpus holds


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedWork:
    """A build that was begun: its recipe, and for an addition the SHA-256 of the manifest of the corpus it adds to."""

    recipe: Recipe
    base: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """What an output folder holds: the manifest of a finished corpus, unfinished work, both or neither.

    ``damage`` says what is wrong with a manifest of this program that cannot be used.
    """

    manifest: Manifest | None = None
    unfinished: UnfinishedWork | None = None
    damage: str | None = None


def look_at(out: Path) -> FolderState:
    """Return the state of an output folder, which need not exist; nothing is changed.

    Files whose names begin with a dot, such as ``.git``, are ignored.

    Raises:
        OutputError: it is no folder, holds other files, or cannot be read or written.
    """
    _check_name(out)
    if not out.is_dir():
        _check_writable(out)
        return FolderState()
    with output_errors(out, _ELSEWHERE):
        names = sorted(entry.name for entry in out.iterdir() if not entry.name.startswith("."))
    manifest, damage = None, None
    try:
        manifest = read_manifest(out / MANIFEST)
    except InputError as error:
        damage = str(error) if set(names) <= _OWN or _is_ours(out / MANIFEST) else None
    unfinished = _read_work(out / WORK / _RECIPE)
    if names and manifest is None and unfinished is None and damage is None:
        shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        raise OutputError(f"'{out}' holds other files ({shown}); choose a new or an empty folder")
    if manifest is None or unfinished is not None:
        _check_writable(out)
    return FolderState(manifest=manifest, unfinished=unfinished, damage=damage)


def is_finished(out: Path, state: FolderState, recipe: Recipe) -> bool:
    """Return whether the folder holds the whole corpus of this recipe, and no other build was begun in it.

    Raises:
        OutputError: it holds, or was to hold, the corpus of another recipe, or a data file is damaged.
    """
    if state.damage is not None:
        raise OutputError(state.damage)
    if appends_to(out, state):
        raise OutputError(
            f"articles were being added to '{out}'; give that command again, with `append_to_corpus`, to finish it, "
            f"or {_ANEW}"
        )
    if state.unfinished is not None and state.unfinished.base is None:
        if not has_shards(out / WORK):
            return False  # nothing was done yet, so there is nothing that another recipe could spoil
        # How rows are split and described is decided in phase 2, so an unfinished build may change it.
        _refuse_other(out, "an unfinished corpus", recipe_differences(state.unfinished.recipe, recipe, rows_only=True))
        return False
    if state.manifest is None:
        return False
    _refuse_other(out, "a corpus", recipe_differences(state.manifest.recipe, recipe))
    for listed in state.manifest.files:
        file = out / listed.path
        if not file.is_file() or file.stat().st_size != listed.bytes:
            raise OutputError(f"'{file}' is missing or was changed since the corpus was built; {_ANEW}")
    if not (out / CARD).is_file():  # without it `datasets` would read all subsets as one
        raise OutputError(f"'{out / CARD}' is missing; {_ANEW}")
    return True


def check_same_recipe(out: Path, state: FolderState, recipe: Recipe) -> None:
    """Raise OutputError unless articles can be added to the finished corpus in a folder by this recipe."""
    if state.unfinished is not None and state.unfinished.base is None:
        raise OutputError(
            f"a build of '{out}' is unfinished; give that command again, without `append_to_corpus`, to finish it"
        )
    if state.manifest is None:
        return
    if state.manifest.recipe.rows.get("format") != recipe.rows["format"]:
        raise OutputError(
            f"'{out}' was built by an earlier version of this program, whose files have other columns; {_ANEW}"
        )
    differences = recipe_differences(state.manifest.recipe, recipe)
    if differences:
        shown = "; ".join(differences[:3])
        raise OutputError(
            f"'{out}' was built by another recipe ({shown}); add to it with the settings it was built with"
        )


def appends_to(out: Path, state: FolderState) -> bool:
    """Return whether the work in an output folder is an unfinished addition to the corpus that it holds.

    An addition changes the manifest last, so one whose base has another manifest now is finished.
    """
    base = state.unfinished.base if state.unfinished is not None else None
    return base is not None and state.manifest is not None and base == file_sha256(out / MANIFEST)


def check_apart(sources: Sequence[str], out: Path) -> None:
    """Raise OutputError if ``out`` lies in a folder of articles, where the next build would read its files."""
    place = out.resolve()
    places = [str(folder) for folder in (place, *place.parents)]
    for source in sources:
        folder = Path(source)
        inside = folder.is_dir() and place.is_relative_to(folder.resolve())
        # A glob finds the folder at the next run, when it is there: io/* with io/corpus as `out`.
        if inside or (glob.has_magic(source) and not folder.exists() and _may_match(source, places)):
            raise OutputError(f"'{out}' lies inside the SOURCE '{source}'; choose a folder outside of it")


def _may_match(pattern: str, places: Sequence[str]) -> bool:
    """Return whether a glob may find one of the places; ``**`` stands for no folder too."""
    parts = Path(pattern).parts
    fixed = next(number for number, part in enumerate(parts) if glob.has_magic(part))
    absolute = str(Path(*parts[:fixed]).resolve().joinpath(*parts[fixed:]))
    return any(fnmatch.filter(places, one) for one in (absolute, absolute.replace("**/", "")))


@contextmanager
def work_in(out: Path, state: FolderState, recipe: Recipe, *, fresh: bool, base: str | None = None) -> Iterator[Path]:
    """Give the work folder of a build, which is removed when the block ends without an error.

    When the block raises, the work stays for the next run. It is removed if this run began it and either no shard is
    finished or nothing could be read. ``fresh`` removes earlier work first. ``base`` is the SHA-256 of the manifest of
    the corpus that articles are added to.

    Raises:
        OutputError: the folder cannot be written, or another process builds in it.
    """
    work = out / WORK
    new_folders = [folder for folder in (out, *out.parents) if not folder.exists()]
    with output_errors(out, _ELSEWHERE):
        work.mkdir(parents=True, exist_ok=True)
        lock = _locked(out, work)
    begun_here = fresh or state.unfinished is None
    keep, unread = True, False
    try:
        if look_at(out) != state:
            raise OutputError(f"another process has just built in '{out}'; run the command again")
        with output_errors(out, _ELSEWHERE):
            if begun_here or not has_shards(work):
                _clear(work)
            begun = {"rows": recipe.rows, "files": recipe.files, **({"base": base} if base else {})}
            save_text(canonical_json(begun), work / _RECIPE)
        yield work
        with output_errors(out, "the corpus is finished"):
            (work / _RECIPE).unlink()
        keep = False
    except InputError:
        unread = True
        raise
    finally:
        if keep and begun_here:
            keep = has_shards(work) and not unread
        if not keep:
            _remove_work(work)
        lock.release()
        if not keep:
            _remove_empty(new_folders)


def sweep(out: Path) -> None:
    """Remove the work folder of a finished corpus, left by a process that was killed before it could."""
    work = out / WORK
    if not work.is_dir():
        return
    # A folder that cannot be written, or in which another process builds, stays as it is.
    with suppress(OSError, OutputError):
        lock = _locked(out, work)
        _remove_work(work)
        lock.release()


def publish(work: Path, out: Path, card: str, manifest: Manifest) -> None:
    """Put the finished dataset in its place, the manifest last; raise OSError if that cannot be done."""
    (out / MANIFEST).unlink(missing_ok=True)
    if (out / DATA).exists():
        shutil.rmtree(out / DATA)
    (work / DATA).replace(out / DATA)
    describe(out, card, manifest)


def add_files(work: Path, out: Path, label: str) -> None:
    """Put the new files of an addition beside the old ones; raise OSError if that cannot be done.

    Files of an earlier attempt at this addition are removed first.
    """
    for left in sorted((out / DATA).glob(f"*/*-{label}*")):
        left.unlink()
    for file in sorted((work / DATA).glob("*/*")):
        folder = out / DATA / file.parent.name
        folder.mkdir(exist_ok=True)
        file.replace(folder / file.name)
    for folder in sorted((out / DATA).iterdir()):
        sync_folder(folder)
    sync_folder(out / DATA)


def describe(out: Path, card: str, manifest: Manifest) -> None:
    """Replace the card, then the manifest; raise OSError if that cannot be done."""
    save_text(card, out / CARD)
    save_text(manifest.as_json(), out / MANIFEST)


def has_shards(work: Path) -> bool:
    """Return whether at least one shard is finished."""
    return any(folder.name.isdecimal() for folder in (work / SHARDS).glob("*"))


def _locked(out: Path, work: Path) -> "BaseFileLock":
    from filelock import FileLock, Timeout

    lock = FileLock(work / _LOCK)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise OutputError(f"another process is building in '{out}'; wait for it, or choose another `out`") from None
    return lock


def _is_ours(manifest: Path) -> bool:
    """Return whether a manifest that cannot be used names this program; a truncated one still does."""
    try:
        return f'"{GENERATOR}"'.encode() in manifest.read_bytes()[:200]
    except OSError:
        return False


def _clear(work: Path) -> None:
    """Remove everything but the lock, the recipe first, because the work it describes is no longer complete."""
    (work / _RECIPE).unlink(missing_ok=True)
    for folder in (work / SHARDS, work / DATA):
        shutil.rmtree(folder, ignore_errors=True)


def _remove_work(work: Path) -> None:
    """Remove the work folder while its lock is still held, so that no other build can have begun in it."""
    _clear(work)
    shutil.rmtree(work, ignore_errors=True)


def _remove_empty(folders: Sequence[Path]) -> None:
    """Remove folders, the innermost first, as far as they are empty."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def _refuse_other(out: Path, what: str, differences: Sequence[str]) -> None:
    if differences:
        more = f"; {len(differences) - 3} more" if len(differences) > 3 else ""
        raise OutputError(f"'{out}' holds {what} of another recipe ({'; '.join(differences[:3])}{more}); {_ANEW}")


def _check_name(out: Path) -> None:
    """Raise OutputError for a name that no data set can have: ``-``, one that is too long, or not UTF-8."""
    name = str(out)
    if name == "-":
        raise OutputError("a corpus is a folder and cannot be written to stdout; name a folder as `out`")
    try:
        name.encode()
        os.lstat(out)
    except UnicodeEncodeError as error:
        raise OutputError(f"{os.fsencode(out)!r}: its name is not UTF-8, which Parquet needs; {_ELSEWHERE}") from error
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    except OSError as error:
        raise OutputError(f"'{shortened(name)}': {error.strerror}; {_ELSEWHERE}") from error


def _check_writable(out: Path) -> None:
    """Raise OutputError if a folder cannot be made or written to, as far as one can tell without trying."""
    nearest = next(folder for folder in (out, *out.absolute().parents) if os.path.lexists(folder))
    if not nearest.is_dir():
        raise OutputError(f"'{out}' cannot be a folder: '{nearest}' is a file; {_ELSEWHERE}")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise OutputError(f"'{nearest}' is not writable; {_ELSEWHERE}")


def _read_work(path: Path) -> UnfinishedWork | None:
    """Return what a work folder says of its build, or None if there is no such file or it is damaged."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        rows, files, base = values["rows"], values["files"], values.get("base")
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    if not (isinstance(rows, dict) and isinstance(files, dict)):
        return None
    return UnfinishedWork(recipe=Recipe(rows=rows, files=files), base=base)
