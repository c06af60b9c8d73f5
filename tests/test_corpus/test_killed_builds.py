"""A build whose process or workers are killed continues with any executor, and ends with the same bytes."""

import random
import signal

import executor_fakes
import pytest
from build_in_process import plan_of
from corpus_fakes import contents, write_articles
from executor_fakes import many_articles
from killed_builds import (
    SHARD_ARTICLES,
    continued,
    descendants,
    finished_shards,
    kill,
    started,
    translated_twice,
    wait_for,
)

from corpus import build_corpus

ARTICLES = 30


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return write_articles(tmp_path_factory.mktemp("berita"), many_articles(ARTICLES))


@pytest.fixture(scope="module")
def expected(source, tmp_path_factory):
    out = tmp_path_factory.mktemp("expected") / "out"
    build_corpus([str(source)], out, plan_of("inline"), translator=executor_fakes.fake)
    return contents(out)


@pytest.mark.parametrize(("first", "second"), [("local", "inline"), ("inline", "local")])
def test_a_build_whose_process_is_killed_is_continued_by_another_executor(source, expected, tmp_path, first, second):
    out, log = tmp_path / "out", tmp_path / "log"
    process = started(source, out, first, log)
    assert wait_for(lambda: finished_shards(out) >= 4, process)
    assert kill(process) == [], "workers outlive the build"
    at_least = finished_shards(out)
    shards, reused = continued(source, out, second, log)
    assert (shards, contents(out)) == (ARTICLES // SHARD_ARTICLES, expected)
    assert at_least <= reused < shards
    in_flight = 1 if first == "inline" else 2
    assert len(translated_twice(log)) <= in_flight * SHARD_ARTICLES


def test_a_build_goes_on_while_its_workers_are_killed(source, expected, tmp_path):
    out, log = tmp_path / "out", tmp_path / "log"
    process = started(source, out, "local", log)
    chance = random.Random(16)
    for moment in (2, 7):
        assert wait_for(lambda moment=moment: finished_shards(out) >= moment, process)
        workers = [one for one in descendants(process) if "spawn_main" in " ".join(one.cmdline())]
        chance.choice(workers).send_signal(signal.SIGKILL)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert contents(out) == expected
    assert len(translated_twice(log)) <= 2 * SHARD_ARTICLES
