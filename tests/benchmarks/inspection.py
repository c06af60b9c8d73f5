"""Does the memory of export, stats and explain grow with the corpus? Peak resident memory and seconds of each.

    python tests/benchmarks/inspection.py --out tests/benchmarks/results/inspection.json

The corpora are built of made-up articles with a translator that writes capitals, so that size is all that differs.
Each command runs in a process of its own; what importing its libraries takes is measured too, on a corpus of one
article. ``datasets`` maps the files it copies, and mapped pages count as resident though the system may take them
back: the peak of ``export arrow`` grows with its output, the memory it holds does not.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from recording import from_own_process, record

ARTICLES = (1, 1_000, 4_000, 16_000)
SENTENCES = 12
COMMANDS = ("export tmx", "export moses", "export tsv", "export jsonl", "export arrow", "stats", "explain")


class Capitals:
    """Translates a sentence by writing it in capitals."""

    origin = "mt:capitals@1"

    def translate(self, sentences, options=None):
        from translate.sentences import Translation

        return [Translation(source=text, text=f"EN {text.upper()}", score=-len(text) / 100) for text in sentences]

    def describe(self):
        return {"model": "capitals", "revision": "1", "sha256": "00"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if arguments.run:
        print(json.dumps(measured(arguments.run[0], Path(arguments.run[1]))))
        return
    results = []
    for size in ARTICLES:
        with tempfile.TemporaryDirectory() as name:
            # Not in this process: a child's peak begins with what its parent holds.
            pairs = from_own_process(__file__, "--run", f"build {size}", name)["pairs"]
            found = {one: from_own_process(__file__, "--run", one, name) for one in COMMANDS}
            results.append({"articles": size, "pairs": pairs, "commands": found})
            print(json.dumps(results[-1]), file=sys.stderr)
    record(results, arguments.out)


def build(size: int, folder: Path) -> dict:
    from corpus import BuildPlan, build_corpus

    with (folder / "berita.jsonl").open("w", encoding="utf-8") as file:
        for number in range(size):
            sentences = [
                f"Warga desa nomor {number} mengumpulkan {number * place % 9_973} karung beras di balai pada hari "
                f"ke-{place} dan membagikannya kepada {place * 7} keluarga."
                for place in range(1, SENTENCES + 1)
            ]
            file.write(json.dumps({"id": f"b{number}", "text": " ".join(sentences), "source": f"s{number % 9}"}) + "\n")
    report = build_corpus([folder / "berita.jsonl"], folder / "corpus", BuildPlan(), translator=Capitals())
    return {"pairs": report.counts.pairs}


def measured(command: str, folder: Path) -> dict:
    if command.startswith("build "):
        return build(int(command.removeprefix("build ")), folder)
    from corpus.exporting import export_corpus
    from corpus.finished_corpus import open_corpus
    from corpus.inspection.ledger import explain
    from corpus.inspection.report_page import make_page
    from corpus.inspection.statistics import collect

    started = time.perf_counter()
    if command.startswith("export "):
        export_corpus(folder / "corpus", command.removeprefix("export "), folder / command.replace(" ", "."))
    elif command == "stats":
        corpus = open_corpus(folder / "corpus")
        make_page(corpus, collect(corpus))
    else:
        explain(open_corpus(folder / "corpus"), "b0:5")
    return {
        "seconds": round(time.perf_counter() - started, 2),
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    main()
