"""How fast do local workers and Ray's actors translate, against one process with the same cores?

    python tests/benchmarks/executors.py ARTICLES.jsonl... --limit 400 --out tests/benchmarks/results/executors.json

Each executor runs in a process of its own, one after the other, and three times by turns; the medians are compared.
``rate`` is in sentences a second after the first shards, when all workers are loaded; ``seconds`` is the whole build.
``echo`` is the same with a translator that returns a fixed English at once: what is left is reading, segmentation,
filters, saving and the executor.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "test_corpus"
sys.path[:0] = [str(TESTS), str(TESTS.parents[1])]

from recording import from_own_process, record  # noqa: E402

EXECUTORS = {"inline": 0, "local": 2, "ray": 2}
FIRST_SHARDS = 6


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--limit", type=int, default=400)
    parser.add_argument("--shard-articles", type=int, default=10)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    sources = [str(Path(source).resolve()) for source in arguments.sources]
    if arguments.one:
        print(json.dumps(build(sources, arguments)))
        return
    found = {}
    for translator in ("echo", "model"):
        runs = {name: [] for name in EXECUTORS}
        for _ in range(arguments.repeat):
            for name in EXECUTORS:
                command = [*sources, "--limit", str(arguments.limit), "--one", f"{name}:{translator}"]
                command += ["--shard-articles", str(arguments.shard_articles)]
                runs[name].append(from_own_process(__file__, *command))
        found[translator] = {name: medians(results) for name, results in runs.items()}
        for one in found[translator].values():
            one["rate_of_inline"] = round(one["rate"] / found[translator]["inline"]["rate"], 3)
            one["seconds_of_inline"] = round(one["seconds"] / found[translator]["inline"]["seconds"], 3)
    record({"cores": 2, "limit": arguments.limit, "repeat": arguments.repeat, **found}, arguments.out)


def medians(results):
    return {name: round(statistics.median(one[name] for one in results), 3) for name in results[0]}


def build(sources, arguments):
    """Return rate and seconds of one build."""
    os.chdir(TESTS)  # Ray's workers import from here
    import executor_fakes

    from corpus import BuildPlan, build_corpus
    from corpus.observers import SilentObserver

    class Clock(SilentObserver):
        """Notes when each shard was finished, with its sentences."""

        def __init__(self):
            self.shards = []

        def on_shard(self, report, *, reused):
            self.shards.append((time.perf_counter(), report.counts.spans))

    name, translator = arguments.one.split(":")
    clock = Clock()
    plan = BuildPlan(
        executor=name,
        workers=EXECUTORS[name],
        threads=2,
        limit=arguments.limit,
        shard_articles=arguments.shard_articles,
        deduplicate="none",
    )
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        load = executor_fakes.fake if translator == "echo" else None
        report = build_corpus(sources, Path(folder) / "corpus", plan, translator=load, observer=clock)
        seconds = time.perf_counter() - started
    begin, end = clock.shards[FIRST_SHARDS - 1][0], clock.shards[-1][0]
    later = sum(spans for _, spans in clock.shards[FIRST_SHARDS:])
    return {"rate": later / (end - begin), "seconds": seconds, "articles": report.counts.articles}


if __name__ == "__main__":
    main()
