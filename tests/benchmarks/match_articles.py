"""How well articles are matched: documents of known pairs hidden among other articles.

    python match_articles.py DOCS.jsonl --pairs PAIRS.tsv.gz --articles ARTICLES.jsonl.gz \\
        --out results/match_articles.json

The documents are disturbed as for ``align_documents.py``. Half of the other articles on each side are excerpts of
PAIRS (``id<TAB>en``) of the same kind as the documents, cut so that no excerpt is on both sides; on the Indonesian side
the other half are ARTICLES. 26 documents among others are for learning the weights of matching, which ``--learn``
writes into the file it names; the other 50 are for the test, among 400 articles that are not in the first set.
"""

import argparse
import gzip
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from disturbed_documents import Document, disturbed, read_documents
from recording import record
from scipy.optimize import minimize

from corpus.alignment.matching import MatchOptions, _spaces, candidates, pair_articles
from corpus.alignment.weights import MatchWeights
from corpus.records import Article
from translate.decoding import DecodingOptions
from translate.translator import Translator

TESTED, OTHERS = 50, 200
SEED = 11
NAMES = ("words", "names", "numbers", "margin")


def excerpts(path: Path, known: set[str], count: int) -> tuple[list[Article], list[Article]]:
    """Return excerpts of a file of pairs, by turns of the Indonesian and of the English side."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file]
    sides: tuple[list[Article], list[Article]] = ([], [])
    size = 30
    for number, start in enumerate(range(0, len(lines) - size, size)):
        part = lines[start : start + size]
        if any(left in known for left, _ in part):
            continue
        side = number % 2
        if len(sides[side]) < count:
            sides[side].append(Article(article_id=f"excerpt {start}", text=" ".join(one[side] for one in part)))
    return sides


def article_set(
    documents: Sequence[Document], others: tuple[list[Article], list[Article]]
) -> tuple[list[Article], list[Article]]:
    """Return Indonesian and English articles; those that belong together have the same id."""
    found: tuple[list[Article], list[Article]] = ([], [])
    for document in documents:
        for side, text in zip(found, disturbed(document, SEED), strict=True):
            side.append(Article(article_id=document.name, text=text.text))
    return [*found[0], *others[0]], [*found[1], *others[1]]


def learn(indonesian: list[Article], english: list[Article], translator: Translator) -> MatchWeights:
    """Return the weights of a logistic regression on the candidates."""
    spaces = _spaces(indonesian, english, translator, MatchOptions())
    found = candidates(spaces)
    features = np.array([values for _, values in found])
    right = np.array(
        [indonesian[row].article_id == english[column].article_id for (row, column), _ in found], dtype=float
    )

    def loss(weights: np.ndarray) -> float:
        odds = features @ weights[:-1] + weights[-1]
        return float(np.logaddexp(0, odds).sum() - right @ odds + 0.05 * weights[:-1] @ weights[:-1])

    weights = minimize(loss, np.array([1.0, 1, 1, 1, -1]), method="L-BFGS-B").x.round(3)
    return MatchWeights(features=weights[:-1], bias=float(weights[-1]))


def measure(
    indonesian: list[Article], english: list[Article], translator: Translator, options: MatchOptions
) -> dict[str, Any]:
    """Return precision and recall of the matches in percent, and seconds."""
    begun = time.perf_counter()
    found = pair_articles(indonesian, english, translator, options)
    seconds = time.perf_counter() - begun
    right = sum(one.indonesian.article_id == one.english.article_id for one in found)
    wanted = len({one.article_id for one in indonesian} & {one.article_id for one in english})
    return {
        "indonesian": len(indonesian),
        "english": len(english),
        "pairs": wanted,
        "found": len(found),
        "precision": round(100 * right / max(1, len(found)), 2),
        "recall": round(100 * right / wanted, 2),
        "lowest_right_score": round(
            min((o.score for o in found if o.indonesian.article_id == o.english.article_id), default=0), 4
        ),
        "seconds": round(seconds, 1),
    }


def main() -> None:
    """Learn if asked to, then measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--learn", type=Path, help="weights.json to put the weights into.")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    documents = read_documents(given.docs)
    known = {sentence for document in documents for sentence in document.id_sentences}
    tuning, test = documents[:-TESTED], documents[-TESTED:]
    left, right = excerpts(given.pairs, known, 2 * OTHERS)
    with gzip.open(given.articles, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    news = [Article(article_id=f"news {number}", text=text) for number, text in enumerate(texts)]
    half = OTHERS // 2
    test_set = article_set(test, ([*left[:half], *news[:half]], right[:OTHERS]))
    translator = Translator.load("bundled", None, DecodingOptions(beam_size=1))
    options = MatchOptions()
    if given.learn:
        tuning_set = article_set(tuning, ([*left[half : 2 * half], *news[half : 2 * half]], right[OTHERS:]))
        weights = learn(*tuning_set, translator)
        values = json.loads(given.learn.read_text(encoding="utf-8"))
        values["matching"] = {**dict(zip(NAMES, weights.features.tolist(), strict=True)), "bias": weights.bias}
        given.learn.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
        options = MatchOptions(weights=weights)
    record(measure(*test_set, translator, options), given.out)


if __name__ == "__main__":
    main()
