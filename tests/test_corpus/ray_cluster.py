"""A Ray cluster of two machines, both on this one; prints one JSON object with what happened in its builds.

Run as: SOURCE OUT. It runs apart from the tests because Ray needs sockets, threads and processes of its own.
"""

import dataclasses
import json
import logging
import os
import signal
import sys

import executor_fakes
import psutil
import ray
from build_in_process import HERE, plan_of
from corpus_fakes import contents
from ray.cluster_utils import Cluster

from corpus import build_corpus
from corpus.observers import SilentObserver


class Events(SilentObserver):
    """Kills what it is told to when so many shards are done: ``actor`` or ``machine``; notes what the build says."""

    def __init__(self, cluster=None, machines=(), kill=None):
        self.cluster, self.machines, self.kill = cluster, list(machines), kill or {}
        self.done, self.retries, self.unreadable, self.actors = 0, [], [], set()

    def on_shard(self, report, *, reused):
        self.done += 1
        names = ray.util.list_named_actors(all_namespaces=True)
        self.actors |= {one["name"] for one in names}
        victim = self.kill.get(self.done)
        if victim == "actor":
            workers = [one for one in psutil.process_iter(["name", "cmdline"]) if _is_actor(one)]
            os.kill(workers[0].pid, signal.SIGKILL)
        elif victim == "machine":
            self.cluster.remove_node(self.machines.pop(), allow_graceful=False)
        elif victim == "new machine":
            self.machines.append(self.cluster.add_node(num_cpus=1))

    def on_retry(self, shard, tries, reason):
        self.retries.append([shard, tries, reason])

    def on_unreadable(self, record):
        self.unreadable.append([record.article_id, record.rule])


def _is_actor(process):
    return any("ray::Actor" in part for part in process.info["cmdline"] or ())


def main(source, out):
    logging.getLogger("ray").setLevel(logging.ERROR)
    head = {"num_cpus": 1, "include_dashboard": False, "_system_config": {"worker_niceness": 0}}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    machine = cluster.add_node(num_cpus=1)
    plan = plan_of("ray", cluster.address)
    found = {"cpus": 0}
    try:
        inline = dataclasses.replace(plan, executor="inline", workers=0, address=None)
        build_corpus([source], f"{out}/inline", inline, translator=executor_fakes.failing)
        events = Events(cluster, [machine], {4: "actor", 10: "machine"})
        report = build_corpus([source], f"{out}/ray", plan, translator=executor_fakes.failing, observer=events)
        found = {
            "same": contents(f"{out}/inline") == contents(f"{out}/ray"),
            "shards": report.shards,
            "retries": events.retries,
            "unreadable": events.unreadable,
            "actors": sorted(events.actors),
            "connected": ray.is_initialized(),
        }
    finally:
        ray.shutdown()
        cluster.shutdown()
    sys.__stdout__.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    assert HERE
    main(*sys.argv[1:])
