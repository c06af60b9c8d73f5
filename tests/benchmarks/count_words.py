"""Counts in how many English sentences each word stands, for the weights of words in alignment.

    python count_words.py ../../translate/training/pairs/*.tsv --out ../../corpus/alignment/english_words.tsv

The sentences are the project's own, CC0. Words in fewer than three of them are left out: they are rare anyway.
"""

import argparse
from collections import Counter
from pathlib import Path

from corpus.alignment.vectors import folded_words

LEAST = 3


def main() -> None:
    """Count and write ``word<TAB>sentences``, the number of all sentences in the first line, which has no word."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    sentences = 0
    for file in sorted(given.files):
        for line in file.read_text(encoding="utf-8").splitlines():
            _, _, english = line.partition("\t")
            counts.update(set(folded_words(english).split()))
            sentences += 1
    rows = [f"\t{sentences}", *(f"{word}\t{count}" for word, count in sorted(counts.items()) if count >= LEAST)]
    given.out.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
