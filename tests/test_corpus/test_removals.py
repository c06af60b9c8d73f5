import json
import os
from collections import Counter

import datasets
import pytest
from corpus_fakes import ARTICLES, FakeTranslator, contents, write_articles

from corpus import BuildPlan, build_corpus
from corpus.counts import Counts
from corpus.finished_corpus import open_corpus
from corpus.inspection.ledger import explain
from corpus.inspection.report_text import text_lines
from corpus.similarity import jaccard, shingles
from translate.errors import ModelError, SettingError
from translate.overlap import letters_only
from translate.sentences import Translation

BOILERPLATE = "Aturan baru itu berlaku di seluruh kabupaten mulai bulan depan."
LONG = "Para nelayan di pesisir utara sudah kembali melaut sejak Senin pagi karena cuaca mulai membaik."
NEAR = f"“{LONG[:-1]},” kata petugas."
CROWD = [
    *({**article, "text": f"{article['text']}\n\n{BOILERPLATE}"} for article in ARTICLES),
    {"id": "b1", "text": f"Pelabuhan itu ramai lagi.\n\n{LONG}"},
    {"id": "b2", "text": f"{NEAR}\n\nIkan sudah dijual di pasar pagi."},
    {"id": "b3", "text": ARTICLES[1]["text"]},
]
SCORES = {BOILERPLATE: -0.5, LONG: -0.9, NEAR: -0.4}


class ScoringTranslator(FakeTranslator):
    """Scores the sentences of ``SCORES`` as that says, and others by their length."""

    def translate(self, sentences, options=None):
        return [
            Translation(
                source=one.source, text=one.text, score=SCORES.get(one.source, -len(one.source) / 1000), flags=()
            )
            for one in super().translate(sentences, options)
        ]


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda handle: None)


def build(folder, records=CROWD, name="out", **settings):
    source = write_articles(folder / "in", records)
    plan = BuildPlan(
        **{"shard_articles": 3, "near_threshold": 0.8, "exclude_threshold": 0.8, "filters": (), **settings}
    )
    return build_corpus([source], folder / name, plan, translator=ScoringTranslator())


def rows(folder, table, name="out"):
    return list(open_corpus(folder / name).rows(table))


def test_boilerplate_near_and_whole_copies_leave_one_each(tmp_path):
    report = build(tmp_path)
    pairs = rows(tmp_path, "pairs")
    texts = [row["translation"]["id"] for row in pairs]
    assert texts.count(BOILERPLATE) == 1
    assert (texts.count(LONG), texts.count(NEAR)) == (0, 1)
    assert not [row for row in pairs if row["article_id"] == "b3"]
    assert report.counts.duplicates == 4 + 1 + 2
    assert (report.counts.rules["duplicates/exact"], report.counts.rules["duplicates/near"]) == (6, 1)


def test_what_was_taken_out_is_in_the_ledger_with_the_pair_that_stays(tmp_path):
    build(tmp_path)
    pairs = {row["pair_id"]: row for row in rows(tmp_path, "pairs")}
    ledger = [row for row in rows(tmp_path, "rejected") if row["stage"] == "duplicates"]
    matches = {(row["article_id"], row["position"]): row for row in rows(tmp_path, "matches")}
    assert len(ledger) == len(matches) == 7
    for row in ledger:
        match = matches[row["article_id"], row["position"]]
        kept = pairs[match["matched"]]
        assert (match["stage"], match["rule"], match["similarity"]) == (row["stage"], row["rule"], row["value"])
        one, other = (shingles(letters_only(text)) for text in (row["id"], kept["translation"]["id"]))
        assert row["value"] == jaccard(one, other) >= row["threshold"]
        assert row["en"] == FakeTranslator().translate([row["id"]])[0].text
        assert kept["score"] >= SCORES.get(row["id"], -len(row["id"]) / 1000)
    (near,) = [row for row in ledger if row["rule"] == "near"]
    assert (near["article_id"], near["id"], near["threshold"]) == ("b1", LONG, 0.8)


def test_the_english_of_an_article_stays_whole_and_its_pairs_are_counted(tmp_path):
    build(tmp_path)
    build(tmp_path, name="none", deduplicate="none")
    left = Counter(row["article_id"] for row in rows(tmp_path, "pairs"))
    for row, whole in zip(rows(tmp_path, "articles"), rows(tmp_path, "articles", "none"), strict=True):
        assert row == {**whole, "n_pairs": left[row["article_id"]]}


def test_shards_of_another_size_and_a_broken_build_change_no_row(tmp_path):
    tables = ("pairs", "articles", "rejected", "matches")
    build(tmp_path, shard_articles=1)
    for size in (2, 50):
        build(tmp_path, name=str(size), shard_articles=size)
        for table in tables:
            assert rows(tmp_path, table, str(size)) == rows(tmp_path, table), table
    broken = ScoringTranslator(fails_at=3)
    plan = BuildPlan(shard_articles=2, near_threshold=0.8, exclude_threshold=0.8, filters=())
    with pytest.raises(ModelError):
        build_corpus([tmp_path / "in"], tmp_path / "again", plan, translator=broken)
    build(tmp_path, name="again", shard_articles=2)
    assert contents(tmp_path / "again") == contents(tmp_path / "2")


def test_nothing_is_lost(tmp_path):
    together = build(tmp_path, name="none", deduplicate="none").counts
    assert (together.duplicates, together.excluded) == (0, 0)
    assert not (tmp_path / "none/data/matches").exists()
    for mode in ("exact", "near"):
        counts = build(tmp_path, name=mode, deduplicate=mode).counts
        counts.check()
        assert counts.pairs + counts.duplicates == together.pairs
        texts = [
            sorted((row["article_id"], row["position"]) for row in rows(tmp_path, "pairs", one))
            for one in (mode, "none")
        ]
        gone = [(row["article_id"], row["position"]) for row in rows(tmp_path, "matches", mode)]
        assert sorted(texts[0] + gone) == texts[1]


def test_pairs_of_test_sets_are_kept_out_before_duplicates_are_looked_for(tmp_path):
    (tmp_path / "dev.tsv").write_text(f"{NEAR}\tx\n", encoding="utf-8")
    (tmp_path / "other.txt").write_text("Kalimat ini tidak ada di mana pun juga.\n", encoding="utf-8")
    report = build(tmp_path, exclude=(str(tmp_path / "dev.tsv"), str(tmp_path / "other.txt")))
    assert report.counts.excluded == 2
    assert report.counts.test_sets == {"dev.tsv": 2, "other.txt": 0}
    found = {row["article_id"]: row for row in rows(tmp_path, "matches") if row["stage"] == "excluded"}
    assert {name: (row["rule"], row["matched"]) for name, row in found.items()} == {
        "b1": ("near", "dev.tsv:1"),
        "b2": ("exact", "dev.tsv:1"),
    }
    assert not {LONG, NEAR} & {row["translation"]["id"] for row in rows(tmp_path, "pairs")}
    card = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert "| other.txt | 0 |" in card


def test_who_keeps_near_duplicates_keeps_test_sentences_out_all_the_same(tmp_path):
    (tmp_path / "dev.txt").write_text(f"{NEAR}\n", encoding="utf-8")
    for settings in ({"near_threshold": 1.0}, {"deduplicate": "none"}):
        report = build(tmp_path, name=str(settings), exclude=(str(tmp_path / "dev.txt"),), **settings)
        assert report.counts.excluded == 2
        (near,) = [row for row in rows(tmp_path, "rejected", str(settings)) if row["rule"] == "near"]
        assert (near["stage"], near["threshold"]) == ("excluded", 0.8)
    report = build(tmp_path, name="exact", exclude=(str(tmp_path / "dev.txt"),), exclude_threshold=1.0)
    assert report.counts.excluded == 1


def test_no_pair_gives_way_to_one_that_was_kept_out_itself(tmp_path):
    (tmp_path / "dev.txt").write_text(LONG, encoding="utf-8")
    between, far = f"Kemarin {LONG}", f"Kemarin {LONG[:-1]}, ujar petugas itu."
    records = [{"id": name, "text": f"Pasar {name} buka.\n\n{text}"} for name, text in (("a", between), ("b", far))]
    alike = {text: shingles(letters_only(text)) for text in (LONG, between, far)}
    assert jaccard(alike[LONG], alike[between]) >= 0.8 > jaccard(alike[LONG], alike[far])
    assert jaccard(alike[between], alike[far]) >= 0.8
    build(tmp_path, records, exclude=(str(tmp_path / "dev.txt"),))
    assert [row["article_id"] for row in rows(tmp_path, "matches")] == ["a"]
    assert far in {row["translation"]["id"] for row in rows(tmp_path, "pairs")}


def test_explain_says_what_a_duplicate_is_like(tmp_path):
    build(tmp_path)
    corpus = open_corpus(tmp_path / "out")
    trace = explain(corpus, LONG)
    (near,) = [row for row in rows(tmp_path, "pairs") if row["translation"]["id"] == NEAR]
    assert (trace.stage, trace.rule, trace.matched) == ("duplicates", "near", near["pair_id"])
    assert f"dropped     by near, in the stage duplicates, like {near['pair_id']}" in list(text_lines(trace, corpus))
    kept = explain(corpus, near["pair_id"])
    assert (kept.id, kept.stage, kept.matched) == (NEAR, None, None)


def test_every_removed_pair_has_its_similarity_and_the_limit_it_reached(tmp_path):
    test_set = tmp_path / "dev.txt"
    test_set.write_text(f"{ARTICLES[4]['text'].split('. ')[0]}\n{NEAR}\n", encoding="utf-8")
    build(tmp_path, exclude=(str(test_set),), exclude_threshold=0.75)
    removed = [row for row in rows(tmp_path, "rejected") if row["stage"] in ("excluded", "duplicates")]
    limits = {("excluded", "exact"): 1.0, ("excluded", "near"): 0.75, ("duplicates", "exact"): 1.0}
    assert {(row["stage"], row["rule"]) for row in removed} == set(limits)
    similar = {(row["article_id"], row["position"]): row["similarity"] for row in rows(tmp_path, "matches")}
    for row in removed:
        assert row["threshold"] == limits[row["stage"], row["rule"]]
        assert row["value"] == similar[row["article_id"], row["position"]] >= row["threshold"]
        assert (row["value"] == 1) == (row["rule"] == "exact")


def test_another_test_set_is_another_recipe_and_costs_no_translation(tmp_path):
    test_set = tmp_path / "dev.txt"
    test_set.write_text(f"{LONG}\n", encoding="utf-8")
    first = build(tmp_path, exclude=(str(test_set),))
    manifest = json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["recipe"]["files"]["exclude"][0][0] == "dev.txt"
    test_set.write_text(f"{BOILERPLATE}\n", encoding="utf-8")
    second = build(tmp_path, name="second", exclude=(str(test_set),))
    assert first.recipe_sha256 != second.recipe_sha256
    assert (first.counts.excluded, second.counts.excluded) == (2, 5)


def test_a_corpus_without_its_duplicates_loads(tmp_path):
    report = build(tmp_path, splits={"train": 0.5, "test": 0.5})
    loaded = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert sum(len(split) for split in loaded.values()) == report.counts.pairs
    rejected = datasets.load_dataset(str(tmp_path / "out"), "rejected", cache_dir=str(tmp_path / "cache"))
    assert sum(len(split) for split in rejected.values()) == report.counts.rejected


@pytest.mark.parametrize("settings", [{"near_threshold": 0.3}, {"exclude_threshold": 1.1}, {"deduplicate": "nearly"}])
def test_settings_that_do_not_fit_are_named(settings):
    with pytest.raises(SettingError, match=next(iter(settings))):
        BuildPlan(**settings)


def test_flags_are_counted_for_pairs_that_stay(tmp_path):
    records = [{"id": str(number), "text": "Warga\xa0 berkumpul di balai desa pagi ini."} for number in range(3)]
    counts: Counts = build(tmp_path, records).counts
    stored = Counter(flag for row in rows(tmp_path, "pairs") for flag in row["flags"])
    assert (counts.pairs, counts.duplicates, dict(counts.flags)) == (1, 2, dict(stored))
