"""Builds a corpus of slow fake translations in a process that tests kill: SOURCE OUT EXECUTOR [ADDRESS]."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]
os.chdir(HERE)  # Ray's workers import from here

import executor_fakes  # noqa: E402

from corpus import BuildPlan, build_corpus  # noqa: E402


def plan_of(executor, address=None):
    workers = 0 if executor == "inline" else 2
    return BuildPlan(shard_articles=2, threads=1, executor=executor, workers=workers, address=address)


if __name__ == "__main__":
    source, out, executor, *address = sys.argv[1:]
    report = build_corpus([source], out, plan_of(executor, *address), translator=executor_fakes.slow)
    sys.stdout.write(f"{report.shards} {report.shards_reused}\n")
