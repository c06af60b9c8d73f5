"""From which similarity are two sentences near duplicates? What each threshold finds, and what it takes for one.

    python tests/benchmarks/near_thresholds.py --articles articles/*.jsonl.gz --lines news.txt.gz --most 150000 \\
        --out tests/benchmarks/results/near_thresholds.json [--show 0.9]

Counted are the near pairs of real sentences by how alike they are, and, of the same sentences with one word put in
the place of another, how many are still as alike as each threshold. ``--show`` prints those near pairs from a
similarity on in which a word gave way to an unlike one, or a negation came or went: what has to be read, since only
there can two sentences say something else.
"""

import argparse
import difflib
import gzip
import json
import random
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from recording import record

from corpus.deduplication import NO_PAIR, PairBatch, find_duplicates
from corpus.similarity import jaccard, shingles
from translate.overlap import letters_only
from translate.segmentation import segment
from translate.sentences import Role

THRESHOLDS = (0.8, 0.85, 0.9, 0.95)
BATCH = 1000
CHANGED = 20_000
NEGATIONS = {"tidak", "tak", "bukan", "belum", "tanpa", "jangan"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, nargs="*", default=[])
    parser.add_argument("--lines", type=Path, nargs="*", default=[])
    parser.add_argument("--most", type=int, default=150_000, help="lines to read of each file")
    parser.add_argument("--show", type=float, metavar="SIMILARITY")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    texts = [text for path in arguments.articles for text in sentences(path)]
    texts += [line.strip() for path in arguments.lines for line in islice(opened(path), arguments.most)]
    found = near_pairs(texts)
    risky = [one for one in found if differences(one[1], one[2])]
    changed = one_word_changed(texts)
    result = {
        "sentences": len(texts),
        "near_pairs": {str(limit): sum(value >= limit for value, _, _ in found) for limit in THRESHOLDS},
        "with_a_word_replaced": {str(limit): sum(value >= limit for value, _, _ in risky) for limit in THRESHOLDS},
        "alike_with_one_word_changed": {
            str(limit): round(float(np.mean(np.array(changed) >= limit)), 4) for limit in THRESHOLDS
        },
    }
    if arguments.show is not None:
        for value, one, other in sorted(one for one in risky if one[0] >= arguments.show):
            print(f"{value:.3f}", "; ".join(f"{left} | {right}" for left, right in differences(one, other)))
    record(result, arguments.out)


def opened(path: Path) -> Iterator[str]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        yield from file


def sentences(path: Path) -> Iterator[str]:
    for line in opened(path):
        for span in segment(json.loads(line)["text"]):
            if span.role in (Role.HEADLINE, Role.BODY):
                yield span.text


def near_pairs(texts: list[str]) -> list[tuple[float, str, str]]:
    """Return each sentence that is near another one: how alike they are, the sentence, the other."""

    def batches() -> Iterator[PairBatch]:
        for first in range(0, len(texts), BATCH):
            part = texts[first : first + BATCH]
            yield PairBatch(texts=part, scores=np.full(len(part), np.nan), admitted=np.ones(len(part), dtype=bool))

    with tempfile.TemporaryDirectory() as folder:
        found = find_duplicates(batches, "near", THRESHOLDS[0], Path(folder) / "index")
    near = np.flatnonzero(found.near & (found.kept != NO_PAIR)).tolist()
    return [(float(found.similarity[place]), texts[place], texts[found.kept[place]]) for place in near]


def differences(one: str, other: str) -> list[tuple[str, str]]:
    """Return the words of one sentence and the unlike ones in their place in the other, negations among them."""
    ours, theirs = one.split(), other.split()
    found = []
    for kind, first, last, start, end in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        left, right = (" ".join(words).lower().strip('.,"“”') for words in (ours[first:last], theirs[start:end]))
        negated = bool(NEGATIONS & set(left.split())) != bool(NEGATIONS & set(right.split()))
        unlike = kind == "replace" and difflib.SequenceMatcher(None, left, right).ratio() < 0.6
        if kind != "equal" and (negated or unlike):
            found.append((left, right))
    return found


def one_word_changed(texts: list[str]) -> list[float]:
    """Return how alike sentences are to themselves with one word, chosen by chance, made a word of another one."""
    rng = random.Random(1)
    alike = []
    while len(alike) < CHANGED:
        words, others = (rng.choice(texts).split() for _ in range(2))
        place, other = rng.randrange(max(len(words), 1)), rng.choice(others or [""])
        if len(words) >= 5 and words[place].isalpha() and other.isalpha() and words[place] != other:
            sides = (words, [*words[:place], other, *words[place + 1 :]])
            alike.append(jaccard(*(shingles(letters_only(" ".join(side))) for side in sides)))
    return alike


if __name__ == "__main__":
    main()
