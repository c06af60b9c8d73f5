"""Where a plan's sources of pairs and texts are, and the lines of a text."""

import gzip
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from translate.errors import InputError, SettingError, nearest

PACKAGED_PAIRS = Path(__file__).parent / "pairs"
"""Sources that ship with the package: pairs written for this project, in the public domain (CC0)."""


def locate_sources(folders: Sequence[Path], names: Iterable[str]) -> dict[str, Path]:
    """Return the TSV file of each source name in the first of ``folders`` that has it, or in ``PACKAGED_PAIRS``.

    Raises SettingError naming every source that no folder has.
    """
    searched = (PACKAGED_PAIRS, *reversed(folders))
    inner = [path for folder in searched for path in sorted(folder.iterdir() if folder.is_dir() else ())]
    files = {path.name.split(".tsv")[0]: path for path in inner if path.name.endswith((".tsv", ".tsv.gz"))}
    missing = [name for name in names if name not in files]
    if missing:
        what = ", ".join(f"'{name}'{nearest(name, files)}" for name in missing)
        raise SettingError(f"{folders[0]}: no file NAME.tsv or NAME.tsv.gz for source {what}")
    return {name: files[name] for name in names}


def read_text_lines(folder: Path | None, name: str, leave_out: Sequence[str] = ()) -> list[str]:
    """Return the lines of a text with single spaces, without the lines whose tag is in ``leave_out``.

    Raises InputError if the text is missing or has another number of lines than its tags, SettingError for a tag that
    no line has or if there is no folder.
    """
    if folder is None:
        raise SettingError(f"the recipe reads the text '{name}'; give the folder of {name}.txt as `texts`")
    lines = _read_lines(folder / f"{name}.txt")
    if not leave_out:
        return lines
    tags = _read_lines(folder / f"{name}.tags")
    if len(tags) != len(lines):
        raise InputError(f"{folder / name}: {len(lines)} lines of text and {len(tags)} of tags; they must match")
    known = set(tags)
    if unknown := [tag for tag in leave_out if tag not in known]:
        raise SettingError(f"{folder / name}.tags: no line has the tag '{unknown[0]}'{nearest(unknown[0], known)}")
    return [line for line, tag in zip(lines, tags, strict=True) if tag not in leave_out]


def _read_lines(path: Path) -> list[str]:
    packed = path.with_name(path.name + ".gz")
    try:
        content = gzip.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes()
        return [" ".join(line.split()) for line in content.decode("utf-8").removesuffix("\n").split("\n")]
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read, nor {packed.name} ({error})") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start})") from error
