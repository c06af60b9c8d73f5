"""What looking for duplicates costs: seconds, memory and disk for 100,000 and 400,000 sentences, and templates.

    python tests/benchmarks/duplicates.py --out tests/benchmarks/results/duplicates.json

The sentences are made of made-up words: a tenth are boilerplate, a twentieth differ from another by one word at the
beginning. "templates" are sentences of one template, in which only a name differs: nothing to find, but much to
compare. The wall holds every pair against 3,000 test sentences. Each measurement runs in a process of its own; what
making the sentences takes is measured first and taken off.
"""

import argparse
import json
import random
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path

from recording import from_own_process, record

CASES = (
    ("exact", 100_000),
    ("near", 100_000),
    ("exact", 400_000),
    ("near", 400_000),
    ("wall", 100_000),
    ("templates", 2_000),
    ("templates", 4_000),
    ("templates", 8_000),
)
BATCH = 1000
LETTERS = "aaeiiounnkstrmldpgbhjy"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if arguments.run:
        print(json.dumps(measured(arguments.run[0], int(arguments.run[1]))))
        return
    results = []
    for name, size in CASES:
        results.append(from_own_process(__file__, "--run", name, str(size)))
        print(json.dumps(results[-1]), file=sys.stderr)
    record(results, arguments.out)


def words(chance: random.Random, number: int) -> list[str]:
    return ["".join(chance.choices(LETTERS, k=chance.randint(2, 9))) for _ in range(number)]


VOCABULARY = words(random.Random(3), 20_000)


def sentence(seed: int) -> str:
    chance = random.Random(seed)
    # Few words make up most of a text, as in every language.
    places = (min(int(chance.paretovariate(0.5)), len(VOCABULARY) - 1) for _ in range(chance.randint(8, 28)))
    return " ".join(VOCABULARY[place] for place in places)


def sentences(batch: int, size: int) -> list[str]:
    chance = random.Random(-batch - 1)
    found = []
    for number in range(BATCH):
        kind = chance.random()
        if kind < 0.1:
            found.append(f"Baca berita lain tentang {VOCABULARY[chance.randrange(500)]}")
        elif kind < 0.15:
            found.append(f"Adapun {sentence(chance.randrange(size))}")
        else:
            found.append(sentence(batch * BATCH + number))
    return found


def template(number: int) -> str:
    name, other = words(random.Random(number), 2)
    return f"Pertandingan bola {name} melawan {other} berlangsung di stadion utama dan ditonton banyak orang dari kota"


def measured(name: str, size: int) -> dict[str, object]:
    import numpy as np
    import rensa  # noqa: F401 - what importing takes is not measured

    from corpus.deduplication import NO_PAIR, PairBatch, find_duplicates
    from corpus.exclusion import EvaluationWall, TestSet

    def texts(batch: int) -> list[str]:
        numbers = range(batch * BATCH, (batch + 1) * BATCH)
        return [template(number) for number in numbers] if name == "templates" else sentences(batch, size)

    def batches():
        for batch in range(size // BATCH):
            scores = np.random.default_rng(batch).normal(-1, 0.2, BATCH)
            yield PairBatch(texts=texts(batch), scores=scores, admitted=np.ones(BATCH, dtype=bool))

    started = time.perf_counter()
    characters = sum(len(text) for batch in batches() for text in batch.texts)
    making = time.perf_counter() - started
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        disk = Watched(Path(folder))
        started = time.perf_counter()
        if name == "wall":
            test_set = TestSet(name="x", sha256="", sentences=tuple((n, sentence(n)) for n in range(3000)))
            wall = EvaluationWall([test_set], 0.9)
            found = {"overlaps": sum(len(wall.overlaps([(one, one) for one in batch.texts])) for batch in batches())}
            passes = 1
        else:
            mode = "near" if name == "templates" else name
            duplicates = find_duplicates(batches, mode, 0.9, Path(folder) / "index")
            passes = 2 if mode == "near" else 1
            found = {"duplicates": int((duplicates.kept != NO_PAIR).sum()), "near": int(duplicates.near.sum())}
        seconds = time.perf_counter() - started - passes * making
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "case": name,
        "sentences": size,
        "mean_characters": round(characters / size, 1),
        "seconds": round(seconds, 1),
        "peak_mb": round(peak / 1024),
        "peak_mb_before": round(before / 1024),
        "disk_bytes_a_sentence": round(disk.most / size),
        **found,
    }


class Watched(threading.Thread):
    """Keeps the largest size of the files in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.folder, self.most = folder, 0
        self.start()

    def run(self) -> None:
        while self.folder.exists():
            try:
                self.most = max(self.most, sum(file.stat().st_size for file in self.folder.rglob("*")))
            except FileNotFoundError:
                continue
            time.sleep(0.1)


if __name__ == "__main__":
    main()
