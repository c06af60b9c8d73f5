"""A finished corpus, opened for reading: its manifest, its files, and their rows one batch at a time."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from corpus.counts import Counts
from corpus.formats import SCORES, SUBSETS, Row
from corpus.manifest import counts_of
from corpus.output_folder import DATA, GENERATOR, MANIFEST
from translate.errors import InputError, OutputError, SettingError, nearest
from translate.limits import Limit, LimitDirection

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

# A row of `articles` is a whole article with its English; a thousand of ordinary length are some ten megabytes.
_BATCH_ROWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusFile:
    """A Parquet file of a corpus: ``name`` is its path below the corpus, with slashes on every system."""

    subset: str
    split: str
    name: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a row stands: subset, split, the file's path below the corpus, and the row of that file from 0."""

    subset: str
    split: str
    file: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedCorpus:
    """A finished corpus; ``files`` are those of the three subsets and of the scores, in the order of their rows."""

    folder: Path
    manifest: Mapping[str, object]
    files: tuple[CorpusFile, ...]

    @property
    def counts(self) -> Counts:
        """The counts of the build that made it; raises OutputError if the manifest was edited."""
        return counts_of(self.manifest)[0]

    @property
    def filters(self) -> dict[str, Limit]:
        """The rules of the filters of the build, by name; empty where the manifest names none.

        Raises:
            InputError: the manifest was edited.
        """
        table = self.manifest.get("filters")
        try:
            return {name: _limit(rule) for name, rule in table.items()} if isinstance(table, Mapping) else {}
        except (KeyError, TypeError, ValueError) as error:
            problem = f"'{self.folder / MANIFEST}' has lost the rules of its filters ({error!r})"
            raise InputError(f"{problem}; build the corpus again with --fresh") from error

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles whose sentences became pairs; empty where the manifest does not say."""
        recipe = self.manifest.get("recipe")
        rows = recipe.get("rows") if isinstance(recipe, Mapping) else None
        roles = rows.get("roles") if isinstance(rows, Mapping) else None
        return tuple(str(role) for role in roles) if isinstance(roles, list) else ()

    @property
    def has_scores(self) -> bool:
        """Whether the values of filters were stored."""
        return any(file.subset == SCORES for file in self.files)

    def splits(self, subset: str = SUBSETS[0]) -> tuple[str, ...]:
        """Return the splits of a subset that have files, in order."""
        return tuple(dict.fromkeys(file.split for file in self.files if file.subset == subset))

    def files_of(self, subset: str, split: str | None = None) -> tuple[CorpusFile, ...]:
        """Return the files of a subset, of all splits or of one; raise SettingError for a split it has not."""
        if split is not None and split not in self.splits(subset):
            known = ", ".join(self.splits(subset))
            raise SettingError(f"'{self.folder}' has no split '{split}'{nearest(split, self.splits(subset))} ({known})")
        return tuple(file for file in self.files if file.subset == subset and split in (None, file.split))

    def batches(
        self, subset: str, columns: Sequence[str] | None = None, split: str | None = None
    ) -> "Iterator[tuple[CorpusFile, pa.RecordBatch]]":
        """Yield the rows of a subset in order, a thousand or fewer at once, with the file they stand in.

        Raises:
            SettingError: there is no such split.
            InputError: a file cannot be read as Parquet.
        """
        for file in self.files_of(subset, split):
            with _opened(file.path) as parquet:
                names = None if columns is None else list(columns)
                for batch in parquet.iter_batches(batch_size=_BATCH_ROWS, columns=names):
                    yield file, batch

    def rows_where(self, subset: str, column: str, wanted: Sequence[str]) -> Iterator[tuple[Place, Row]]:
        """Yield the rows in which a column has a wanted value, with their places; raises what ``batches`` raises."""
        import pyarrow as pa
        import pyarrow.compute as pc

        for file in self.files_of(subset):
            first = 0
            with _opened(file.path) as parquet:
                for group in range(parquet.num_row_groups):
                    # The other columns are read only for the groups that hold such a value.
                    values = parquet.read_row_group(group, columns=[column]).column(0)
                    hits = pc.indices_nonzero(pc.is_in(values, value_set=pa.array(wanted, values.type)))
                    if len(hits):
                        rows = parquet.read_row_group(group).take(hits).to_pylist()
                        for hit, row in zip(hits.to_pylist(), rows, strict=True):
                            yield Place(subset=subset, split=file.split, file=file.name, row=first + hit), row
                    first += len(values)

    def rows(self, subset: str, columns: Sequence[str] | None = None, split: str | None = None) -> Iterator[Row]:
        """Yield the rows of a subset in order; raises what ``batches`` raises."""
        for _, batch in self.batches(subset, columns, split):
            yield from batch.to_pylist()


@contextmanager
def _opened(path: Path) -> "Iterator[pq.ParquetFile]":
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (pa.ArrowInvalid, OSError) as error:
        reason = " ".join(str(error).split())
        raise InputError(f"'{path}' cannot be read ({reason}); build the corpus again with --fresh") from error


def open_corpus(folder: Path) -> FinishedCorpus:
    """Return the finished corpus in a folder.

    Raises:
        InputError: there is no finished corpus, or one of its files is missing or has another size.
    """
    manifest = _read_manifest(folder)
    listed = manifest.get("files")
    if not isinstance(listed, Mapping):
        raise InputError(f"'{folder / MANIFEST}' has lost its list of files; build the corpus again with --fresh")
    names = list(listed)
    if not any(name.startswith(f"{DATA}/{SCORES}/") for name in names):
        names += [f"{DATA}/{SCORES}/{path.name}" for path in sorted((folder / DATA / SCORES).glob("*.parquet"))]
    files = []
    for name in names:
        path, facts = folder / name, listed.get(name)
        size = facts.get("bytes") if isinstance(facts, Mapping) else None
        if not path.is_file() or size not in (None, path.stat().st_size):
            raise InputError(f"'{path}' is missing or was changed since the corpus was built; build it with --fresh")
        subset, _, file = name.removeprefix(f"{DATA}/").partition("/")
        files.append(CorpusFile(subset=subset, split=file.split("-")[0], name=name, path=path))
    order = _split_order(manifest)
    files.sort(key=lambda file: order.index(file.split) if file.split in order else len(order))
    return FinishedCorpus(folder=folder, manifest=manifest, files=tuple(files))


def _limit(values: Mapping[str, object]) -> Limit:
    threshold, direction = values["threshold"], values["direction"]
    if not isinstance(threshold, int | float) or direction not in get_args(LimitDirection):
        raise ValueError(f"{threshold!r}, {direction!r}")
    return Limit(threshold=float(threshold), direction=cast("LimitDirection", direction))


def _split_order(manifest: Mapping[str, object]) -> list[str]:
    """Return the splits as the plan ordered them; the manifest's list of files is in the order of their names."""
    recipe = manifest.get("recipe")
    settings = recipe.get("files") if isinstance(recipe, Mapping) else None
    splits = settings.get("splits") if isinstance(settings, Mapping) else None
    return [str(name) for name, _ in splits] if isinstance(splits, list) else []


def _read_manifest(folder: Path) -> Mapping[str, object]:
    path = folder / MANIFEST
    if not folder.is_dir():
        raise InputError(f"'{folder}' is not a folder; give the folder that 'sejajar build' wrote")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"'{folder}' holds no finished corpus (no {MANIFEST}); run 'sejajar build' first") from None
    except (OSError, ValueError) as error:
        raise InputError(f"'{path}' cannot be read ({error}); build the corpus again with --fresh") from error
    if not isinstance(manifest, dict) or manifest.get("generator") != GENERATOR:
        raise InputError(f"'{path}' is not a manifest of this program; give the folder that 'sejajar build' wrote")
    try:
        counts_of(manifest)[0].check()
    except OutputError as error:
        raise InputError(f"'{path}': {error}") from error
    return manifest
