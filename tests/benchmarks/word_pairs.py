"""Makes the tables of words in ``translate/data``: counts, and translations by IBM model 1 (Brown et al. 1993).

    python tests/benchmarks/word_pairs.py PAIRS.tsv[.gz]... --news NEWS.txt[.gz] --exclude dev/news

``word_pairs.tsv`` holds a word in a line: its count in the pairs, its count in the news, and its English words with
probabilities in thousandths. ``english_words.tsv`` holds English words with their counts. Pairs and sentences whose
words are those of an excluded test set (STEM.id, STEM.en) are left out. 260,000 pairs need some 3 GB.
"""

import argparse
import gzip
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

DATA = Path(__file__).parents[2] / "translate" / "data"
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
MOST_PAIRS, MOST_WORDS, ROUNDS, SEED = 260_000, 40, 5, 1
# Rarer words have probabilities that mean nothing; more translations made no difference to quality.
LEAST_LEARNED, LEAST_KEPT, MOST_LETTERS = (4, 3), 8, 30
MOST_TRANSLATIONS, LEAST_PROBABILITY = 8, 0.02
Sides = tuple[list[str], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--news", type=Path, required=True)
    parser.add_argument("--exclude", type=Path, action="append", default=[], metavar="STEM")
    arguments = parser.parse_args()
    left_out = {
        key(words(line)) for stem in arguments.exclude for side in ("id", "en") for line in lines(f"{stem}.{side}")
    }
    counts, english, pairs = Counter(), Counter(), []
    for left, right in read(arguments.pairs, left_out):
        counts.update(left)
        english.update(right)
        if 0 < len(left) <= MOST_WORDS and 0 < len(right) <= MOST_WORDS:
            pairs.append((left, right))
    news = Counter()
    for line in lines(arguments.news):
        found = words(line)
        if key(found) not in left_out:
            news.update(found)
    random.Random(SEED).shuffle(pairs)
    likely = translations(pairs[:MOST_PAIRS], counts, english)
    with (DATA / "word_pairs.tsv").open("w", encoding="utf-8") as file:
        for word, count in ordered(counts):
            if word in likely:
                others = (f"{other} {round(share * 1000)}" for other, share in likely[word])
                file.write("\t".join([word, str(count), str(news[word]), *others]) + "\n")
    with (DATA / "english_words.tsv").open("w", encoding="utf-8") as file:
        file.writelines(f"{word}\t{count}\n" for word, count in ordered(english))


def lines(path: Path | str) -> Iterator[str]:
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        yield from file


def words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def key(found: list[str]) -> str:
    return " ".join(found)


def read(files: list[Path], left_out: set[str]) -> Iterator[Sides]:
    seen = set(left_out)
    for path in files:
        for line in lines(path):
            columns = line.rstrip("\n").split("\t")
            if len(columns) < 2:
                continue
            left, right = words(columns[0]), words(columns[1])
            if key(left) not in seen and key(right) not in left_out:
                seen.add(key(left))
                yield left, right


def ordered(counts: Counter[str]) -> Iterator[tuple[str, int]]:
    for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if count >= LEAST_KEPT and len(word) <= MOST_LETTERS:
            yield word, count


def translations(pairs: list[Sides], counts: Counter[str], english: Counter[str]) -> dict[str, list[tuple[str, float]]]:
    """Return the likeliest English words of each word, best first, by expectation and maximisation."""
    ours, theirs = (
        {word: place for place, (word, count) in enumerate(side.most_common()) if count >= least}
        for side, least in zip((counts, english), LEAST_LEARNED, strict=True)
    )
    size, links, places, place = len(theirs), [], [], 0
    for left, right in pairs:
        one = np.array(sorted({ours[word] for word in left if word in ours}), dtype=np.int64)
        other = np.array(sorted({theirs[word] for word in right if word in theirs}), dtype=np.int64)
        links.append((one[:, None] * size + other).ravel())
        places.append(np.tile(np.arange(place, place + len(other), dtype=np.int32), len(one)))
        place += len(other)
    where = np.concatenate(places)
    unique, inverse = np.unique(np.concatenate(links), return_inverse=True)
    sources = unique // size
    probability = np.ones(len(unique), dtype=np.float32)
    for _ in range(ROUNDS):
        share = probability[inverse]
        share /= np.bincount(where, share, minlength=place).astype(np.float32)[where]
        expected = np.bincount(inverse, share, minlength=len(unique))
        probability = (expected / np.bincount(sources, expected)[sources]).astype(np.float32)
    our_words, their_words = list(ours), list(theirs)
    found: dict[str, list[tuple[str, float]]] = {}
    for number in np.lexsort((-probability, sources)):
        best = found.setdefault(our_words[sources[number]], [])
        if len(best) < MOST_TRANSLATIONS and probability[number] >= LEAST_PROBABILITY:
            best.append((their_words[unique[number] % size], float(probability[number])))
    return found


if __name__ == "__main__":
    main()
