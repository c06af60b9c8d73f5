"""manifest.json: recipe, versions, counts and files of a finished corpus; it names no times and no folders."""

import importlib.metadata
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, cast, get_args

from corpus.counts import CountError, Counts, check_equal
from corpus.formats import MATCHES, SCORES, SUBSETS
from corpus.recipe import Recipe
from translate.errors import InputError, first_line
from translate.limits import Limit, LimitDirection

GENERATOR = "sejajar"
"""What the manifests of this program name as their ``generator``."""

MANIFEST, DATA = "manifest.json", "data"
"""The file of the manifest, and the folder of the data files, below the folder of a corpus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What was read: the number of shards, and the SHA-256 over the digests of all of them in order."""

    shards: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Articles that were added to a finished corpus: the label in the names of their files, and what was read."""

    label: str
    inputs: Inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How records were read: the field that holds their text, and the most articles to read (None: all)."""

    text_column: str = "text"
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """One file of the dataset: ``path`` is below the corpus, with slashes on every system.

    ``memory_bytes`` is the size of its rows as Arrow tables, ``bytes`` the size on disk.
    """

    subset: str
    split: str
    path: str
    rows: int
    memory_bytes: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a finished corpus was made from and what is in it.

    ``versions`` maps this program and libraries to versions, ``filters`` the filters to the limits that were used.
    ``inputs`` and ``reading`` are those of the first build, ``additions`` those of later ones, in order.
    """

    recipe: Recipe
    inputs: Inputs
    counts: Counts
    files: tuple[DataFile, ...]
    filters: Mapping[str, Limit] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
    versions: Mapping[str, str] = field(default_factory=dict)
    additions: tuple[Addition, ...] = ()

    @property
    def rows(self) -> dict[str, dict[str, int]]:
        """The number of rows of every subset and split that has a file."""
        return rows_by_split(self.files)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles whose sentences became pairs."""
        roles = self.recipe.rows.get("roles")
        return tuple(str(role) for role in roles) if isinstance(roles, list) else ()

    @property
    def splits(self) -> tuple[str, ...]:
        """The splits in the order of the plan, also those without rows."""
        splits = self.recipe.files.get("splits")
        return tuple(str(name) for name, _ in splits) if isinstance(splits, list) else ()

    @property
    def pretty_name(self) -> str:
        """The title of the dataset; empty if it has none."""
        return str(self.recipe.files.get("pretty_name") or "")

    def check(self) -> None:
        """Raise CountError unless records, spans and the rows of all files add up."""
        self.counts.check()
        written = {subset: sum(splits.values()) for subset, splits in self.rows.items()}
        scored, matched = (sum(file.rows for file in self.files if file.subset == name) for name in (SCORES, MATCHES))
        check_equal(
            {
                "rows of pairs": (written["pairs"], self.counts.pairs),
                "rows of articles": (written["articles"], self.counts.articles),
                "rows of rejected": (written["rejected"], self.counts.rejected),
                "rows of scores": (scored, self.counts.translated),
                "rows of matches": (matched, self.counts.excluded + self.counts.duplicates),
            }
        )

    def as_json(self) -> str:
        """Return the text of manifest.json."""
        appended = [{"label": one.label, **asdict(one.inputs)} for one in self.additions]
        values = {
            "generator": GENERATOR,
            "versions": dict(self.versions),
            "recipe": {"rows": self.recipe.rows, "files": self.recipe.files},
            "recipe_sha256": self.recipe.sha256(),
            "reading": asdict(self.reading),
            "inputs": asdict(self.inputs),
            "counts": self.counts.as_dict(),
            "filters": {name: asdict(limit) for name, limit in self.filters.items()},
            "rows": self.rows,
            "files": {file.path: {name: getattr(file, name) for name in _FACTS} for file in self.files},
            **({"appended": appended} if appended else {}),
        }
        return json.dumps(values, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


_FACTS = ("rows", "bytes", "memory_bytes", "sha256")


def rows_by_split(files: Iterable[DataFile]) -> dict[str, dict[str, int]]:
    """Return the number of rows of every subset and split that has a file."""
    rows: dict[str, dict[str, int]] = {subset: {} for subset in SUBSETS}
    for file in (file for file in files if file.subset in rows):
        splits = rows[file.subset]
        splits[file.split] = splits.get(file.split, 0) + file.rows
    return rows


def read_manifest(path: Path) -> Manifest | None:
    """Return the manifest in a file, or None if there is none or it is a JSON document of another program.

    Raises:
        InputError: it cannot be read, is not JSON, or a value is missing, has the wrong type or does not add up.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"'{path}' is damaged or cannot be read ({error}); {_AGAIN}") from error
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = f"line {error.lineno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else first_line(error)
        raise InputError(f"'{path}' is damaged: it is not JSON ({reason}); {_AGAIN}") from error
    if not isinstance(values, dict) or values.get("generator") != GENERATOR:
        return None
    try:
        manifest = _manifest(_Table(values))
        manifest.counts.check()
    except _DamagedError as error:
        raise InputError(f"'{path}' is damaged: {error}; {_AGAIN}") from error
    except CountError as error:
        raise InputError(f"'{path}' was edited: {error}; {_AGAIN}") from error
    return manifest


_AGAIN = "build the corpus again with `fresh`"


class _DamagedError(Exception):
    """A value of a manifest that is missing or has the wrong type; the text names its key."""


class _Table:
    """A table of a manifest, whose values are taken out with their types checked; ``name`` is its key."""

    def __init__(self, values: object, name: str = "") -> None:
        if not isinstance(values, Mapping):
            raise _DamagedError(f"'{name}' is {_shown(values)}, expected a table")
        self.values = values
        self._name = name

    def key(self, key: str) -> str:
        """Return the full name of a key, such as ``counts.pairs``."""
        return f"{self._name}.{key}" if self._name else key

    def table(self, key: str, default: Mapping[str, object] | None = None) -> "_Table":
        """Return a table in this one."""
        return _Table(self.values.get(key, default), self.key(key))

    def text(self, key: str) -> str:
        """Return a text."""
        found: str = self._checked(key, "a text", lambda value: isinstance(value, str))
        return found

    def count(self, key: str) -> int:
        """Return a whole number of 0 or more."""
        found: int = self._checked(key, "a whole number of 0 or more", lambda value: type(value) is int and value >= 0)
        return found

    def counts(self, key: str) -> dict[str, int]:
        """Return a table of whole numbers of 0 or more."""
        table = self.table(key)
        return {name: table.count(name) for name in table.values}

    def number(self, key: str) -> float:
        """Return a number."""
        return float(self._checked(key, "a number", lambda value: type(value) in (int, float)))

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        """Return one of the known texts."""
        return str(self._checked(key, " or ".join(known), lambda value: value in known))

    def _checked(self, key: str, expected: str, fits: Callable[[Any], bool]) -> Any:
        if key not in self.values:
            raise _DamagedError(f"'{self.key(key)}' is missing, expected {expected}")
        value = self.values[key]
        if not fits(value):
            raise _DamagedError(f"'{self.key(key)}' is {_shown(value)}, expected {expected}")
        return value


def _shown(value: object) -> str:
    text = "missing" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _manifest(values: _Table) -> Manifest:
    recipe, reading = values.table("recipe"), values.table("reading", asdict(Reading()))
    versions, filters, files = values.table("versions", {}), values.table("filters", {}), values.table("files")
    appended = values.values.get("appended", [])
    if not isinstance(appended, list):
        raise _DamagedError(f"'appended' is {_shown(appended)}, expected a list")
    limited = reading.values.get("limit") is not None
    return Manifest(
        recipe=Recipe(rows=recipe.table("rows").values, files=recipe.table("files").values),
        inputs=_inputs(values.table("inputs")),
        counts=_counts(values.table("counts")),
        files=tuple(_file(path, files.table(path)) for path in files.values),
        filters={name: _limit(filters.table(name)) for name in filters.values},
        reading=Reading(text_column=reading.text("text_column"), limit=reading.count("limit") if limited else None),
        versions={name: versions.text(name) for name in versions.values},
        additions=tuple(_addition(_Table(one, f"appended.{number}")) for number, one in enumerate(appended)),
    )


def _inputs(values: _Table) -> Inputs:
    return Inputs(shards=values.count("shards"), sha256=values.text("sha256"))


def _addition(values: _Table) -> Addition:
    return Addition(label=values.text("label"), inputs=_inputs(values))


def _counts(values: _Table) -> Counts:
    known = {one.name: isinstance(getattr(Counts(), one.name), Mapping) for one in fields(Counts)}
    for name in values.values:
        if name not in known:
            raise _DamagedError(f"'{values.key(name)}' is no count of this program")
    found = {name: values.counts(name) if is_table else values.count(name) for name, is_table in known.items()}
    return Counts.from_dict(found)


def _limit(values: _Table) -> Limit:
    direction = values.one_of("direction", get_args(LimitDirection))
    return Limit(threshold=values.number("threshold"), direction=cast("LimitDirection", direction))


def _file(path: str, facts: _Table) -> DataFile:
    folder, _, rest = path.partition("/")
    subset, _, name = rest.partition("/")
    if folder != DATA or not name or "/" in name or ".." in (subset, name):
        raise _DamagedError(
            f"'files' names '{path}', expected a path such as {DATA}/pairs/train-00000-of-00001.parquet"
        )
    return DataFile(
        subset=subset,
        split=name.split("-")[0],
        path=path,
        rows=facts.count("rows"),
        memory_bytes=facts.count("memory_bytes"),
        bytes=facts.count("bytes"),
        sha256=facts.text("sha256"),
    )


def tool_versions() -> dict[str, str]:
    """Return the versions of this program and of the libraries that decide the bytes of its files."""
    others = {name: importlib.metadata.version(name) for name in ("datasets", "pyarrow", "rensa")}
    return {"sejajar": tool_version(), **others}


def tool_version() -> str:
    """Return the version of this distribution; ``0+source`` where it runs without being installed."""
    try:
        return importlib.metadata.version("sejajar")
    except importlib.metadata.PackageNotFoundError:
        return "0+source"
