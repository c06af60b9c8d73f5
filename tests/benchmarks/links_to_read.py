"""Prints links of documents that no tuning saw, to be judged by a reader.

    python links_to_read.py PAIRS.tsv.gz --starts 0,1500 --lines 40 --out links.tsv

A document is a run of lines of a file of pairs, ``id<TAB>en``, joined to running text and cut again; 5 % of the lines
of each side are left out. ``results/links_read.tsv`` holds the places of 100 such links with a reader's judgement,
without their text, which is that of others.
"""

import argparse
import gzip
import random
from pathlib import Path

from corpus.alignment.aligning import AlignOptions, align
from corpus.records import Article
from corpus.versions import versions_of
from translate.decoding import DecodingOptions
from translate.translator import Translator


def main() -> None:
    """Align the documents and print one line a link: document, places, confidence, and both texts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--starts", required=True)
    parser.add_argument("--lines", type=int, default=40)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with gzip.open(given.pairs, "rt", encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file]
    chance = random.Random(1)
    texts = []
    for start in map(int, given.starts.split(",")):
        sides = [
            "\n".join(
                " ".join(line[side] for line in lines[first : first + 4] if chance.random() >= 0.05)
                for first in range(start, start + given.lines, 4)
            )
            for side in (0, 1)
        ]
        name = f"{given.pairs.name.split('.')[0]}:{start}"
        texts.append(versions_of(*(Article(article_id=name, text=side) for side in sides)).versions)
    translator = Translator.load("bundled", None, DecodingOptions(beam_size=1))
    rows = []
    for result in align(texts, translator, AlignOptions()):
        for link in result.links:
            left = " ".join(" ".join(result.versions.id_sentences[place].text.split()) for place in link.id)
            right = " ".join(result.versions.en_sentences[place].text for place in link.en)
            places = "\t".join("+".join(map(str, side)) for side in (link.id, link.en))
            rows.append(f"{result.versions.pair_id}\t{places}\t{link.confidence:.2f}\t{left}\t{right}")
    text = "\n".join(rows) + "\n"
    print(text)
    if given.out:
        given.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
