"""manifest.json: recipe, versions, counts and files of a finished corpus; no times and no places."""

import importlib.metadata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from corpus.counts import Counts, check_equal
from corpus.dataset_files import DataFile
from corpus.formats import MATCHES, SCORES, SUBSETS
from corpus.output_folder import GENERATOR
from corpus.plan import BuildPlan
from corpus.recipe import Recipe
from translate.errors import OutputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What was read: the number of shards, and the SHA-256 over the digests of all of them in order."""

    shards: int
    sha256: str


def make_manifest(
    plan: BuildPlan, recipe: Recipe, inputs: Inputs, counts: Counts, files: Sequence[DataFile]
) -> dict[str, object]:
    """Return the manifest as JSON values.

    Raises:
        CountError: records, spans or rows do not add up, which is a bug.
    """
    counts.check()
    rows = rows_by_split(files)
    written = {subset: sum(splits.values()) for subset, splits in rows.items()}
    scored, matched = (sum(file.rows for file in files if file.subset == table) for table in (SCORES, MATCHES))
    check_equal(
        {
            "rows of pairs": (written["pairs"], counts.pairs),
            "rows of articles": (written["articles"], counts.articles),
            "rows of rejected": (written["rejected"], counts.rejected),
            "rows of scores": (scored, counts.translated),
            "rows of matches": (matched, counts.excluded + counts.duplicates),
        }
    )
    return {
        "generator": GENERATOR,
        "versions": {"sejajar": tool_version(), **_versions("datasets", "pyarrow", "rensa")},
        "recipe": {"rows": recipe.rows, "files": recipe.files},
        "recipe_sha256": recipe.sha256(),
        "reading": {"text_column": plan.text_column, "limit": plan.limit},
        "inputs": {"shards": inputs.shards, "sha256": inputs.sha256},
        "counts": counts.as_dict(),
        "filters": {name: asdict(rule) for name, rule in plan.limits().items()},
        "rows": rows,
        "files": {file.path: _facts(file) for file in files},
    }


def _facts(file: DataFile) -> dict[str, object]:
    names = ("rows", "bytes", "memory_bytes", "sha256")
    return {name: getattr(file, name) for name in names}


def rows_by_split(files: Sequence[DataFile]) -> dict[str, dict[str, int]]:
    """Return the number of rows of every subset and split that has a file."""
    rows: dict[str, dict[str, int]] = {subset: {} for subset in SUBSETS}
    for file in (file for file in files if file.subset in rows):
        splits = rows[file.subset]
        splits[file.split] = splits.get(file.split, 0) + file.rows
    return rows


def inputs_of(manifest: Mapping[str, object]) -> Inputs:
    """Return what the corpus of a manifest was built from; an empty digest if the manifest does not say."""
    values = manifest.get("inputs")
    known = values if isinstance(values, Mapping) else {}
    return Inputs(shards=int(known.get("shards", 0)), sha256=str(known.get("sha256", "")))


def counts_of(manifest: Mapping[str, object]) -> tuple[Counts, dict[str, dict[str, int]]]:
    """Return the counts in a manifest, and its rows by subset and split; raise OutputError if it was edited."""
    counts, rows = manifest.get("counts"), manifest.get("rows")
    try:
        if isinstance(counts, dict) and isinstance(rows, dict):
            return Counts.from_dict(counts), rows
    except TypeError:
        pass
    raise OutputError("the manifest has lost its counts; pass --fresh to build the corpus anew")


def tool_version() -> str:
    """Return the version of this distribution; ``0+source`` where it runs without being installed."""
    try:
        return importlib.metadata.version("sejajar")
    except importlib.metadata.PackageNotFoundError:
        return "0+source"


def _versions(*names: str) -> dict[str, str]:
    return {name: importlib.metadata.version(name) for name in names}
