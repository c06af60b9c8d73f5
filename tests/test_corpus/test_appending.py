import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import datasets
import pytest
from corpus_fakes import ARTICLES, FakeTranslator, contents, write_articles
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import BuildPlan, append_to_corpus, build_corpus
from corpus.finished_corpus import open_corpus
from translate.errors import ModelError, OutputError

PLAN = BuildPlan(shard_articles=2, splits={"train": 0.5, "test": 0.5})
OLD = ARTICLES[:3]
NEW = [
    *ARTICLES[3:],
    {"id": "a6", "text": f"Sekolah itu dicat ulang oleh warga.\n\n{ARTICLES[1]['text']}"},
    '{"id": "rusak", "text": ',
]
TABLES = ("pairs", "articles", "rejected", "scores", "matches")


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture
def old(tmp_path):
    return write_articles(tmp_path / "old", OLD)


@pytest.fixture
def new(tmp_path):
    return write_articles(tmp_path / "new", NEW)


def build(source, out, plan=PLAN, translator=None, **options):
    return build_corpus([source], out, plan, translator=translator or FakeTranslator(), **options)


def append(source, out, plan=PLAN, translator=None):
    return append_to_corpus([source], out, plan, translator=translator or FakeTranslator())


def table(out, name):
    return sorted((row for row in open_corpus(out).rows(name)), key=lambda row: json.dumps(row, sort_keys=True))


def tree(out):
    return {name: hashlib.sha256(data).hexdigest() for name, data in contents(out).items()}


def load(out, cache, subset=None):
    loaded = datasets.load_dataset(str(out), subset, cache_dir=str(cache))
    return {row["article_id"] for split in loaded.values() for row in split}, sum(len(one) for one in loaded.values())


def test_old_files_keep_their_names_and_bytes_and_the_whole_loads(old, new, tmp_path):
    out = tmp_path / "out"
    before = build(old, out)
    files = {name: digest for name, digest in tree(out).items() if name.startswith("data/")}
    report = append(new, out)
    after = tree(out)
    assert {name: after[name] for name in files} == files
    assert set(after) - set(files) - {"README.md", "manifest.json"}
    assert report.counts.pairs > before.counts.pairs
    ids, rows = load(out, tmp_path / "cache")
    assert rows == report.counts.pairs == len(table(out, "pairs"))
    assert ids == {"a1", "a2", "a3", "a4", "a5", "a6"}
    assert load(out, tmp_path / "cache", "articles")[1] == 6
    assert load(out, tmp_path / "cache", "rejected")[1] == report.counts.rejected
    assert not (out / ".sejajar").exists()


def test_an_addition_gives_the_rows_of_one_build_of_all(old, new, tmp_path):
    build(old, tmp_path / "out")
    added = append(new, tmp_path / "out")
    everything = build_corpus([old, new], tmp_path / "all", PLAN, translator=FakeTranslator())
    assert added.counts == everything.counts
    assert added.counts.duplicates == 2
    for name in TABLES:
        ours, theirs = table(tmp_path / "out", name), table(tmp_path / "all", name)
        if name == "rejected":  # the broken record is called by its file and line
            ours, theirs = ([row for row in rows if row["stage"] != "reading"] for rows in (ours, theirs))
        assert ours == theirs, name


words = st.sampled_from(
    ["Harga beras naik.", "Hujan deras turun.", "Pasar itu buka.", "Warga senang.", "HARGA beras naik"]
)
texts = st.lists(st.lists(words, min_size=1, max_size=3).map("\n\n".join), min_size=1, max_size=4)


@settings(deadline=None, max_examples=15)
@given(texts, texts, st.integers(1, 3))
def test_any_addition_gives_the_sentences_of_one_build_of_all(tmp_path_factory, first, second, size):
    folder = tmp_path_factory.mktemp("a")
    plan = BuildPlan(shard_articles=size, deduplicate="exact", filters=())
    for name, part in (("one", first), ("two", second)):
        write_articles(folder / name, [{"id": f"{name}{number}", "text": text} for number, text in enumerate(part)])
    build(folder / "one", folder / "out", plan)
    added = append(folder / "two", folder / "out", plan)
    everything = build_corpus([folder / "one", folder / "two"], folder / "all", plan, translator=FakeTranslator())
    assert (added.counts.pairs, added.counts.duplicates) == (everything.counts.pairs, everything.counts.duplicates)
    keys = [
        sorted(row["translation"]["id"].casefold().rstrip(".") for row in open_corpus(folder / out).rows("pairs"))
        for out in ("out", "all")
    ]
    assert keys[0] == keys[1]


def test_what_is_there_is_not_added_again(old, new, tmp_path):
    out = tmp_path / "out"
    build(old, out)
    append(new, out)
    before = tree(out)
    translator = FakeTranslator()
    for source, known in ((new, 4), (old, 3)):
        report = append(source, out, translator=translator)
        assert (report.already_done, report.known) == (True, known)
    assert translator.calls == []
    assert tree(out) == before


def test_another_text_under_an_old_id_is_a_new_article(old, tmp_path):
    out = tmp_path / "out"
    build(old, out)
    changed = {**OLD[1], "text": f"{OLD[1]['text']} Warga berterima kasih."}
    source = write_articles(tmp_path / "changed", [changed, OLD[2]])
    report = append(source, out)
    assert (report.known, report.counts.articles, report.counts.duplicates) == (1, 4, 2)
    assert [row["article_id"] for row in table(out, "articles")] == ["a1", "a2", "a2#2", "a3"]
    assert append(source, out).already_done


def test_additions_add_up(old, new, tmp_path):
    out = tmp_path / "out"
    build(old, out)
    for number, record in enumerate(NEW[:3]):
        append(write_articles(tmp_path / f"n{number}", [record]), out)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert [one["label"] for one in manifest["appended"]] == ["added00001-", "added00002-", "added00003-"]
    assert [row["article_id"] for row in table(out, "articles")] == ["a1", "a2", "a3", "a4", "a5", "a6"]
    assert load(out, tmp_path / "cache")[1] == manifest["counts"]["pairs"]
    assert set(tree(out)) == {"README.md", "manifest.json", *manifest["files"]}


def test_splits_go_on_by_the_same_hash(old, new, tmp_path):
    build(old, tmp_path / "out")
    append(new, tmp_path / "out")
    build_corpus([old, new], tmp_path / "all", PLAN, translator=FakeTranslator())
    for split in PLAN.splits:
        found = [
            {row["article_id"] for row in open_corpus(tmp_path / name).rows("articles", split=split)}
            for name in ("out", "all")
        ]
        assert found[0] == found[1]


def test_another_recipe_is_refused_in_one_line(old, new, tmp_path):
    build(old, tmp_path / "out")
    before = tree(tmp_path / "out")
    for plan in (BuildPlan(shard_articles=2), BuildPlan(shard_articles=2, splits=PLAN.splits, deduplicate="exact")):
        with pytest.raises(
            OutputError, match=r"was built by another recipe \(.*\); add to it with the settings"
        ) as caught:
            append(new, tmp_path / "out", plan)
        assert "\n" not in str(caught.value)
    assert tree(tmp_path / "out") == before


def test_where_there_is_no_corpus_one_is_built(old, tmp_path):
    append(old, tmp_path / "out")
    build(old, tmp_path / "built")
    assert tree(tmp_path / "out") == tree(tmp_path / "built")


def test_other_commands_say_what_is_unfinished(old, new, tmp_path):
    out = tmp_path / "out"
    build(old, out)
    before = tree(out)
    with pytest.raises(ModelError):
        append(new, out, translator=FakeTranslator(fails_at=2))
    with pytest.raises(OutputError, match=r"articles were being added to .* with `append_to_corpus`, to finish it"):
        build(old, out)
    assert {name: digest for name, digest in tree(out).items() if name in before} == before
    append(new, out)
    assert build(old, out).already_done
    with pytest.raises(ModelError):
        build(old, out, translator=FakeTranslator("2", fails_at=2), fresh=True)
    with pytest.raises(OutputError, match="without `append_to_corpus`"):
        append(new, out)


def test_two_commands_at_once_are_kept_apart(old, new, tmp_path):
    build(old, tmp_path / "out")
    (tmp_path / "out/.sejajar").mkdir()
    with FileLock(tmp_path / "out/.sejajar/lock"), pytest.raises(OutputError, match="another process is building"):
        append(new, tmp_path / "out")


def test_files_of_an_addition_that_was_given_up_do_not_stay(old, new, tmp_path, monkeypatch):
    out = tmp_path / "out"
    build(old, out)
    monkeypatch.setattr(
        "corpus.build.describe", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(OutputError, match="No space left"):
        append(new, out)
    monkeypatch.undo()
    assert load(out, tmp_path / "cache")[1] == len(table(out, "pairs"))
    append(write_articles(tmp_path / "one", [ARTICLES[3]]), out)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert set(tree(out)) == {"README.md", "manifest.json", *manifest["files"]}


# Dies at the n-th change of the file system, for every n until the addition gets through; then adds again.
KILLER = """
import pathlib, shutil, sys
sys.path[:0] = [{tests!r}, {root!r}]
import pyarrow.parquet, yaml
import corpus.build
from corpus.finished_corpus import open_corpus
from corpus.plan import BuildPlan
from corpus_fakes import FakeTranslator, contents
from killed_runs import killed_moments

old, new, top = sys.argv[1:]
plan, translator, base = BuildPlan(shard_articles=2), FakeTranslator(), f"{{top}}/base"

def copy(name):
    shutil.copytree(base, f"{{top}}/{{name}}")

def append(name):
    out = f"{{top}}/{{name}}"
    corpus.build.append_to_corpus([new], out, plan, translator=translator)
    return contents(out)

def listed(name):
    out = pathlib.Path(top) / str(name)
    header = yaml.safe_load((out / "README.md").read_text(encoding="utf-8").split("---")[1])
    paths = [path for one in header["configs"] for split in one["data_files"] for path in split["path"]]
    rows = {{path: pyarrow.parquet.read_metadata(out / path).num_rows for path in paths}}
    for info in header["dataset_info"]:
        prefix = f"data/{{info['config_name']}}/"
        assert sum(rows[path] for path in paths if path.startswith(prefix)) == info["splits"][0]["num_examples"]
    return rows

corpus.build.build_corpus([old], base, plan, translator=translator)
copy("undisturbed")
expected = append("undisturbed")
before, after = listed("base"), listed("undisturbed")
for moment in killed_moments(copy, append):
    # What lies there is a whole corpus, the old or the new one, for datasets and for our own readers.
    assert listed(moment) in (before, after), moment
    found = open_corpus(pathlib.Path(top) / str(moment))
    assert len(list(found.rows("pairs"))) == found.counts.pairs, moment
    assert append(moment) == expected, moment
print(moment)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_killed_at_any_moment_the_corpus_is_whole_and_the_addition_finishes_with_the_same_bytes(tmp_path):
    old = write_articles(tmp_path / "old", OLD[1:])
    new = write_articles(tmp_path / "new", [ARTICLES[3], {"id": "b", "text": OLD[1]["text"]}])
    script = KILLER.format(tests=str(Path(__file__).parent), root=str(Path(__file__).parents[2]))
    command = [sys.executable, "-c", script, str(old), str(new), str(tmp_path / "outs")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 30
