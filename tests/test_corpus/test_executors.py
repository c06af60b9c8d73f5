"""Whatever executor processes the shards, the same rows come out; what fails is tried again, then set apart."""

import dataclasses
import os
import signal
import subprocess
import sys
from pathlib import Path

import executor_fakes
import psutil
import pytest
from corpus_fakes import FakeTranslator, contents, write_articles
from executor_fakes import BROKEN, DEADLY, many_articles

from corpus import BuildPlan, append_to_corpus, build_corpus
from corpus.counts import Counts
from corpus.executors.base import Failure, Outcome, WorkersError, ended_by
from corpus.finished_corpus import open_corpus
from corpus.observers import SilentObserver
from corpus.records import Article
from corpus.shard_runs import ShardError, ShardRuns
from corpus.shards import ShardReport, ShardStore, cut_shards
from translate.errors import ModelError, SettingError

HERE = Path(__file__).parent
INLINE = BuildPlan(shard_articles=2, threads=1)
LOCAL = dataclasses.replace(INLINE, executor="local", workers=2)


class Listener(SilentObserver):
    def __init__(self):
        self.retries, self.unreadable, self.shards = [], [], []

    def on_retry(self, shard, tries, reason):
        self.retries.append((shard, tries, reason))

    def on_unreadable(self, record):
        self.unreadable.append((record.article_id, record.rule, record.reason))

    def on_shard(self, report, *, reused):
        self.shards.append((report.number, reused))


@pytest.fixture
def source(tmp_path):
    return write_articles(tmp_path / "berita", many_articles(9))


def build(source, out, plan=INLINE, load=executor_fakes.fake, **options):
    return build_corpus([str(source)], out, plan, translator=load, **options)


def poisoned(number, *sentences):
    """Return articles of which the fifth and following have a sentence at which the engine fails."""
    articles = many_articles(number)
    for place, sentence in enumerate(sentences, start=4):
        articles[place]["text"] += f" {sentence}"
    return articles


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_local_workers_give_the_bytes_of_one_process(source, tmp_path, workers):
    build(source, tmp_path / "inline")
    report = build(source, tmp_path / "local", dataclasses.replace(LOCAL, workers=workers))
    assert contents(tmp_path / "local") == contents(tmp_path / "inline")
    assert (report.shards, report.shards_reused, report.counts.articles) == (5, 0, 9)


def test_a_real_model_gives_the_same_bytes_in_workers(source, tmp_path, tiny_model):
    plan = dataclasses.replace(INLINE, model=str(tiny_model), beam=2)
    build_corpus([str(source)], tmp_path / "inline", plan)
    build_corpus([str(source)], tmp_path / "local", dataclasses.replace(plan, executor="local", workers=2))
    assert contents(tmp_path / "local") == contents(tmp_path / "inline")


def test_a_build_may_be_continued_by_another_executor(source, tmp_path):
    build(source, tmp_path / "inline")
    with pytest.raises(ModelError):
        build(source, tmp_path / "out", load=FakeTranslator(fails_at=3))
    listener = Listener()
    report = build(source, tmp_path / "out", LOCAL, observer=listener)
    assert report.shards_reused == 2
    assert sorted(listener.shards) == [(0, True), (1, True), (2, False), (3, False), (4, False)]
    assert contents(tmp_path / "out") == contents(tmp_path / "inline")
    assert build(source, tmp_path / "out", INLINE).already_done


def test_no_worker_is_left_when_a_build_ends(source, tmp_path):
    before = {one.pid for one in psutil.Process().children(recursive=True)}
    build(source, tmp_path / "out", LOCAL)
    left = {one for one in psutil.Process().children(recursive=True) if one.pid not in before}
    # Python's own tracker of shared memory stays as long as the process.
    assert all("resource_tracker" in " ".join(one.cmdline()) for one in left)


@pytest.mark.parametrize("plan", [INLINE, LOCAL], ids=["inline", "local"])
def test_an_article_that_breaks_the_engine_goes_to_the_ledger(tmp_path, plan):
    source = write_articles(tmp_path / "berita", poisoned(9, BROKEN))
    listener = Listener()
    report = build(source, tmp_path / "out", plan, executor_fakes.failing, observer=listener)
    assert (report.counts.articles, report.counts.unreadable, report.counts.records) == (8, 1, 9)
    said = "its sentences could not be cut, translated or checked"
    reason = f"{said} (ValueError: no such piece); its text is in the ledger"
    assert listener.unreadable == [("b4", "processing_failed", reason)]
    assert [retry for retry in listener.retries if retry[0] != 2] == []
    assert [(tries, why) for _, tries, why in listener.retries] == [(n, "ValueError: no such piece") for n in (1, 2, 3)]
    corpus = open_corpus(tmp_path / "out")
    rows = [row for row in corpus.rows("rejected") if row["stage"] == "processing"]
    assert [(row["article_id"], row["rule"], row["position"]) for row in rows] == [("b4", "processing_failed", None)]
    assert (rows[0]["id"], rows[0]["reason"]) == (poisoned(9, BROKEN)[4]["text"], said)
    assert [row["article_id"] for row in corpus.rows("articles")] == [f"b{n}" for n in range(9) if n != 4]


def test_articles_that_fail_give_the_same_bytes_in_every_executor(tmp_path):
    source = write_articles(tmp_path / "berita", poisoned(9, BROKEN, "Kalimat biasa saja.", BROKEN))
    build(source, tmp_path / "inline", INLINE, executor_fakes.failing)
    build(source, tmp_path / "local", LOCAL, executor_fakes.failing)
    assert contents(tmp_path / "local") == contents(tmp_path / "inline")


def test_an_article_that_ends_the_process_goes_to_the_ledger_and_the_build_goes_on(tmp_path):
    source = write_articles(tmp_path / "berita", poisoned(7, DEADLY))
    listener = Listener()
    report = build(source, tmp_path / "out", LOCAL, executor_fakes.failing, observer=listener)
    assert (report.counts.articles, report.counts.unreadable) == (6, 1)
    assert [record[:2] for record in listener.unreadable] == [("b4", "worker_died")]
    assert "ended by signal 9" in listener.unreadable[0][2]


def test_a_lone_article_in_its_shard_that_fails_goes_to_the_ledger(tmp_path):
    source = write_articles(tmp_path / "berita", poisoned(6, BROKEN))
    plan = dataclasses.replace(INLINE, shard_articles=1)
    report = build(source, tmp_path / "out", plan, executor_fakes.failing)
    assert (report.counts.articles, report.counts.unreadable) == (5, 1)


def test_an_article_in_the_ledger_is_known_when_articles_are_added(tmp_path):
    source = write_articles(tmp_path / "berita", poisoned(6, BROKEN))
    build(source, tmp_path / "out", INLINE, executor_fakes.failing)
    report = append_to_corpus([str(source)], tmp_path / "out", INLINE, translator=executor_fakes.failing)
    assert (report.already_done, report.known) == (True, 6)


def test_an_engine_that_fails_at_everything_stops_the_build(tmp_path):
    source = write_articles(tmp_path / "berita", [{**one, "text": BROKEN} for one in many_articles(20)])
    with pytest.raises(ShardError, match="ValueError: no such piece"):
        build(source, tmp_path / "out", INLINE, executor_fakes.failing)
    assert not (tmp_path / "out").exists()


def test_a_worker_that_was_killed_is_replaced(tmp_path, monkeypatch):
    source = write_articles(tmp_path / "berita", many_articles(24))
    build(source, tmp_path / "inline", load=executor_fakes.slow)

    class Killer(Listener):
        """Kills one worker after the second shard, and both after the fifth."""

        def on_shard(self, report, *, reused):
            super().on_shard(report, reused=reused)
            victims = {2: 1, 5: 2}.get(len(self.shards), 0)
            workers = [one for one in psutil.Process().children() if "spawn_main" in " ".join(one.cmdline())]
            for one in workers[:victims]:
                os.kill(one.pid, signal.SIGKILL)

    killer = Killer()
    build(source, tmp_path / "local", LOCAL, executor_fakes.slow, observer=killer)
    assert contents(tmp_path / "local") == contents(tmp_path / "inline")
    assert len(killer.retries) <= 3
    assert sorted(number for number, _ in killer.shards) == list(range(12))


def test_a_script_without_a_guard_builds_once(source, tmp_path):
    script = tmp_path / "skrip.py"
    script.write_text(
        f"import sys\nsys.path[:0] = [{str(HERE)!r}, {str(HERE.parents[1])!r}]\nimport executor_fakes\n"
        "from corpus import BuildPlan, build_corpus\n"
        f"plan = BuildPlan(shard_articles=2, executor='local', workers=2)\n"
        f"build_corpus([{str(source)!r}], {str(tmp_path / 'out')!r}, plan, translator=executor_fakes.fake)\n"
        "print('built')\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "built\n", "")


def test_a_function_of_the_main_script_cannot_be_imported_by_workers(source, tmp_path):
    def load(plan):
        return FakeTranslator()

    load.__module__ = "__main__"
    with pytest.raises(SettingError, match="put it in a module of its own"):
        build(source, tmp_path / "out", LOCAL, load)


def test_a_worker_with_another_model_is_refused(source, tmp_path):
    with pytest.raises(ModelError, match=r'in another way than the build began \(model.revision "2", was "1"\)'):
        build(source, tmp_path / "out", dataclasses.replace(LOCAL, threads=0), executor_fakes.other_in_workers)


def test_workers_that_die_while_they_load_the_model_stop_the_build(source, tmp_path):
    with pytest.raises(WorkersError, match=r"signal 9 .*before it was ready, 3 times in a row; use fewer `workers`"):
        build(source, tmp_path / "out", dataclasses.replace(LOCAL, threads=0), executor_fakes.dies_on_loading)
    assert not (tmp_path / "out").exists()


def test_a_loaded_translator_cannot_be_sent_to_workers(source, tmp_path):
    with pytest.raises(SettingError, match="takes no loaded translator; give a function that loads it"):
        build(source, tmp_path / "out", LOCAL, FakeTranslator())


def test_articles_are_read_no_faster_than_workers_take_them(tmp_path, monkeypatch):
    source = write_articles(tmp_path / "berita", many_articles(60))
    seen = {"read": 0, "done": 0, "most": 0}
    from corpus import build as module

    plain = module.cut_shards

    def counted(*arguments):
        for shard in plain(*arguments):
            seen["read"] += 1
            seen["most"] = max(seen["most"], seen["read"] - seen["done"])
            yield shard

    class Counter(SilentObserver):
        def on_shard(self, report, *, reused):
            seen["done"] += 1

    monkeypatch.setattr(module, "cut_shards", counted)
    build(source, tmp_path / "out", LOCAL, observer=Counter())
    assert seen["read"] == 30
    assert seen["most"] <= 2 * 2 + 1


def test_how_a_process_ended_in_words():
    assert ended_by(3) == "ended with exit code 3"
    assert ended_by(-11) == "ended by signal 11 (a fault in native code)"


def test_workers_need_an_executor_that_has_some():
    with pytest.raises(SettingError, match="`workers` is 2, but the `executor` is inline; choose local or ray"):
        BuildPlan(workers=2)


class Scripted:
    """An executor without workers: ``says`` gives the failure for a job, or None for a job that succeeds."""

    workers, capacity = 1, 1

    def __init__(self, says, store):
        self.says, self.store, self.jobs, self.seen = says, store, [], []

    def submit(self, job):
        self.jobs.append(job)

    def wait(self):
        job = self.jobs.pop(0)
        self.seen.append(job)
        failure = self.says(job, sum(one.alone == job.alone and not one.failed for one in self.seen))
        if failure or job.alone is not None:
            return Outcome(job=job, failure=failure)
        return Outcome(
            job=job, report=ShardReport(number=0, input_sha256="", rows_sha256="", counts=Counts(), files={})
        )


def test_deaths_from_outside_do_not_change_what_the_ledger_says_of_an_article_that_raises(tmp_path):
    raised, killed = Failure(reason="ValueError"), Failure(reason="killed", died=True)

    def says(job, time):
        """The second article raises; its worker is killed at its second and fourth trial, and once at another's."""
        if job.failed:
            return None
        if job.alone == 1:
            return killed if time in (2, 4) else raised
        if job.alone == 0:
            return killed if time == 1 else None
        return raised if job.alone is None else None

    store = ShardStore(tmp_path, "")
    articles = [Article(article_id=name, text="Teks.") for name in ("a", "b", "c")]
    executor = Scripted(says, store)
    reports = list(ShardRuns(executor, store, SilentObserver()).finish(cut_shards(articles, 5, 1000)))
    assert len(reports) == 1
    assert executor.seen[-1].failed == {1: "processing_failed"}
    assert [job.alone for job in executor.seen] == [None, None, None, 0, 0, 1, 1, 1, 1, 1, 2, None]
