"""The Ray executor, with Ray itself: a cluster of two machines that are both this one."""

import json
import subprocess
import sys
from pathlib import Path

import executor_fakes
import pytest
from build_in_process import plan_of
from corpus_fakes import contents, write_articles
from executor_fakes import BROKEN, many_articles
from killed_builds import SHARD_ARTICLES, continued, finished_shards, kill, started, translated_twice, wait_for

from corpus import BuildPlan, build_corpus
from translate.errors import SettingError

ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'sejajar[ray]'")

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def eventful(tmp_path_factory):
    """What happened in a build during which an actor was killed, then one of the two machines."""
    folder = tmp_path_factory.mktemp("cluster")
    articles = many_articles(40)
    articles[4]["text"] += f" {BROKEN}"
    source = write_articles(folder / "berita", articles)
    command = [sys.executable, str(HERE / "ray_cluster.py"), str(source), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False, cwd=HERE)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_with_an_actor_and_a_machine_killed_the_bytes_are_those_of_one_process(eventful):
    assert (eventful["same"], eventful["shards"]) == (True, 20)


def test_what_failed_is_told_with_its_reason(eventful):
    raised = [shard for shard, _, reason in eventful["retries"] if reason == "ValueError: no such piece"]
    assert raised == [2, 2, 2]
    died = [reason for _, _, reason in eventful["retries"] if reason != "ValueError: no such piece"]
    assert len(died) <= 2
    assert all("died" in reason or "went down" in reason for reason in died)
    assert eventful["unreadable"] == [["b4", "processing_failed"]]


def test_actors_have_names_and_ray_is_left_when_the_build_is_done(eventful):
    assert len(eventful["actors"]) >= 3
    assert all(name.startswith("sejajar-") for name in eventful["actors"])
    assert eventful["connected"] is False


def test_a_build_on_ray_whose_process_is_killed_leaves_nothing_running_and_is_continued(tmp_path):
    source = write_articles(tmp_path / "berita", many_articles(30))
    build_corpus([str(source)], tmp_path / "expected", plan_of("inline"), translator=executor_fakes.fake)
    out, log = tmp_path / "out", tmp_path / "log"
    process = started(source, out, "ray", log, seconds=0.1)
    assert wait_for(lambda: finished_shards(out) >= 4, process)
    # Two agents of Ray look for their parent only every minute; they hold no shard.
    left = [one.name() for one in kill(process) if not one.name().endswith("Agent")]
    assert left == [], "Ray outlives the build"
    shards, reused = continued(source, out, "local", log)
    assert (shards, contents(out)) == (15, contents(tmp_path / "expected"))
    assert 4 <= reused < shards
    assert len(translated_twice(log)) <= 2 * SHARD_ARTICLES


def test_without_ray_the_message_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    source = write_articles(tmp_path / "berita", many_articles(2))
    with pytest.raises(SettingError, match=r"pip install 'sejajar\[ray\]'"):
        build_corpus([str(source)], tmp_path / "out", BuildPlan(executor="ray"), translator=executor_fakes.fake)
    assert not (tmp_path / "out").exists()


def test_an_address_where_no_cluster_answers_is_one_clear_line(tmp_path):
    source = write_articles(tmp_path / "berita", many_articles(2))
    command = [sys.executable, "-c", "from corpus.cli import main; main()", "build", str(source)]
    options = ["--out", str(tmp_path / "out"), "--executor", "ray", "--address", "127.0.0.1:1"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=180, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no Ray cluster answers at --address '127.0.0.1:1'" in done.stderr.splitlines()[-1]
