"""Fits the weights by which ``translate/segmentation/titles.py`` finds where a title without a final mark ends.

    python tests/benchmarks/title_weights.py ARTICLES.jsonl[.gz]... --out tests/benchmarks/results/title_weights.json

Real titles are put in front of real paragraphs of other articles, with a space or without one, a third of them in
sentence case; one title in five stands alone on its line. The weights are those of a conditional logistic regression:
one end among all that are possible in a join. The present weights and the fitted ones are scored on joins of articles
that were not fitted on. The result holds no text of the articles.
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from recording import record

from translate.lexicon import PACKAGED
from translate.segmentation import segment
from translate.segmentation.records import Stretch
from translate.segmentation.titles import WEIGHTS, evidence_of_ends
from translate.sentences import Role

JOINS, SEED = 10_000, 1
HELD_OUT = 0.2
# Shares of the joins.
SENTENCE_CASE, WITHOUT_SPACE, ALONE = 1 / 3, 0.3, 0.2
TITLE_WORDS = range(4, 21)
# The title goes in front of a paragraph with so much of its article on either side, as far as titles.py looks.
AROUND = 2000
PENALTY, STEPS, RATE = 1.0, 400, 0.05
BY_HAND = ("item", "comma after second", "title beyond 16", "opening word, common capital next")
NAMES = tuple(WEIGHTS)

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Material:
    """The titles and the texts of articles, and where in each text a sentence opens a paragraph."""

    titles: list[str]
    texts: list[str]
    openings: list[list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Join:
    """The evidence for each possible end of one joined title, a row each, and the row of the true one."""

    evidence: Matrix
    right: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, nargs="+", help="JSON Lines with the text of an article in each")
    parser.add_argument("--joins", type=int, default=JOINS)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    texts = sorted({text for path in arguments.articles for text in read_texts(path)})
    random.Random(SEED).shuffle(texts)
    held_out = int(len(texts) * HELD_OUT)
    tested = joins(material(texts[:held_out]), int(arguments.joins * HELD_OUT), SEED)
    fitted_on = joins(material(texts[held_out:]), arguments.joins, SEED + 1)
    record(report(fitted_on, tested, articles=len(texts)), arguments.out)


def read_texts(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", newline="\n") if path.suffix == ".gz" else path.open(newline="\n") as lines:
        for line in lines:
            try:
                yield json.loads(line, strict=False)["text"]
            except ValueError:
                continue


def material(texts: Sequence[str]) -> Material:
    """Return the articles that have a title line, with the first sentences of their paragraphs."""
    found = Material([], [], [])
    for text in texts:
        sentences = segment(text)
        title = next((one.text for one in sentences if one.rule == "title-line/line-end"), "")
        opens = [
            (one.start, one.end)
            for one in sentences
            if one.role is Role.BODY and text[max(0, one.start - 1) : one.start] == "\n"
        ]
        if len(title.split()) in TITLE_WORDS and title[-1] not in ".:," and opens:
            found.titles.append(title)
            found.texts.append(text)
            found.openings.append(opens)
    return found


def joins(source: Material, count: int, seed: int) -> list[Join]:
    """Return ``count`` joins of a title and a paragraph of another article, or fewer where the end is impossible."""
    draw, found = random.Random(seed), []
    for _ in range(count):
        title = draw.choice(source.titles)
        index = draw.randrange(len(source.texts))
        start, end = draw.choice(source.openings[index])
        if draw.random() < SENTENCE_CASE:
            title = in_sentence_case(title)
        found += joined(title, source.texts[index], (start, end), draw)
    return found


def joined(title: str, text: str, sentence: tuple[int, int], draw: random.Random) -> list[Join]:
    """Return a join in a list, or an empty list where the true end is not among the possible ones."""
    start, end = sentence
    head = text[max(0, start - AROUND) : start]
    if draw.random() < ALONE:
        gap, limit = "\n", len(head) + len(title)
    else:
        gap = "" if draw.random() < WITHOUT_SPACE else " "
        limit = len(head) + len(title) + len(gap) + end - start
    whole = head + title + gap + text[start : start + AROUND]
    ends = evidence_of_ends(Stretch(whole, len(head), limit, PACKAGED))
    right = limit if gap == "\n" else len(head) + len(title) + len(gap)
    if right not in ends or len(ends) < 2:
        return []
    rows = [[float(evidence.get(name, 0.0)) for name in NAMES] for evidence in ends.values()]
    return [Join(np.array(rows), list(ends).index(right))]


def in_sentence_case(title: str) -> str:
    """Return a title with small letters, but for its first word, names and words in capitals."""
    first, *rest = title.split(" ")
    common = PACKAGED.words("common_words") | PACKAGED.words("function_words")
    return " ".join([first, *(word.lower() if word.strip(",?!").lower() in common else word for word in rest)])


def fitted(data: Sequence[Join], held: Sequence[float]) -> Matrix:
    """Return the weights of greatest likelihood with a penalty on their squares (Adam); those by hand stay as held."""
    rows = np.concatenate([one.evidence for one in data])
    sizes = np.array([len(one.evidence) for one in data])
    firsts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    right = firsts + np.array([one.right for one in data])
    free = np.array([name not in BY_HAND for name in NAMES])
    weights = np.where(free, 0.0, np.array(held))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        scores = rows @ weights
        shifted = np.exp(scores - np.repeat(np.maximum.reduceat(scores, firsts), sizes))
        shares = shifted / np.repeat(np.add.reduceat(shifted, firsts), sizes)
        gradient = (shares @ rows - rows[right].sum(axis=0) + PENALTY * weights) / len(data) * free
        mean, square = 0.9 * mean + 0.1 * gradient, 0.99 * square + 0.01 * gradient**2
        weights = weights - RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def scored(data: Sequence[Join], weights: Matrix) -> dict[str, float]:
    """Return the share of joins whose end is found, and the mean log-likelihood (natural log) of the true end."""
    hits, likelihood = 0, 0.0
    for one in data:
        scores = one.evidence @ weights
        hits += int(scores.argmax()) == one.right
        likelihood += scores[one.right] - np.logaddexp.reduce(scores)
    return {"right_share": round(hits / len(data), 4), "log_likelihood": round(likelihood / len(data), 4)}


def report(fitted_on: Sequence[Join], tested: Sequence[Join], articles: int) -> dict[str, object]:
    present = np.array([WEIGHTS[name] for name in NAMES])
    found = fitted(fitted_on, list(present)).round(1)
    same = sum((one.evidence @ present).argmax() == (one.evidence @ found).argmax() for one in tested)
    return {
        "articles": articles,
        "joins": {"fitted": len(fitted_on), "tested": len(tested)},
        "by_hand": list(BY_HAND),
        "present": scored(tested, present),
        "fitted": scored(tested, found),
        "same_end_share": round(float(same) / len(tested), 4),
        "correlation": round(float(np.corrcoef(present, found)[0, 1]), 3),
        "weights": {
            name: {"present": float(one), "fitted": float(two)}
            for name, one, two in zip(NAMES, present, found, strict=True)
        },
    }


if __name__ == "__main__":
    main()
