"""Quality in a corpus: a column, a limit, the ledger, and what another limit would change."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from corpus_fakes import ARTICLES, FakeTranslator, write_articles

from corpus.build import build_corpus
from corpus.finished_corpus import open_corpus
from corpus.inspection import as_record, collect, explain, make_page, what_if
from corpus.plan import BuildPlan
from translate.errors import SettingError

DOUBTFUL = "Warga berharap harga segera turun."


class DoubtingTranslator(FakeTranslator):
    """Gives one sentence a low quality, and one none."""

    def translate(self, sentences, options=None):
        from dataclasses import replace

        values = {DOUBTFUL: 0.2, "Tiket masuk dijual di gerbang utara.": None}
        found = super().translate(sentences, options)
        return [replace(one, quality=values.get(one.source, 0.75)) for one in found]


def built(folder: Path, **settings: object) -> Path:
    write_articles(folder / "in", ARTICLES)
    build_corpus([folder / "in"], folder / "out", BuildPlan(**settings), translator=DoubtingTranslator())  # type: ignore[arg-type]
    return folder / "out"


def rows(folder: Path, subset: str) -> list[dict]:
    return [
        row for path in sorted((folder / "data" / subset).glob("*.parquet")) for row in pq.read_table(path).to_pylist()
    ]


def test_every_pair_has_its_quality_and_none_is_left_out_unless_asked(tmp_path: Path) -> None:
    pairs = {row["translation"]["id"]: row["quality"] for row in rows(built(tmp_path), "pairs")}
    assert pairs.pop(DOUBTFUL) == 0.2
    assert pairs.pop("Tiket masuk dijual di gerbang utara.") is None
    assert set(pairs.values()) == {0.75}


def test_a_pair_below_the_least_quality_is_in_the_ledger_with_value_and_limit(tmp_path: Path) -> None:
    folder = built(tmp_path, min_quality=0.5)
    (dropped,) = [row for row in rows(folder, "rejected") if row["rule"] == "quality"]
    assert (dropped["id"], dropped["stage"]) == (DOUBTFUL, "filters")
    assert (dropped["value"], dropped["threshold"]) == (0.2, 0.5)
    assert None in {row["quality"] for row in rows(folder, "pairs")}, "what cannot be told is no ground to drop a pair"
    trace = explain(open_corpus(folder), DOUBTFUL)
    assert ("quality", 0.2, 0.5, False) in {(one.name, one.value, one.threshold, one.passed) for one in trace.rules}


def test_another_least_quality_can_be_tried_on_what_is_stored(tmp_path: Path) -> None:
    corpus = open_corpus(built(tmp_path))
    result = what_if(corpus, {"quality": 0.5})
    assert (result.newly_dropped, result.newly_kept) == (1, 0)
    assert [one.id for one in result.would_drop] == [DOUBTFUL]
    again = open_corpus(built(tmp_path / "strict", min_quality=0.9))
    assert what_if(again, {"quality": 0.5}).newly_kept == again.counts.rules["filters/quality"] - 1


def test_statistics_and_page_show_quality(tmp_path: Path) -> None:
    corpus = open_corpus(built(tmp_path))
    statistics = collect(corpus)
    kept, _ = statistics.measures["quality"]
    assert kept.total == corpus.counts.pairs - 1
    assert kept.quantile(0.5) == 0.75
    assert json.loads(json.dumps(as_record(statistics)))["measures"]["quality"]["kept"]["values"] == kept.total
    assert "how likely a reader accepts the sense" in make_page(corpus, statistics)


def test_a_corpus_without_the_column_still_opens(tmp_path: Path) -> None:
    folder = built(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for path in (folder / "data" / "pairs").glob("*.parquet"):
        table = pq.read_table(path)
        pq.write_table(table.drop_columns(["quality"]), path)
        manifest["files"][f"data/pairs/{path.name}"]["bytes"] = path.stat().st_size
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    corpus = open_corpus(folder)
    assert collect(corpus).measures["quality"][0].total == 0
    assert make_page(corpus, collect(corpus))
    assert explain(corpus, DOUBTFUL).quality is None


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"min_quality": 1.5}, "`min_quality` is 1.5, expected a number from 0 to 1"),
        ({"min_quality": float("nan")}, "`min_quality` is nan, expected a number from 0 to 1"),
        ({"min_quality": 0.5, "thresholds": {"quality": 0.4}}, "`min_quality` and the threshold of 'quality'"),
        ({"min_quality": 0.5, "filters": ("copy",)}, "'quality' is not among 'filters'"),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings: dict, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        BuildPlan(**settings)
