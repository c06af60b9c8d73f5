"""How well English sentence splitters find the borders of documents whose sentences are known.

    python english_sentences.py DOCS.jsonl --out results/english_sentences.json

A line of DOCS has ``en_sentences``; they are joined by spaces, and each splitter has to find the borders again. The
splitters are no dependencies but the one that Sejajar uses: those that are not installed are left out. Only what works
offline right after installation is asked: no models, no downloads.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterable
from importlib import import_module, metadata
from pathlib import Path

from recording import record

Splitter = Callable[[str], Iterable[str]]


def splitters() -> dict[str, Callable[[], Splitter]]:
    """Return how each splitter is made, by the name of its distribution."""

    def spacy() -> Splitter:
        nlp = import_module("spacy").blank("en")
        nlp.add_pipe("sentencizer")
        return lambda text: [sentence.text for sentence in nlp(text).sents]

    def nltk() -> Splitter:
        # Without a download there is no model: Punkt with its defaults knows no abbreviations.
        return import_module("nltk.tokenize.punkt").PunktSentenceTokenizer().tokenize

    def syntok() -> Splitter:
        segmenter = import_module("syntok.segmenter")
        return lambda text: [
            text[sentence[0].offset : sentence[-1].offset + len(sentence[-1].value)]
            for paragraph in segmenter.analyze(text)
            for sentence in paragraph
        ]

    return {
        "sentencex": lambda: lambda text: import_module("sentencex").segment("en", text),
        "pysbd": lambda: import_module("pysbd").Segmenter(language="en", clean=False).segment,
        "blingfire": lambda: lambda text: import_module("blingfire").text_to_sentences(text).split("\n"),
        "syntok": syntok,
        "nltk": nltk,
        "spacy": spacy,
    }


def ends(sentences: Iterable[str]) -> set[int]:
    """Return where sentences end, counted in characters that are no white space; the text's own end is left out."""
    found, place = set(), 0
    for sentence in sentences:
        place += len("".join(sentence.split()))
        found.add(place)
    return found - {place}


def measure(split: Splitter, documents: list[list[str]]) -> dict[str, float]:
    """Return precision, recall and F1 of the borders in percent, and characters a second."""
    hits = made = wanted = characters = 0
    seconds = 0.0
    for sentences in documents:
        text = " ".join(sentences)
        begun = time.perf_counter()
        found = list(split(text))
        seconds += time.perf_counter() - begun
        gold, borders = ends(sentences), ends(found)
        hits, made, wanted = hits + len(gold & borders), made + len(borders), wanted + len(gold)
        characters += len(text)
    return {
        "precision": round(100 * hits / made, 2),
        "recall": round(100 * hits / wanted, 2),
        "f1": round(200 * hits / (made + wanted), 2),
        "characters_per_second": round(characters / seconds),
    }


def main() -> None:
    """Measure every splitter that is installed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    lines = given.docs.read_text(encoding="utf-8").splitlines()
    documents = [[" ".join(one.split()) for one in json.loads(line)["en_sentences"]] for line in lines]
    result: dict[str, object] = {"documents": len(documents), "sentences": sum(map(len, documents))}
    for name, make in splitters().items():
        try:
            split = make()
            split("One. Two.")
        except ImportError:
            result[name] = "not installed"
            continue
        result[name] = {"version": metadata.version(name), **measure(split, documents)}
    record(result, given.out)


if __name__ == "__main__":
    main()
