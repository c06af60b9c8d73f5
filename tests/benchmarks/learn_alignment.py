"""Learns the weights of alignment from documents whose sentence pairs are known, and writes ``weights.json``.

    python learn_alignment.py DOCS.jsonl --out ../../corpus/alignment/weights.json

Half of the documents are used (``disturbed_documents.halves``), each disturbed in several ways. The weights are those
of a conditional random field: they make the right sequence of links as probable as they can among all sequences, with
a penalty for large weights. Documents with moved paragraphs teach the costs of the links that are in order.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from alignment_data import Case, make_cases, read_or_make_pivot
from disturbed_documents import halves, read_documents
from scipy.optimize import minimize

from corpus.alignment.band import Strip
from corpus.alignment.blocks import FEATURES, KINDS, NULL_FEATURES, block_features, null_features
from corpus.alignment.search import Lattice, totals
from corpus.alignment.vectors import gather_evidence

PENALTY = 0.001
SEEDS = (1, 2, 3)
_SIZE = len(KINDS) + len(FEATURES) + 2 * len(NULL_FEATURES)


class Example:
    """One disturbed document: features of all links, and the sums of those on the right path."""

    def __init__(self, case: Case) -> None:
        evidence = gather_evidence(case.indonesian, case.pivot, case.english)
        self.rows, self.columns = len(case.indonesian), len(case.english)
        part = Strip(first_row=0, last_row=self.rows, first_column=0, last_column=self.columns)
        self.blocks = block_features(evidence, part.tile)
        single = self.blocks[1, 1][0]
        self.id_null = null_features(evidence.id_lengths, single.max(axis=1))
        self.en_null = null_features(evidence.en_lengths, single.max(axis=0))
        self.right = self._right_sums(case)

    def _right_sums(self, case: Case) -> np.ndarray:
        """Return the sums of features on the right path; links out of order count as sentences left alone."""
        sums = np.zeros(_SIZE)
        in_order = increasing([link for link in taught_links(case) if (len(link[0]), len(link[1])) in KINDS])
        used: list[set[int]] = [set(), set()]
        for left, right in in_order:
            kind = KINDS.index((len(left), len(right)))
            sums[kind] += 1
            sums[len(KINDS) : len(KINDS) + len(FEATURES)] += self.blocks[KINDS[kind]][:, left[0], right[0]]
            used[0].update(left)
            used[1].update(right)
        start = len(KINDS) + len(FEATURES)
        for nulls, taken in ((self.id_null, used[0]), (self.en_null, used[1])):
            free = [place for place in range(nulls.shape[1]) if place not in taken]
            sums[start : start + len(NULL_FEATURES)] += nulls[:, free].sum(axis=1)
            start += len(NULL_FEATURES)
        return sums

    def loss(self, weights: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the negative log-probability of the right path, and its gradient."""
        kinds, features, id_alone, en_alone = split(weights)
        scores = {}
        for number, kind in enumerate(KINDS):
            full = np.full((self.rows + 1, self.columns + 1), -np.inf)
            full[kind[0] :, kind[1] :] = np.tensordot(features, self.blocks[kind], axes=1) + kinds[number]
            scores[kind] = full
        lattice = Lattice(
            links=scores,
            id_alone=id_alone @ self.id_null,
            en_alone=en_alone @ self.en_null,
            first=np.zeros(self.rows + 1, dtype=np.int64),
            last=np.full(self.rows + 1, self.columns, dtype=np.int64),
        )
        sums = totals(lattice)
        expected = np.zeros(_SIZE)
        for number, kind in enumerate(KINDS):
            starts = sums.before[: self.rows + 1 - kind[0], : self.columns + 1 - kind[1]]
            share = np.exp(starts + scores[kind][kind[0] :, kind[1] :] + sums.after[kind[0] :, kind[1] :] - sums.whole)
            expected[number] = share.sum()
            expected[len(KINDS) : len(KINDS) + len(FEATURES)] += np.tensordot(self.blocks[kind], share, axes=2)
        start = len(KINDS) + len(FEATURES)
        alone = np.exp(sums.before[:-1] + lattice.id_alone[:, None] + sums.after[1:] - sums.whole).sum(axis=1)
        expected[start : start + len(NULL_FEATURES)] = self.id_null @ alone
        alone = np.exp(sums.before[:, :-1] + lattice.en_alone + sums.after[:, 1:] - sums.whole).sum(axis=0)
        expected[start + len(NULL_FEATURES) :] = self.en_null @ alone
        return sums.whole - float(weights @ self.right), expected - self.right


def split(weights: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the weights of kinds, features and sentences alone on each side."""
    borders = np.cumsum([len(KINDS), len(FEATURES), len(NULL_FEATURES)])
    return tuple(np.split(weights, borders))


def taught_links(case: Case) -> list[Any]:
    """Return the right links, one-to-one links in place of an open one with as many sentences on both sides."""
    found = list(case.gold.links - case.gold.open)
    for left, right in case.gold.open:
        equal = len(left) == len(right)
        found += [((one,), (other,)) for one, other in zip(left, right, strict=True)] if equal else [(left, right)]
    return found


def increasing(links: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]) -> list[Any]:
    """Return the longest run of links that goes forward on both sides, by the number of sentences."""
    ordered = sorted(links)
    best: list[tuple[int, int]] = []  # weight, place before
    for place, (left, right) in enumerate(ordered):
        chosen = (0, -1)
        for before in range(place):
            if ordered[before][0][-1] < left[0] and ordered[before][1][-1] < right[0]:
                chosen = max(chosen, (best[before][0], before))
        best.append((chosen[0] + len(left) + len(right), chosen[1]))
    place = max(range(len(best)), key=lambda one: best[one][0], default=-1)
    found = []
    while place >= 0:
        found.append(ordered[place])
        place = best[place][1]
    return found[::-1]


def masked(pivot: Sequence[str], share: float, seed: int) -> list[str]:
    """Return the pivot with a share of its words taken out."""
    chance = random.Random(seed)
    return [" ".join(word for word in text.split() if chance.random() >= share) for text in pivot]


def learn(cases: Sequence[Case]) -> np.ndarray:
    """Return the weights that fit the cases best."""
    examples = [Example(case) for case in cases]
    scale = len(examples)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = PENALTY * scale * float(weights @ weights) / 2, PENALTY * scale * weights
        for example in examples:
            one, slope = example.loss(weights)
            value, gradient = value + one, gradient + slope
        return value / scale, gradient / scale

    start = np.zeros(_SIZE)
    start[: len(KINDS)] = [-1, -4, -4, -6, -6, -6]
    start[len(KINDS)] = 6
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 160})
    print(f"{len(examples)} examples, {found.nit} steps, loss {found.fun:.3f}", flush=True)
    return np.asarray(found.x)


def as_json(weights: np.ndarray, others: dict[str, Any]) -> dict[str, Any]:
    """Return the weights as ``weights.json`` holds them."""
    kinds, features, id_alone, en_alone = (one.round(4).tolist() for one in split(weights))
    return {
        "kinds": {"-".join(map(str, kind)): value for kind, value in zip(KINDS, kinds, strict=True)},
        "features": dict(zip(FEATURES, features, strict=True)),
        "id_alone": dict(zip(NULL_FEATURES, id_alone, strict=True)),
        "en_alone": dict(zip(NULL_FEATURES, en_alone, strict=True)),
        **others,
    }


def main() -> None:
    """Learn the weights and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--pivot", type=Path, required=True, help="JSON file that keeps translations.")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    documents, _ = halves(read_documents(given.docs))
    pivot = read_or_make_pivot(documents, given.pivot, SEEDS)
    cases = make_cases(documents, pivot, SEEDS)
    # A third with a damaged pivot, so that the other evidence gets its weight.
    for number, case in enumerate(cases[::3]):
        cases.append(case.with_pivot(masked(case.pivot, 0.5, number)))
    weights = learn(cases)
    others = {"moved": 4.0, "calibration": {"slope": 1.0, "intercept": 0.0}, "refusal": 0.15}
    if given.out.exists():
        kept = json.loads(given.out.read_text(encoding="utf-8"))
        others = {name: kept[name] for name in (*others, "matching")}
    given.out.write_text(json.dumps(as_json(weights, others), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
