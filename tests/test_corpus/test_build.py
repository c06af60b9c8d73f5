import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import datasets
import pytest
from corpus_fakes import ARTICLES, FakeTranslator, contents, english_of, write_articles
from filelock import FileLock
from huggingface_hub import DatasetCard

from corpus import BuildPlan, build_corpus
from corpus.finished_corpus import open_corpus
from corpus.inspection.filter_statistics import what_if
from translate.errors import InputError, ModelError, OutputError
from translate.segmentation import segment

PLAN = BuildPlan(shard_articles=2)


class Listener:
    def __init__(self):
        self.phases, self.unreadable, self.reasons, self.shards = [], [], [], []

    def on_skipped(self, paths):
        pass

    def on_phase(self, name):
        self.phases.append(name)

    def on_unreadable(self, record):
        self.unreadable.append(record.place)
        self.reasons.append(record.reason)

    def on_shard(self, report, *, reused):
        self.shards.append((report.number, reused))


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch):
    """Syncing matters when a machine crashes, not when a process does, and takes most of the time here."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture
def source(tmp_path):
    return write_articles(tmp_path / "berita")


def build(source, out, plan=PLAN, translator=None, **options):
    return build_corpus([str(source)], out, plan, translator=translator or FakeTranslator(), **options)


def load(out, cache, subset=None, **options):
    return datasets.load_dataset(str(out), subset, cache_dir=str(cache), **options)


def undisturbed(source, tmp_path):
    build(source, tmp_path / "undisturbed")
    return contents(tmp_path / "undisturbed")


def test_a_built_corpus_loads_as_a_dataset(source, tmp_path):
    out, cache = tmp_path / "out", tmp_path / "cache"
    report = build(source, out)
    pairs = load(out, cache)["train"]
    articles = {row["article_id"]: row for row in load(out, cache, "articles", split="train")}
    rejected = load(out, cache, "rejected")["train"]
    assert list(articles) == [article["id"] for article in ARTICLES]
    assert (len(pairs), len(rejected)) == (12, 1) == (report.counts.pairs, report.counts.rejected)
    for row in pairs:
        assert row["translation"]["id"] == articles[row["article_id"]]["text"][row["start"] : row["end"]]
        assert row["translation"]["en"] == english_of(row["translation"]["id"])
        assert row["origin"] == "mt:fake@1"
    assert (rejected[0]["role"], rejected[0]["stage"], rejected[0]["rule"]) == ("related", "segmentation", "role")
    assert articles["a1"]["english"].startswith(
        "the HARGA people BERAS who NAIK were DI there PASAR that TRADISIONAL\n\nthe HARGA people BERAS who DI"
    )
    assert sum(row["n_sentences"] for row in articles.values()) == len(pairs) + len(rejected)
    assert pairs[0]["url"] == "https://kabar.example/beras"


def test_nothing_but_the_dataset_is_left_in_its_folder(source, tmp_path):
    build(source, tmp_path / "out")
    assert sorted(contents(tmp_path / "out")) == [
        "README.md",
        "data/articles/train-00000-of-00001.parquet",
        "data/pairs/train-00000-of-00001.parquet",
        "data/rejected/train-00000-of-00001.parquet",
        "data/scores/train-00000-of-00001.parquet",
        "manifest.json",
    ]


def test_the_card_loads_and_agrees_with_the_data(source, tmp_path):
    build(source, tmp_path / "out")
    card = DatasetCard.load(tmp_path / "out/README.md")
    assert card.data.language == ["id", "en"]
    assert '"id": "Harga beras naik di pasar tradisional"' in card.text


def test_splits_go_by_article_in_every_subset(source, tmp_path):
    out, cache = tmp_path / "out", tmp_path / "cache"
    build(source, out, BuildPlan(splits={"train": 0.5, "test": 0.5}))
    pairs = load(out, cache)
    articles = load(out, cache, "articles")
    assert set(pairs) == set(articles) == {"train", "test"}
    for split in pairs:
        assert set(pairs[split]["article_id"]) == set(articles[split]["article_id"])
    # The one rejection is of a3, which falls into train: `datasets` cannot load an empty split, so there is none.
    assert list(load(out, cache, "rejected")) == ["train"]


def test_a_corpus_without_rejections_loads_and_its_empty_subset_streams(tmp_path):
    source = write_articles(tmp_path / "berita", ARTICLES[:2])
    report = build(source, tmp_path / "out")
    assert report.counts.rejected == 0
    assert len(load(tmp_path / "out", tmp_path / "cache")["train"]) == 6
    rejected = load(tmp_path / "out", tmp_path / "cache", "rejected", streaming=True)["train"]
    assert list(rejected) == []
    assert "stage" in rejected.features


def test_the_same_input_gives_the_same_files_wherever_they_lie(source, tmp_path):
    moved = write_articles(tmp_path / "elsewhere" / "berita")
    first = undisturbed(source, tmp_path)
    build(moved, tmp_path / "deep" / "other name")
    assert contents(tmp_path / "deep" / "other name") == first
    for name, data in first.items():
        assert str(tmp_path).encode() not in data, name


def test_shard_size_changes_no_row(source, tmp_path):
    tables = []
    for size in (1, 5):
        build(source, tmp_path / str(size), BuildPlan(shard_articles=size))
        tables.append(load(tmp_path / str(size), tmp_path / "cache")["train"].to_list())
    assert tables[0] == tables[1]


@pytest.mark.parametrize("splits", [{"train": 1.0}, {"train": 0.5, "test": 0.5}])
def test_the_scores_hold_every_translated_sentence_in_order_and_say_what_another_limit_would_do(tmp_path, splits):
    says = {"Tiket masuk dijual di gerbang utara.": ("the the the the the the", ())}
    source = write_articles(tmp_path / "berita")
    plan = BuildPlan(shard_articles=2, splits=splits)
    report = build(source, tmp_path / "out", plan, FakeTranslator(says=says))
    corpus = open_corpus(tmp_path / "out")
    assert corpus.filters == plan.limits()
    assert (report.counts.pairs, report.counts.dropped) == (11, 1)
    for split in splits:
        scores = [(row["article_id"], row["position"], row["kept"]) for row in corpus.rows("scores", split=split)]
        rows = {
            (row["article_id"], row["position"]): subset == "pairs"
            for subset in ("pairs", "rejected")
            if split in corpus.splits(subset)
            for row in corpus.rows(subset, split=split)
            if row.get("stage") != "segmentation"
        }
        assert {(name, position): kept for name, position, kept in scores} == rows
        order = [article["id"] for article in ARTICLES]
        assert scores == sorted(scores, key=lambda row: (order.index(row[0]), row[1]))
    looser = what_if(corpus, {"repetition": 1.0, "truncation": 9.0})
    again = BuildPlan(shard_articles=2, splits=splits, thresholds=looser.now)
    rebuilt = build(source, tmp_path / "again", again, FakeTranslator(says=says))
    assert (looser.newly_kept, looser.newly_dropped, looser.kept_now) == (1, 0, rebuilt.counts.pairs)


def test_the_manifest_holds_recipe_counts_and_checksums(source, tmp_path):
    report = build(source, tmp_path / "out")
    manifest = json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["recipe"]["rows"]["model"]["sha256"] == "00ff"
    assert manifest["recipe"]["rows"]["model"]["decoding"]["beam_size"] == 4
    assert manifest["recipe_sha256"] == report.recipe_sha256
    assert (manifest["counts"]["pairs"], manifest["counts"]["articles"]) == (12, 5)
    assert manifest["rows"] == {"pairs": {"train": 12}, "articles": {"train": 5}, "rejected": {"train": 1}}
    for path, facts in manifest["files"].items():
        assert (tmp_path / "out" / path).stat().st_size == facts["bytes"]


def test_building_again_does_nothing_but_say_so(source, tmp_path):
    first = build(source, tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
    translator = FakeTranslator()
    second = build(source, tmp_path / "out", translator=translator)
    assert (first.already_done, second.already_done) == (False, True)
    assert (second.counts, second.rows, translator.calls) == (first.counts, first.rows, [])
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == before


@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_build_that_broke_off_goes_on_where_it_was(source, tmp_path, call):
    out, expected = tmp_path / "out", undisturbed(source, tmp_path)
    with pytest.raises(ModelError, match="the engine broke"):
        build(source, out, translator=FakeTranslator(fails_at=call))
    assert out.exists() == (call > 1)
    translator, listener = FakeTranslator(), Listener()
    report = build(source, out, translator=translator, observer=listener)
    assert listener.shards == [(number, number < call - 1) for number in range(3)]
    assert (len(translator.calls), report.shards_reused) == (4 - call, call - 1)
    assert contents(out) == expected


@pytest.mark.parametrize("size", [1, 3])
def test_drops_and_recoveries_are_the_same_after_a_break_and_in_shards_of_any_size(source, tmp_path, size):
    def translator(fails_at=None):
        fake = FakeTranslator(says={"Tiket masuk dijual di gerbang utara.": ("the the the the the the", ())})
        plain = fake.translate
        # The last sentence but one is right only when it is searched for greedily.
        wrong = "Museum itu buka setiap hari, kecuali hari Jumat."

        def translate(sentences, options=None):
            fake.says[wrong] = (english_of(wrong), ()) if options.beam_size == 1 else ("the MUSEUM 3 4 5 6", ())
            return plain(sentences, options)

        fake.translate, fake.fails_at = translate, fails_at
        return fake

    build(source, tmp_path / "whole", BuildPlan(shard_articles=50), translator())
    plan = BuildPlan(shard_articles=size)
    build(source, tmp_path / "parts", plan, translator())
    with pytest.raises(ModelError):
        build(source, tmp_path / "broken", plan, translator(fails_at=2))
    build(source, tmp_path / "broken", plan, translator())
    assert contents(tmp_path / "broken") == contents(tmp_path / "parts")
    for table in ("pairs", "articles", "rejected", "scores"):
        rows = [list(open_corpus(tmp_path / name).rows(table)) for name in ("whole", "parts")]
        assert rows[0] == rows[1]
    flags = [row["flags"] for row in open_corpus(tmp_path / "parts").rows("pairs")]
    assert flags.count(["recovered:other_beam"]) == 1
    assert len(list(open_corpus(tmp_path / "parts").rows("rejected"))) == 2


def test_an_article_that_changed_meanwhile_is_done_again(source, tmp_path):
    with pytest.raises(ModelError):
        build(source, tmp_path / "out", translator=FakeTranslator(fails_at=3))
    write_articles(source, [{**ARTICLES[0], "title": "Beras"}, *ARTICLES[1:]])
    listener = Listener()
    build(source, tmp_path / "out", observer=listener)
    assert listener.shards == [(0, False), (1, True), (2, False)]
    assert contents(tmp_path / "out") == undisturbed(source, tmp_path)


def test_an_unfinished_build_may_change_splits_and_card_but_no_rows(source, tmp_path):
    with pytest.raises(ModelError):
        build(source, tmp_path / "out", translator=FakeTranslator(fails_at=3))
    with pytest.raises(OutputError, match=r"unfinished corpus of another recipe \(.*beam_size 1, was 4.*`fresh`"):
        build(source, tmp_path / "out", BuildPlan(shard_articles=2, beam=1))
    report = build(source, tmp_path / "out", BuildPlan(shard_articles=2, license="cc0-1.0"))
    assert report.shards_reused == 2
    assert "license: cc0-1.0" in (tmp_path / "out/README.md").read_text(encoding="utf-8")


# Dies at the n-th change of the file system, for every n until the build gets through; then builds again.
KILLER = """
import sys
sys.path[:0] = [{tests!r}, {root!r}]
import corpus.build
from corpus.plan import BuildPlan
from corpus_fakes import FakeTranslator, contents
from killed_runs import killed_moments

source, top = sys.argv[1:]

def build(name):
    out = f"{{top}}/{{name}}"
    corpus.build.build_corpus([source], out, BuildPlan(shard_articles=2), translator=FakeTranslator())
    return contents(out)

expected = build("undisturbed")
for moment in killed_moments(lambda moment: None, build):
    assert build(moment) == expected, moment
print(moment)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_killed_at_any_moment_a_build_finishes_with_the_same_bytes(tmp_path):
    source = write_articles(tmp_path / "berita", ARTICLES[1:4])
    script = KILLER.format(tests=str(Path(__file__).parent), root=str(Path(__file__).parents[2]))
    command = [sys.executable, "-c", script, str(source), str(tmp_path / "outs")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 30


def test_fresh_starts_over(source, tmp_path):
    build(source, tmp_path / "out", translator=FakeTranslator(revision="1"))
    with pytest.raises(OutputError, match=r'another recipe \(.*revision "2", was "1".*; build it anew with `fresh`'):
        build(source, tmp_path / "out", translator=FakeTranslator(revision="2"))
    report = build(source, tmp_path / "out", translator=FakeTranslator(revision="2"), fresh=True)
    assert (report.already_done, report.shards_reused) == (False, 0)
    assert set(load(tmp_path / "out", tmp_path / "cache")["train"]["origin"]) == {"mt:fake@2"}


def test_a_finished_corpus_stays_until_the_new_one_is_finished(source, tmp_path):
    build(source, tmp_path / "out")
    before = contents(tmp_path / "out")
    with pytest.raises(ModelError):
        build(source, tmp_path / "out", translator=FakeTranslator("2", fails_at=3), fresh=True)
    after = contents(tmp_path / "out")
    assert {name: after[name] for name in before} == before
    report = build(source, tmp_path / "out", translator=FakeTranslator("2"))
    assert (report.already_done, report.shards_reused) == (False, 2)


def test_other_articles_are_not_taken_for_done(source, tmp_path):
    build(source, tmp_path / "out")
    write_articles(source, ARTICLES[:4])
    with pytest.raises(OutputError, match=r"corpus of other articles.*`fresh`"):
        build(source, tmp_path / "out")


def test_a_damaged_corpus_is_not_taken_for_done(source, tmp_path):
    build(source, tmp_path / "out")
    (tmp_path / "out/data/pairs/train-00000-of-00001.parquet").unlink()
    with pytest.raises(OutputError, match=r"pairs/train-00000-of-00001\.parquet' is missing"):
        build(source, tmp_path / "out")


def test_unreadable_records_are_told_and_go_to_the_ledger(tmp_path):
    source = write_articles(tmp_path / "berita", [ARTICLES[0], "{broken", {"id": "x", "title": "no text"}])
    listener = Listener()
    report = build(source, tmp_path / "out", observer=listener)
    assert [place.partition("berita.jsonl")[2] for place in listener.unreadable] == [":2", ":3"]
    assert (report.counts.records, report.counts.articles, report.counts.unreadable) == (3, 1, 2)
    rejected = load(tmp_path / "out", tmp_path / "cache", "rejected")["train"].to_list()
    assert [row["stage"] for row in rejected] == ["reading", "reading"]
    assert all(row["rule"] and row["position"] is None for row in rejected)
    assert [row["reason"] for row in rejected] == listener.reasons
    again = build(source, tmp_path / "out", observer=(second := Listener()))
    assert again.already_done
    assert second.unreadable == listener.unreadable
    assert again.counts.unreadable == 2


@pytest.mark.parametrize("size", [1, 50])
def test_nothing_readable_leaves_nothing_behind(tmp_path, size):
    source = write_articles(tmp_path / "berita", ["{broken", "{}", "[1]"])
    with pytest.raises(InputError, match="not one article"):
        build(source, tmp_path / "new" / "out", BuildPlan(shard_articles=size))
    assert not (tmp_path / "new").exists()


def test_a_wrong_source_does_not_cost_an_unfinished_build(source, tmp_path):
    with pytest.raises(ModelError):
        build(source, tmp_path / "out", translator=FakeTranslator(fails_at=3))
    empty = write_articles(tmp_path / "kosong", ["{broken"])
    with pytest.raises(InputError):
        build(empty, tmp_path / "out")
    assert build(source, tmp_path / "out").shards_reused == 2


def test_a_missing_source_is_said_before_anything_is_made(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        build(tmp_path / "missing", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_foreign_files_are_never_touched(source, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "tesis.docx").write_bytes(b"x")
    for fresh in (False, True):
        with pytest.raises(OutputError, match=r"holds other files \(tesis\.docx\)"):
            build(source, out, fresh=fresh)
    assert contents(out) == {"tesis.docx": b"x"}


def test_a_manifest_of_another_tool_is_foreign(source, tmp_path):
    write_articles(tmp_path / "out", ["{}"], name="manifest.json")
    with pytest.raises(OutputError, match=r"holds other files \(manifest\.json\)"):
        build(source, tmp_path / "out")


def test_an_empty_repository_can_be_filled(source, tmp_path):
    (tmp_path / "out/.git").mkdir(parents=True)
    (tmp_path / "out/.git/HEAD").write_text("ref: refs/heads/main\n")
    build(source, tmp_path / "out")
    assert (tmp_path / "out/.git/HEAD").exists()
    assert not (tmp_path / "out/.sejajar").exists()


def test_an_output_place_that_is_a_file_is_refused(source, tmp_path):
    (tmp_path / "out").write_text("x")
    for out in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(OutputError, match="is a file"):
            build(source, out)


def test_an_unwritable_place_is_refused_before_translating(source, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    translator = FakeTranslator()
    with pytest.raises(OutputError, match="is not writable"):
        build(source, tmp_path / "out", translator=translator)
    assert translator.calls == []


def test_the_output_may_not_lie_among_the_articles(source, tmp_path):
    with pytest.raises(OutputError, match="lies inside the SOURCE"):
        build(source, source / "out")
    assert not (source / "out").exists()


@pytest.mark.parametrize("moment", range(2, 30, 5))
def test_a_full_disk_is_one_clear_line_and_loses_nothing(source, tmp_path, monkeypatch, moment):
    out, expected = tmp_path / "out", undisturbed(source, tmp_path)
    calls = []

    def full(handle):
        calls.append(handle)
        if len(calls) >= moment:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"No space left on device; .*") as caught:
        build(source, out)
    assert "\n" not in str(caught.value)
    monkeypatch.undo()
    build(source, out)
    assert contents(out) == expected


def test_two_builds_in_one_folder_are_kept_apart(source, tmp_path):
    (tmp_path / "out/.sejajar").mkdir(parents=True)
    with FileLock(tmp_path / "out/.sejajar/lock"), pytest.raises(OutputError, match="another process is building"):
        build(source, tmp_path / "out")
    assert not build(source, tmp_path / "out").already_done


def test_phases_are_told_in_order(source, tmp_path):
    for phases in (["translating", "comparing", "writing"], ["checking"]):
        listener = Listener()
        build(source, tmp_path / "out", observer=listener)
        assert listener.phases == phases


def test_limit_and_text_column_reach_the_reader(tmp_path):
    source = write_articles(tmp_path / "berita", [{"isi": article["text"]} for article in ARTICLES])
    report = build(source, tmp_path / "out", BuildPlan(limit=2, text_column="isi"))
    assert report.counts.articles == 2


def test_counts_agree_with_segmentation(source, tmp_path):
    counts = build(source, tmp_path / "out").counts
    spans = [span for article in ARTICLES for span in segment(article["text"])]
    assert counts.spans == len(spans)
    assert sum(counts.role_characters.values()) == sum(span.end - span.start for span in spans)


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, corpus, translate; corpus.build_corpus; corpus.BuildPlan;"
        "heavy = {'torch', 'transformers', 'ctranslate2', 'datasets', 'pyarrow', 'ray'} & set(sys.modules);"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_public_names_are_these():
    import corpus

    assert corpus.__all__ == [
        "Article",
        "BuildPlan",
        "BuildReport",
        "Rejection",
        "SentencePair",
        "align",
        "append_to_corpus",
        "build_corpus",
        "pair_articles",
        "read_articles",
        "versions_of",
    ]
    for name in corpus.__all__:
        assert getattr(corpus, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = corpus.nothing


def test_fresh_does_away_with_unfinished_work(source, tmp_path):
    with pytest.raises(ModelError):
        build(source, tmp_path / "out", translator=FakeTranslator(fails_at=3))
    translator = FakeTranslator()
    assert build(source, tmp_path / "out", translator=translator, fresh=True).shards_reused == 0
    assert len(translator.calls) == 3


def test_there_is_no_manifest_while_files_are_being_replaced(source, tmp_path, monkeypatch):
    build(source, tmp_path / "out")

    def fails(path, ignore_errors=False):
        if not ignore_errors:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))

    monkeypatch.setattr("corpus.output_folder.shutil.rmtree", fails)
    with pytest.raises(OutputError, match="Input/output error; all translations are kept"):
        build(source, tmp_path / "out", translator=FakeTranslator("2"), fresh=True)
    assert not (tmp_path / "out/manifest.json").exists()
