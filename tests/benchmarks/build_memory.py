"""Does the memory of a build grow with its input? Resident memory and speed over 100, 300 and 900 articles.

    python tests/benchmarks/build_memory.py ARTICLES.jsonl... --out tests/benchmarks/results/build.json

Each size runs in a process of its own, so that one's peak says nothing of the other's. Memory after each shard shows
whether it climbs; the peak lies within the heaviest shard.
"""

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

import psutil
from recording import from_own_process, record

SIZES = (100, 300, 900)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(build(arguments.sources, arguments.model, arguments.one)))
        return
    command = [*arguments.sources, "--model", arguments.model, "--one"]
    results = [from_own_process(__file__, *command, str(size)) for size in SIZES]
    record(results, arguments.out)


def build(sources: list[str], model: str, limit: int) -> dict:
    from corpus import BuildPlan, build_corpus
    from corpus.build import SilentObserver

    class MemoryObserver(SilentObserver):
        def __init__(self) -> None:
            self.resident: list[int] = []

        def on_shard(self, report: object, *, reused: bool) -> None:
            self.resident.append(round(psutil.Process().memory_info().rss / 2**20))

    observer = MemoryObserver()
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        report = build_corpus(sources, Path(folder) / "corpus", BuildPlan(model=model, limit=limit), observer=observer)
        seconds = time.perf_counter() - started
    counts = report.counts
    return {
        "articles": counts.articles,
        "sentences": counts.spans,
        "pairs": counts.pairs,
        "dropped": counts.dropped,
        "seconds": round(seconds, 1),
        "translated_sentences_per_second": round(report.translated / seconds, 1),
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "resident_megabytes_after_each_shard": observer.resident,
        "share_of_characters_by_role": {
            role: round(number / counts.characters, 4) for role, number in counts.role_characters.items()
        },
    }


if __name__ == "__main__":
    main()
