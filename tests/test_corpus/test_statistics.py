"""What stats counts, what another threshold would change, and the page that shows it."""

import itertools
import json
import math
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from finished_fakes import HOSTILE, add_scores, make_corpus
from hypothesis import given
from hypothesis import strategies as st

from corpus.finished_corpus import open_corpus
from corpus.inspection.filter_statistics import collect_filters, what_if
from corpus.inspection.histograms import HistogramCounter, Scale
from corpus.inspection.plots import Branch, flow_plot, histogram_plot
from corpus.inspection.report_page import make_page
from corpus.inspection.report_text import as_record, text_lines
from corpus.inspection.sampling import Sample
from corpus.inspection.statistics import MEASURES, collect
from translate.errors import InputError, SettingError

# Sixteenths, which binary numbers hold exactly, so that no step's border is a matter of opinion.
NUMBERS = st.lists(st.integers(-320, 320).map(lambda number: number / 16) | st.just(math.nan), max_size=50)
SCALE = Scale(low=-10.0, high=10.0, step=0.5)
RULES = {
    "length_ratio": {"threshold": 2.0, "direction": "at_most"},
    "language": {"threshold": 0.5, "direction": "at_least"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def statistics(folder: Path):
    return collect(open_corpus(folder))


def rows_of(folder: Path, subset: str) -> list[dict]:
    return list(open_corpus(folder).rows(subset))


def test_everything_is_counted_once(folder: Path, statistics) -> None:
    counts, pairs, rejected = statistics.counts, rows_of(folder, "pairs"), rows_of(folder, "rejected")
    assert (counts.pairs, counts.rejected) == (len(pairs), len(rejected))
    assert statistics.flagged_pairs == sum(bool(row["flags"]) for row in pairs) == 1 + counts.flags["repaired"]
    assert sum(sum(table.values()) for table in statistics.dropped.values()) == len(rejected)
    assert sum(statistics.left_out.values()) == counts.other_roles
    assert sum(sum(table.values()) for table in statistics.roles.values()) == counts.spans
    assert statistics.refused == counts.unreadable == 1
    assert statistics.origins == {"mt:fake@1": len(pairs)}
    for name in MEASURES:
        kept, dropped = statistics.measures[name]
        assert kept.total == len(pairs)
        assert dropped.total == (0 if name in {"score", "quality"} else 2)


def test_roles_are_counted_for_the_source_of_their_article(folder: Path, statistics) -> None:
    sources = {row["article_id"]: row["source"] or "not stated" for row in rows_of(folder, "articles")}
    wanted = Counter(
        (sources[row["article_id"]], row["role"])
        for subset in ("pairs", "rejected")
        for row in rows_of(folder, subset)
        if row["position"] is not None
    )
    found = {(source, role): n for source, table in statistics.roles.items() for role, n in table.items()}
    assert found == wanted
    assert statistics.roles["not stated"]["related"] == 1
    assert statistics.roles["Kabar Desa"]["headline"] == 1


def test_lengths_are_words_and_ratios_are_characters(folder: Path, statistics) -> None:
    pairs = [row["translation"] for row in rows_of(folder, "pairs")]
    for code in ("id", "en"):
        words = [len(pair[code].split()) for pair in pairs]
        kept, _ = statistics.measures[f"words_{code}"]
        assert kept.mean == pytest.approx(np.mean(words))
        assert kept.quantile(0.5) == sorted(words)[(len(words) - 1) // 2]
    ratios = [len(pair["en"]) / len(pair["id"]) for pair in pairs]
    assert statistics.measures["length_ratio"][0].mean == pytest.approx(np.mean(ratios))
    assert statistics.measures["score"][0].mean == pytest.approx(-0.25)


def test_examples_are_of_their_kind(folder: Path, statistics) -> None:
    texts = {f"{row['article_id']}:{row['position']}": row for row in rows_of(folder, "pairs")}
    assert 0 < len(statistics.kept) <= 6
    assert all(not texts[example.key]["flags"] for example in statistics.kept)
    for flag, examples in statistics.flagged.items():
        assert all(flag in texts[example.key]["flags"] for example in examples)
    assert {rule.split(": ")[1] for rule in statistics.rejected} == {"copy", "repetition", "role related"}
    (copied,) = statistics.rejected["filters: copy"]
    assert copied.value > copied.threshold


def test_a_corpus_that_was_changed_is_refused(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path)
    path = next((folder / "data" / "pairs").glob("*.parquet"))
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(InputError, match="was changed since the corpus was built"):
        open_corpus(folder)
    path.unlink()
    with pytest.raises(InputError, match="is missing"):
        open_corpus(folder)


def test_text_and_json_say_the_same(statistics, folder: Path) -> None:
    record = json.loads(json.dumps(as_record(statistics)))
    text = "\n".join(text_lines(statistics, open_corpus(folder)))
    assert f"{record['counts']['pairs']} pairs" in text
    assert re.search(rf"words_id +{record['measures']['words_id']['kept']['mean']:.3g} ", text)
    kept = record["measures"]["words_en"]["kept"]
    assert sum(kept["counts"]) + kept["below"] + kept["above"] == kept["values"] == record["counts"]["pairs"]


@given(values=NUMBERS)
def test_a_histogram_counts_every_number_once_and_in_its_step(values: list[float]) -> None:
    counter = HistogramCounter(SCALE)
    for half in (values[::2], values[1::2]):
        counter.add(np.array(half, dtype=np.float64))
    histogram, known = counter.finish(), sorted(value for value in values if not math.isnan(value))
    assert histogram.total == len(known)
    assert histogram.below == sum(value < -10 for value in known)
    assert histogram.above == sum(value >= 10 for value in known)
    for number, count in enumerate(histogram.counts):
        low, high = -10 + number * 0.5, -9.5 + number * 0.5
        assert count == sum(low <= value < high for value in known)
    if known:
        assert histogram.mean == pytest.approx(sum(known) / len(known), abs=1e-9)
        for share in (0.05, 0.5, 1.0):
            exact = known[max(math.ceil(share * len(known)) - 1, 0)]
            assert min(exact, 10) - 0.5 < histogram.quantile(share) <= max(exact, -10)
    window = histogram.window(-5.0, 5.0, 4)
    assert (window.total, window.low, window.step, len(window.counts)) == (histogram.total, -5.0, 2.0, 5)


@given(values=NUMBERS, others=NUMBERS, logarithmic=st.booleans())
def test_a_plot_shows_every_value_within_its_frame(values, others, logarithmic) -> None:
    kept, dropped = HistogramCounter(SCALE), HistogramCounter(SCALE)
    kept.add(np.array(values, dtype=np.float64))
    dropped.add(np.array(others, dtype=np.float64))
    plot = histogram_plot(kept.finish(), dropped.finish(), {"limit": 3.0}, logarithmic=logarithmic)
    shown = Counter({"kept": 0, "dropped": 0})
    for bar in plot.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= plot.width + 1e-6
        assert 0 <= bar.y <= bar.y + bar.height <= plot.base + 1e-6
        assert bar.height >= 1
        number, kind = re.search(r": ([\d,]+) (\w+)$", bar.title).groups()
        shown[kind] += int(number.replace(",", ""))
    assert shown == {"kept": kept.finish().total, "dropped": dropped.finish().total}
    assert all(0 <= label.x <= plot.width + 1e-6 for label in (*plot.labels, *plot.lines))


@given(st.lists(st.lists(st.integers(1, 10**7), min_size=1, max_size=9), min_size=1, max_size=3))
def test_labels_of_a_flow_stand_apart(numbers: list[list[int]]) -> None:
    parts = tuple(
        Branch(
            name="p", number=sum(own), kind="kept", parts=tuple(Branch(name="l", number=n, kind="kept") for n in own)
        )
        for own in numbers
    )
    whole = Branch(name="all", number=sum(part.number for part in parts), kind="all", parts=parts)
    plot = flow_plot(whole, width=400, columns=(0, 130, 260))
    assert len(plot.bars) == len(plot.labels) == 1 + sum(1 + len(own) for own in numbers)
    for column in (0, 130, 260):
        heights = sorted(label.y for label in plot.labels if label.x == column + 17)
        assert all(second - first >= 16 for first, second in itertools.pairwise(heights))
        assert all(0 <= height <= plot.height + 5 for height in heights)


@given(st.sets(st.text(max_size=5), max_size=20), st.integers(0, 6), st.randoms(use_true_random=False))
def test_a_sample_does_not_depend_on_the_order(keys: set[str], size: int, random) -> None:
    samples = []
    for _ in range(2):
        order = sorted(keys)
        random.shuffle(order)
        sample = Sample[str](size)
        for key in order:
            sample.add(key, key)
        samples.append(sample.items())
    assert samples[0] == samples[1]
    assert len(samples[0]) == min(size, len(keys))


SCORES = {
    ("a1", 0): {"length_ratio": 1.9, "language": 0.9},
    ("a1", 1): {"length_ratio": 1.2, "language": 0.5},
    ("a1", 2): {"length_ratio": 2.0, "language": None},
    ("a4", 0): {"length_ratio": 1.1, "language": 0.7},
    # Dropped by its length alone; by length and language.
    ("a5", 1): {"length_ratio": 2.4, "language": None},
    ("a2", 1): {"length_ratio": 2.2, "language": 0.1},
}


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory):
    folder = make_corpus(tmp_path_factory.mktemp("scored"))
    add_scores(folder, SCORES, RULES)
    return open_corpus(folder)


@pytest.mark.parametrize(
    ("thresholds", "kept", "dropped"),
    [
        ({"length_ratio": 2.0}, set(), set()),
        ({"length_ratio": 2.5}, {"a5:1"}, set()),
        ({"length_ratio": 1.5}, set(), {"a1:0", "a1:2"}),
        ({"language": 0.6}, set(), {"a1:1"}),
        ({"language": 0.0}, set(), set()),  # a2:1 is still too long
        ({"language": 0.0, "length_ratio": 2.3}, {"a2:1"}, set()),
        ({"language": 0.8, "length_ratio": 3.0}, {"a5:1"}, {"a1:1", "a4:0"}),
    ],
)
def test_another_threshold_is_tried_on_the_stored_scores(thresholds, kept, dropped, scored) -> None:
    result = what_if(scored, thresholds)
    assert {change.key for change in result.would_keep} == kept
    assert {change.key for change in result.would_drop} == dropped
    assert (result.newly_kept, result.newly_dropped) == (len(kept), len(dropped))
    assert result.kept_then == scored.counts.pairs
    assert result.kept_now == result.kept_then + len(kept) - len(dropped)
    texts = {f"{r['article_id']}:{r['position']}": r for s in ("pairs", "rejected") for r in scored.rows(s)}
    for change in (*result.would_keep, *result.would_drop):
        row = texts[change.key]
        assert (change.id, change.en) == tuple((row.get("translation") or row)[code] for code in ("id", "en"))
        assert set(change.values) == set(thresholds)


def test_whole_numbers_have_whole_steps_and_a_mark_behind_the_limit(tmp_path: Path) -> None:
    values = dict(zip(SCORES, (0, 0, 0, 0, 1, 3), strict=True))
    folder = make_corpus(tmp_path)
    scores = {key: {"number_conflicts": value, "copy": value / 4} for key, value in values.items()}
    limits = {name: {"threshold": 0.0, "direction": "at_most"} for name in ("number_conflicts", "copy")}
    add_scores(folder, scores, limits)
    corpus = open_corpus(folder)
    conflicts, copied = collect_filters(corpus)
    assert (conflicts.kept.low, conflicts.kept.step, conflicts.kept.counts[0]) == (0, 1, 4)
    assert conflicts.dropped.counts[:4] == (0, 1, 0, 1)
    assert (conflicts.whole, copied.whole) == (True, False)
    page = make_page(corpus, collect(corpus))
    assert {"0: 4 kept", "1: 1 dropped", "3: 1 dropped"} <= set(re.findall("<title>([^<]*)</title>", page))
    plot = histogram_plot(conflicts.kept, conflicts.dropped, {"≤ 0": 1.0}, whole=True)
    zero, one, _ = sorted(plot.bars, key=lambda bar: bar.x)
    assert zero.x < plot.labels[0].x < zero.x + zero.width < plot.lines[0].x <= one.x
    assert plot.labels[0].text == "0"


def test_the_scale_of_a_filter_is_made_of_the_whole_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.finished_corpus._BATCH_ROWS", 2)
    folder = make_corpus(tmp_path)
    add_scores(folder, {key: {"length_ratio": number / 4} for number, key in enumerate(SCORES, start=5)}, RULES)
    found, _ = collect_filters(open_corpus(folder))
    assert found.kept.low <= 1.25 <= 2.5 <= found.kept.high
    assert found.kept.above == found.kept.below == 0


def test_a_flow_parts_filters_test_sets_and_duplicates(tmp_path: Path) -> None:
    from corpus_fakes import ARTICLES, FakeTranslator, write_articles

    from corpus.build import build_corpus
    from corpus.plan import BuildPlan

    write_articles(tmp_path / "in", [*ARTICLES, {**ARTICLES[0], "id": "again"}])
    (tmp_path / "test.txt").write_text("Pertandingan berlangsung selama dua jam.", encoding="utf-8")
    plan = BuildPlan(filters=(), exclude=(str(tmp_path / "test.txt"),))
    report = build_corpus([tmp_path / "in"], tmp_path / "out", plan, translator=FakeTranslator())
    counts = report.counts
    assert counts.rules["excluded/exact"]
    assert counts.rules["duplicates/exact"]
    corpus = open_corpus(tmp_path / "out")
    page = make_page(corpus, collect(corpus))
    for name, number in (("of test sets", counts.excluded), ("duplicates", counts.duplicates)):
        assert f"<title>{name}: {number} (" in page


def test_no_more_examples_than_asked_for(scored) -> None:
    result = what_if(scored, {"length_ratio": 1.0}, examples=1)
    assert result.newly_dropped == 4
    assert len(result.would_drop) == 1


def test_filters_are_counted_apart_for_kept_and_dropped(scored) -> None:
    found = {one.name: one for one in collect_filters(scored)}
    assert list(found) == ["length_ratio", "language"]
    assert (found["length_ratio"].kept.total, found["length_ratio"].dropped.total) == (4, 2)
    assert (found["language"].kept.total, found["language"].dropped.total) == (3, 1)
    for one in found.values():
        assert one.kept.low <= one.rule.threshold < one.kept.high


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "length_ration",
            r"no filter 'length_ration'; did you mean 'length_ratio'\? \(known: length_ratio, language",
        ),
    ],
)
def test_an_unknown_filter_is_named(name: str, said: str, scored) -> None:
    with pytest.raises(SettingError, match=said):
        what_if(scored, {name: 2.0})


def test_a_corpus_without_scores_says_so(tmp_path: Path) -> None:
    from corpus_fakes import ARTICLES, FakeTranslator, write_articles

    from corpus.build import build_corpus
    from corpus.plan import BuildPlan

    write_articles(tmp_path / "in", ARTICLES[:1])
    build_corpus([tmp_path / "in"], tmp_path / "out", BuildPlan(filters=()), translator=FakeTranslator())
    with pytest.raises(InputError, match="stores no scores of filters"):
        what_if(open_corpus(tmp_path / "out"), {"length_ratio": 2})


class Reader(HTMLParser):
    """Collects the elements, attributes and texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture(scope="module")
def page(scored) -> str:
    return make_page(scored, collect(scored))


def test_the_page_needs_nothing_but_itself_and_runs_nothing(page: str) -> None:
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    assert not {"script", "img", "iframe", "object", "link", "i b", "base", "form"} & set(reader.tags)
    assert reader.tags["style"] == 1
    names = {name for name, _ in reader.attributes}
    assert not {"src", "href", "srcset", "action"} & names
    assert not [name for name in names if name.startswith("on")]
    assert "url(" not in page
    assert "@import" not in page
    assert ("http-equiv", "Content-Security-Policy") in reader.attributes


def test_hostile_text_stands_in_the_page_as_text(page: str) -> None:
    reader = Reader()
    reader.feed(page)
    text = "\n".join(reader.texts)
    assert HOSTILE["source"] in text
    assert "<i>Beras</i>" in text
    assert "{{ 7 * 191 }}" in text
    assert "1337" not in text
    assert "\x1b" not in page
    assert any(HOSTILE["id"] in text for text in reader.texts)


def test_the_page_shows_what_was_counted(page: str, scored) -> None:
    statistics = collect(scored)
    reader = Reader()
    reader.feed(page)
    text = " ".join(" ".join(reader.texts).split())
    counts = scored.counts
    assert f"{counts.pairs} pairs + {counts.other_roles} that are not the article + {counts.dropped} dropped" in text
    assert "7 records read = 6 articles + 1 that could not be read" in text
    for example in (*statistics.kept, *(one for group in statistics.rejected.values() for one in group)):
        assert example.key in text
    assert reader.tags["figure"] == len(MEASURES) + len(RULES)


def test_an_empty_corpus_has_a_page_too(tmp_path: Path) -> None:
    from corpus_fakes import FakeTranslator, write_articles

    from corpus.build import build_corpus
    from corpus.plan import BuildPlan

    write_articles(tmp_path / "in", [{"id": "a", "text": "Baca juga: Banjir di Jakarta mulai surut"}])
    build_corpus([tmp_path / "in"], tmp_path / "out", BuildPlan(), translator=FakeTranslator())
    corpus = open_corpus(tmp_path / "out")
    assert corpus.counts.pairs == 0
    statistics = collect(corpus)
    assert "0 pairs + 1" in make_page(corpus, statistics)
    assert any("0 pairs" in line for line in text_lines(statistics, corpus))


def test_null_words_do_not_count() -> None:
    from corpus.inspection.histograms import floats_of

    counter = HistogramCounter(Scale(low=0.0, high=2.0, step=1.0))
    counter.add(floats_of(pa.array([1, None, 5])))
    assert (counter.finish().total, counter.finish().counts, counter.finish().above) == (2, (0, 1), 1)


def test_a_manifest_whose_filters_were_edited_is_refused(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path)
    add_scores(folder, {}, {"length_ratio": {"threshold": 2.0, "direction": "upwards"}})
    with pytest.raises(InputError, match=r"manifest.json' is damaged: 'filters.length_ratio.direction"):
        what_if(open_corpus(folder), {"length_ratio": 2})
