import json
import math
from pathlib import Path

import pytest

from corpus.counts import CountError, Counts
from corpus.manifest import Addition, DataFile, Inputs, Manifest, Reading, read_manifest, tool_versions
from corpus.plan import BuildPlan
from translate.errors import InputError
from translate.limits import at_most

PLAN = BuildPlan(limit=7, filters=("copy", "letters"), splits={"train": 0.5, "test": 0.5}, pretty_name="Beras")
COUNTS = Counts(
    records=2,
    articles=2,
    spans=3,
    pairs=2,
    other_roles=1,
    role_spans={"body": 3},
    rules={"segmentation/role": 1},
    flags={"repaired": 1},
)
INPUTS = Inputs(shards=1, sha256="ab")


def manifest(pairs=2, articles=2, rejected=1, scores=2, counts=COUNTS):
    rows = {"pairs": pairs, "articles": articles, "rejected": rejected, "scores": scores}
    files = [
        DataFile(
            subset=subset,
            split="train",
            path=f"data/{subset}/train-00000-of-00001.parquet",
            rows=n,
            memory_bytes=1,
            bytes=2,
            sha256="0",
        )
        for subset, n in rows.items()
    ]
    return Manifest(
        recipe=PLAN.recipe({"model": "fake"}, "0.1.0"),
        inputs=INPUTS,
        counts=counts,
        files=tuple(files),
        filters=PLAN.limits(),
        reading=Reading(text_column="isi", limit=7),
        versions=tool_versions(),
        additions=(Addition(label="added00001-", inputs=Inputs(shards=2, sha256="cd")),),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "manifest.json").write_text(manifest().as_json(), encoding="utf-8")
    return tmp_path / "manifest.json"


def edit(path: Path, key: str, value: object) -> None:
    values = json.loads(path.read_text(encoding="utf-8"))
    *tables, last = key.split("|")
    place = values
    for name in tables:
        place = place[name]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    path.write_text(json.dumps(values), encoding="utf-8")


def test_what_a_manifest_says_is_read_back(path):
    found, made = read_manifest(path), manifest()
    assert found == made
    assert found.as_json() == made.as_json()
    assert found.rows == {"pairs": {"train": 2}, "articles": {"train": 2}, "rejected": {"train": 1}}
    assert found.filters["copy"] == at_most(0.7)
    assert (found.roles, found.splits, found.pretty_name) == (("headline", "body"), ("train", "test"), "Beras")


def test_its_keys_are_what_programs_rely_on(path):
    values = json.loads(path.read_text(encoding="utf-8"))
    keys = "generator versions recipe recipe_sha256 reading inputs counts filters rows files appended"
    assert " ".join(values) == keys
    assert values["recipe_sha256"] == manifest().recipe.sha256()
    assert values["appended"] == [{"label": "added00001-", "shards": 2, "sha256": "cd"}]
    assert values["filters"]["copy"] == {"threshold": 0.7, "direction": "at_most"}
    facts = {"rows": 2, "bytes": 2, "memory_bytes": 1, "sha256": "0"}
    assert values["files"]["data/pairs/train-00000-of-00001.parquet"] == facts


@pytest.mark.parametrize("lost", [{"pairs": 1}, {"articles": 3}, {"rejected": 0}, {"scores": 1}])
def test_rows_lost_on_the_way_to_the_files_stop_the_build(lost):
    manifest().check()
    with pytest.raises(CountError, match=f"rows of {next(iter(lost))}"):
        manifest(**lost).check()


def test_counts_are_checked():
    with pytest.raises(CountError, match="records = articles"):
        manifest(counts=Counts(records=1, articles=2, pairs=2, spans=2, role_spans={"body": 2})).check()


@pytest.mark.parametrize("text", ["[]", '"teks"', "{}", '{"generator": "lain"}'])
def test_a_file_of_another_program_is_no_manifest(tmp_path, text):
    assert read_manifest(tmp_path / "manifest.json") is None
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    assert read_manifest(tmp_path / "manifest.json") is None


@pytest.mark.parametrize(
    ("cut", "said"),
    [
        (lambda text: "", "line 1: Expecting value"),
        (lambda text: text[: len(text) // 2], r"line \d+: "),
        (lambda text: text.replace(",", "", 1), "line 3: Expecting ',' delimiter"),
        (lambda text: "\0" * len(text), "line 1: Expecting value"),
        (lambda text: "[" * 100_000, "maximum recursion depth exceeded"),
    ],
)
def test_a_damaged_manifest_is_said_to_be_damaged_with_place_and_remedy(path, cut, said):
    path.write_text(cut(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(InputError, match=rf"manifest.json' is damaged: it is not JSON \({said}") as error:
        read_manifest(path)
    assert str(error.value).endswith("build the corpus again with `fresh`")
    assert "\n" not in str(error.value)


FILE = "data/pairs/train-00000-of-00001.parquet"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("counts", ..., "'counts' is missing, expected a table"),
        ("counts", [1], r"'counts' is \[1\], expected a table"),
        ("counts|pairs", -1, "'counts.pairs' is -1, expected a whole number of 0 or more"),
        ("counts|pairs", True, "'counts.pairs' is True, expected a whole number"),
        ("counts|pairs", "2", "'counts.pairs' is '2', expected a whole number"),
        ("counts|pairs", ..., "'counts.pairs' is missing"),
        ("counts|pears", 1, "'counts.pears' is no count of this program"),
        ("counts|flags", {"repaired": 0.5}, "'counts.flags.repaired' is 0.5"),
        ("counts|articles", 5, "was edited: the counts of this build do not add up: records = articles"),
        ("inputs|sha256", 3, "'inputs.sha256' is 3, expected a text"),
        ("recipe|rows", None, "'recipe.rows' is missing, expected a table"),
        ("filters|copy|direction", "upwards", "'filters.copy.direction' is 'upwards', expected at_least or at_most"),
        ("filters|copy|threshold", "0.7", "'filters.copy.threshold' is '0.7', expected a number"),
        (f"files|{FILE}|bytes", ..., f"'files.{FILE}.bytes' is missing"),
        ("files|../rahasia", {}, "'files' names '../rahasia', expected a path such as data/pairs/"),
        ("files|data/../rahasia", {}, "'files' names 'data/../rahasia'"),
        ("appended", {}, "'appended' is {}, expected a list"),
        ("appended", [{"label": "x"}], "'appended.0.shards' is missing"),
        ("reading|limit", "semua", "'reading.limit' is 'semua'"),
    ],
)
def test_an_edited_manifest_is_refused_in_one_line_that_names_file_and_key(path, key, value, said):
    edit(path, key, value)
    with pytest.raises(InputError, match=said) as error:
        read_manifest(path)
    assert str(error.value).startswith(f"'{path}'")
    assert str(error.value).endswith("build the corpus again with `fresh`")
    assert "\n" not in str(error.value)


def test_bytes_that_are_no_text_are_told(path):
    path.write_bytes(b"\xff{}")
    with pytest.raises(InputError, match=r"manifest.json' is damaged or cannot be read .*utf-8"):
        read_manifest(path)


def test_a_manifest_from_before_filters_and_additions_still_opens(path):
    for key in ("filters", "appended", "reading", "versions"):
        edit(path, key, ...)
    found = read_manifest(path)
    assert (found.filters, found.additions, found.reading, found.versions) == ({}, (), Reading(), {})


def test_a_number_that_json_does_not_know_is_a_bug():
    with pytest.raises(ValueError, match="JSON compliant"):
        Manifest(
            recipe=manifest().recipe, inputs=INPUTS, counts=COUNTS, files=(), filters={"copy": at_most(math.nan)}
        ).as_json()
