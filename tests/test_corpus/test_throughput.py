"""The rate of a build, the warning when it falls, and its progress as JSON."""

import json

import pytest
from corpus_fakes import FakeTranslator, write_articles
from executor_fakes import BROKEN, FailingTranslator, many_articles

from corpus import BuildPlan, build_corpus
from corpus.build_log import BuildLog
from corpus.throughput import Throughput


def warnings(seconds_a_shard):
    """Return the numbers of the shards, from 1, after which the rate is called low; each has 100 sentences."""
    throughput, now, found = Throughput(0.0), 0.0, {}
    for number, seconds in enumerate(seconds_a_shard, start=1):
        now += seconds
        told = throughput.add(100, now)
        if told:
            found[number] = told
    return found


def test_a_rate_below_half_of_its_median_is_told_once_a_window():
    found = warnings([1.0] * 120 + [3.0] * 40 + [1.0] * 40)
    assert list(found) == [140, 160]
    assert found[140] == pytest.approx((100 / 3, 100.0))


def test_a_steady_or_growing_rate_a_single_slow_shard_and_a_slow_start_are_not():
    assert warnings([1.0] * 400) == {}
    assert warnings([5.0] * 40 + [1.0] * 200) == {}
    assert warnings([1.0] * 150 + [15.0] + [1.0] * 100) == {}
    assert warnings([1.0] * 60 + [9.0] * 20) == {}, "too few windows to know what is usual"


def test_the_rate_counts_all_sentences_since_the_start():
    throughput = Throughput(10.0)
    throughput.add(30, 12.0)
    throughput.add(30, 14.0)
    assert throughput.rate == 15.0


def test_a_log_tells_phases_shards_retries_and_what_failed(tmp_path):
    articles = many_articles(5)
    articles[2]["text"] += f" {BROKEN}"
    records = []
    source = write_articles(tmp_path / "berita", articles)
    log = BuildLog(records.append)
    build_corpus([str(source)], tmp_path / "out", BuildPlan(shard_articles=2), translator=_failing, observer=log)
    assert [one["name"] for one in records if one["event"] == "phase"] == ["translating", "comparing", "writing"]
    shards = [(one["number"], one["reused"], one["articles"]) for one in records if one["event"] == "shard"]
    assert shards == [(0, False, 2), (1, False, 1), (2, False, 1)]
    assert [one["tries"] for one in records if one["event"] == "retry"] == [1, 2, 3]
    failed = [(one["place"], one["rule"]) for one in records if one["event"] == "unreadable"]
    assert (failed, log.unreadable) == ([("b2", "processing_failed")], 1)
    assert json.loads(json.dumps(records)) == records
    seconds = [one["seconds"] for one in records]
    assert seconds == sorted(seconds)


def _failing(plan):
    return FailingTranslator()


def test_reused_shards_do_not_count_as_speed(tmp_path):
    source = write_articles(tmp_path / "berita", many_articles(6))
    with pytest.raises(Exception, match="the engine broke"):
        plan = BuildPlan(shard_articles=2)
        build_corpus([str(source)], tmp_path / "out", plan, translator=FakeTranslator(fails_at=3))
    records = []
    log = BuildLog(records.append)
    build_corpus([str(source)], tmp_path / "out", plan, translator=FakeTranslator(), observer=log)
    rates = [one["sentences_per_second"] for one in records if one["event"] == "shard"]
    assert rates[:2] == [0.0, 0.0] and rates[2] > 0
