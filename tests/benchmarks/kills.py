"""Builds are killed at seeded moments: the build's process, its workers, Ray's actors, a machine of a Ray cluster.

Every build ends with the bytes of one that was left alone, and no article is translated twice beyond those of the
shards that were in flight at a kill. The echo of a translator stands in for the model, so that only mechanics count.
"""

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "test_corpus"
sys.path[:0] = [str(TESTS), str(TESTS.parents[1])]

import executor_fakes  # noqa: E402
import psutil  # noqa: E402
from build_in_process import plan_of  # noqa: E402
from corpus_fakes import contents, write_articles  # noqa: E402
from killed_builds import (  # noqa: E402
    SHARD_ARTICLES,
    continued,
    descendants,
    finished_shards,
    kill,
    started,
    translated_twice,
    wait_for,
)
from recording import record  # noqa: E402

from corpus import build_corpus  # noqa: E402

SEED, ARTICLES = 16, 80
SHARDS = ARTICLES // SHARD_ARTICLES
RESULTS = Path(__file__).parent / "results" / "kills.json"


class Scene:
    """The folder of one build that is killed, and what is expected of it."""

    def __init__(self, folder, name, source, expected, chance):
        self.out, self.log = folder / name / "out", folder / name / "log"
        self.out.parent.mkdir()
        self.log.touch()
        self.source, self.expected, self.chance = source, expected, chance
        self.kills = 0

    def result(self, in_flight):
        """Return what came out: kills, whether the bytes are the same, and how many articles were translated again."""
        again = sum(times - 1 for times in translated_twice(self.log).values())
        return {
            "kills": self.kills,
            "same_bytes": contents(self.out) == self.expected,
            "translated_again": again,
            "at_most": self.kills * in_flight * SHARD_ARTICLES,
        }

    def moment(self):
        time.sleep(self.chance.random() * 0.06)


def builds_killed(scene, executors, address=None):
    """Kill the process of the build at seeded moments, also after the last shard; continue with the next executor."""
    for executor in executors:
        target = min(SHARDS, finished_shards(scene.out) + scene.chance.randint(0, 5))
        process = started(scene.source, scene.out, executor, scene.log, address if executor == "ray" else None)
        if scene.kills == len(executors) - 2:
            target = SHARDS  # in the second phase
        if wait_for(lambda least=target: finished_shards(scene.out) >= least, process):
            scene.moment()
            kill(process)
            scene.kills += 1
        else:
            process.communicate()
    continued(scene.source, scene.out, "inline", scene.log)
    return scene.result(2)


def workers_killed(scene, executor, victims, wanted, address=None):
    """Kill one worker after the other while a build runs; ``victims`` gives those that there are."""
    process = started(scene.source, scene.out, executor, scene.log, address)
    for number in range(wanted):
        least = 1 + number * (SHARDS - 4) // wanted
        if not wait_for(lambda least=least: finished_shards(scene.out) >= least, process):
            break
        scene.moment()
        found = victims(process)
        if found:
            scene.chance.choice(found).send_signal(signal.SIGKILL)
            scene.kills += 1
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    return scene.result(1)


def machines_killed(scene, cluster, wanted):
    """Take one machine after the other from the cluster while a build runs, and add a new one each time."""
    machine = cluster.add_node(num_cpus=1)
    process = started(scene.source, scene.out, "ray", scene.log, cluster.address, seconds=0.2)
    for number in range(wanted):
        least = 4 + number * (SHARDS - 8) // wanted
        if not wait_for(lambda least=least: finished_shards(scene.out) >= least, process, seconds=300):
            break
        scene.moment()
        cluster.remove_node(machine, allow_graceful=False)
        scene.kills += 1
        machine = cluster.add_node(num_cpus=1)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    cluster.remove_node(machine)
    return scene.result(1)


def local_workers(process):
    return [one for one in descendants(process) if "spawn_main" in " ".join(one.cmdline())]


def actors(process):
    del process  # actors are children of the cluster, which is a child of this process
    own = psutil.Process().children(recursive=True)
    return [one for one in own if one.name().startswith("ray::Actor")]


@contextmanager
def cluster_for(scene, cpus):
    """Give a cluster of one machine, whose actors note in the scene's log what they translate."""
    from ray.cluster_utils import Cluster

    os.environ.update(SEJAJAR_TEST_LOG=str(scene.log), SEJAJAR_TEST_SECONDS="0.05")
    head = {"num_cpus": cpus, "include_dashboard": False, "_system_config": {"worker_niceness": 0}}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    try:
        yield cluster
    finally:
        cluster.shutdown()


def main():
    """Run every scene, and record what came out."""
    folder = Path(tempfile.mkdtemp())
    source = write_articles(folder / "berita", executor_fakes.many_articles(ARTICLES))
    build_corpus([str(source)], folder / "expected", plan_of("inline"), translator=executor_fakes.fake)
    expected, chance = contents(folder / "expected"), random.Random(SEED)

    def scene(name):
        return Scene(folder, name, source, expected, chance)

    found = {
        "process, inline and local by turns": builds_killed(scene("a"), ["inline", "local"] * 7),
        "process, local": builds_killed(scene("b"), ["local"] * 10),
        "local workers": workers_killed(scene("c"), "local", local_workers, 14),
    }
    with cluster_for(one := scene("d"), 2) as cluster:
        found["process, ray"] = builds_killed(one, ["ray"] * 6, cluster.address)
    with cluster_for(one := scene("e"), 2) as cluster:
        found["ray actors"] = workers_killed(one, "ray", actors, 10, cluster.address)
    with cluster_for(one := scene("f"), 1) as cluster:
        found["machines of a ray cluster"] = machines_killed(one, cluster, 4)
    shutil.rmtree(folder)
    total = sum(result["kills"] for result in found.values())
    sound = all(one["same_bytes"] and one["translated_again"] <= one["at_most"] for one in found.values())
    record({"seed": SEED, "shards": SHARDS, "kills": total, "all_sound": sound, "scenes": found}, RESULTS)


if __name__ == "__main__":
    main()
