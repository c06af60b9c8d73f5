"""What does each filter catch, and what does it cost? Seeded corruptions of clean human pairs.

    python tests/benchmarks/filters.py dev/news dev/general --exclude-lines general=dev/general.suspect-lines \\
        --out tests/benchmarks/results/filters.json

A stem names STEM.id and STEM.en, one sentence a line. Every corruption is made of the clean pairs themselves, by a
seeded random choice, but for other languages: those are sentences written for this benchmark, with their English
(``other_languages.tsv``). For every filter and corruption the table gives the AUC (the chance that a corrupted pair
is worse than a clean one), the recall at the threshold that drops at most 1 % of the clean pairs, and the recall at
the default threshold. ``--worst NAME`` prints the clean pairs that a filter accuses. Not every human pair is without
fault: ``differing_numbers.txt`` lists the lines whose sides, read one by one, do state different numbers, each with
the beginning of the SHA-256 of its pair, so that no verdict is taken for that on another text.

Adequacy needs a model, whose own limit is used. The false drops are given for each set too, since the sets differ: in
``news`` and ``general`` some pairs are no translations.
"""

import argparse
import hashlib
import math
import os
import platform
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from recording import keep

from corpus.filtering import PlainPair, failed_filters, filter_limits, score_pairs
from translate.limits import Limit
from translate.numbers import compare_numbers
from translate.translator import Translator

SEED = 20
FALSE_DROPS = 0.01
OTHER_LANGUAGES = Path(__file__).parent / "other_languages.tsv"
DIFFERING = Path(__file__).parent / "differing_numbers.txt"
Pairs = list[PlainPair]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stems", type=Path, nargs="+")
    parser.add_argument("--exclude-lines", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--worst", metavar="FILTER")
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    numbered = read_pairs(arguments.stems, dict(each.split("=", 1) for each in arguments.exclude_lines))
    translator = Translator.load(arguments.model)
    numbered = dict(zip(numbered, with_adequacy(list(numbered.values()), translator), strict=True))
    clean = list(numbered.values())
    measured_limit = translator.calibration and translator.calibration.adequacy.threshold
    rules = filter_limits({} if measured_limit is None else {"adequacy": measured_limit})
    started = time.perf_counter()
    scores = score_pairs(clean)
    seconds = time.perf_counter() - started
    if arguments.worst:
        print_accused(clean, scores[arguments.worst], rules[arguments.worst])
        return
    result = {
        "clean_pairs": len(clean),
        "seed": SEED,
        "machine": f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, one used",
        "pairs_per_second": {"all filters": round(len(clean) / seconds), **speeds(clean, rules)},
        "defaults": {
            name: {"threshold": rule.threshold, "direction": rule.direction} for name, rule in filter_limits().items()
        },
        "adequacy_threshold_of_the_model": rules["adequacy"].threshold,
        "false_drops_at_default": false_drops(scores, rules),
        "false_drops_by_set": false_drops_by_set(list(numbered), scores, rules),
        "corruptions": {
            name: table(scores, with_adequacy(corrupt, translator), rules)
            for name, corrupt in corruptions(clean).items()
        },
        "changed_numbers": changed_numbers(numbered),
    }
    print(as_text(result))
    keep(result, arguments.out)


def read_pairs(stems: Sequence[Path], excluded: dict[str, str]) -> dict[str, PlainPair]:
    """Return the pairs by test set and line, such as ``news 12``."""
    found = {}
    for stem in stems:
        sides = [Path(f"{stem}.{side}").read_text(encoding="utf-8").split("\n") for side in ("id", "en")]
        left_out = excluded.get(stem.name)
        numbers = set(map(int, Path(left_out).read_text(encoding="utf-8").split())) if left_out else set()
        for number, (one, other) in enumerate(zip(*sides, strict=True), start=1):
            if one and other and number not in numbers:
                found[f"{stem.name} {number}"] = PlainPair(id=one, en=other)
    return found


def with_adequacy(pairs: Pairs, translator: Translator) -> Pairs:
    values = translator.adequacy([(one.id, one.en) for one in pairs])
    return [replace(one, adequacy=value) for one, value in zip(pairs, values, strict=True)]


def corruptions(clean: Pairs) -> dict[str, Pairs]:
    rng = random.Random(SEED)
    neighbours = [(one, after) for one, after in pairwise(clean) if one.id != after.id]
    other = [line.split("\t") for line in OTHER_LANGUAGES.read_text(encoding="utf-8").splitlines()]
    return {
        "neighbour's translation": [PlainPair(id=one.id, en=after.en) for one, after in neighbours],
        "half of the English missing": [PlainPair(id=one.id, en=first_half(one.en)) for one in clean if long(one.en)],
        "half of the Indonesian missing": [
            PlainPair(id=first_half(one.id), en=one.en) for one in clean if long(one.id)
        ],
        "number changed": [changed for one in clean if (changed := number_changed(one, rng))],
        "number word changed": [changed for one in clean if (changed := number_word_changed(one, rng))],
        "copied source": [PlainPair(id=one.id, en=one.id) for one in clean],
        "English on both sides": [PlainPair(id=one.en, en=one.en) for one in clean],
        "Malay source": [PlainPair(id=text, en=english) for name, text, english in other if name == "ms"],
        "Javanese source": [PlainPair(id=text, en=english) for name, text, english in other if name == "jv"],
        "Minangkabau source": [PlainPair(id=text, en=english) for name, text, english in other if name == "min"],
        "Sundanese source": [PlainPair(id=text, en=english) for name, text, english in other if name == "su"],
        "two English sentences": [PlainPair(id=one.id, en=f"{one.en} {after.en}") for one, after in neighbours],
        "two Indonesian sentences": [PlainPair(id=f"{one.id} {after.id}", en=one.en) for one, after in neighbours],
        "loop": [PlainPair(id=one.id, en=looped(one.en, rng)) for one in clean if long(one.en)],
        "names replaced": [changed for one in clean if (changed := names_replaced(one, clean, rng))],
    }


def long(text: str) -> bool:
    return len(text.split()) >= 6


def first_half(text: str) -> str:
    words = text.split()
    return " ".join(words[: len(words) // 2])


_FIGURE = re.compile(r"\d(?:[\d.,:]*\d)?")


def number_changed(pair: PlainPair, rng: random.Random) -> PlainPair | None:
    """Return the pair with one digit changed, on either side, in a figure that stands once on each side.

    Figures are told apart by their digits alone, and pairs that are accused as they are are left out.
    """
    sides = [{}, {}]
    for found, text in zip(sides, (pair.id, pair.en), strict=True):
        for match in _FIGURE.finditer(text):
            found.setdefault(re.sub(r"\D", "", match[0]), []).append(match)
    shared = [digits for digits in sides[0] if all(len(side.get(digits, ())) == 1 for side in sides)]
    if not shared or compare_numbers(pair.id, pair.en).conflicts:
        return None
    side, digits = rng.choice((0, 1)), rng.choice(shared)
    match = sides[side][digits][0]
    place = rng.choice([place for place, char in enumerate(match[0]) if char.isdigit()])
    digit = rng.choice([char for char in "123456789" if char != match[0][place]])
    changed = match[0][:place] + digit + match[0][place + 1 :]
    if re.sub(r"\D", "", changed) in sides[0].keys() | sides[1].keys():
        return None
    text = match.string[: match.start()] + changed + match.string[match.end() :]
    return PlainPair(id=pair.id if side else text, en=text if side else pair.en)


_WORDS = {"dua": "two", "tiga": "three", "empat": "four", "lima": "five", "enam": "six", "tujuh": "seven"}


def number_word_changed(pair: PlainPair, rng: random.Random) -> PlainPair | None:
    """Return the pair with ``three`` in place of ``two`` or the like, where each side says that number once."""
    ours, theirs = pair.id.lower().split(), pair.en.split()
    shared = [other for one, other in _WORDS.items() if ours.count(one) == 1 and theirs.count(other) == 1]
    if not shared or compare_numbers(pair.id, pair.en).conflicts:
        return None
    old = rng.choice(shared)
    new = rng.choice([one for one in _WORDS.values() if one != old and one not in theirs])
    return PlainPair(id=pair.id, en=re.sub(rf"\b{old}\b", new, pair.en, count=1))


def looped(text: str, rng: random.Random) -> str:
    words = text.split()
    size = rng.randint(1, 5)
    start = rng.randint(size, len(words))
    return " ".join(words[:start] + words[start - size : start] * rng.randint(3, 8))


_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")


def names_replaced(pair: PlainPair, clean: Pairs, rng: random.Random) -> PlainPair | None:
    """Return the pair with the names within its English replaced by those of another pair's English."""
    names = _NAME.findall(pair.en)
    others = _NAME.findall(rng.choice(clean).en)
    if len(names) < 3 or len(others) < 3:
        return None
    return PlainPair(id=pair.id, en=_NAME.sub(lambda match: rng.choice(others), pair.en))


def table(clean: dict[str, list[float]], corrupt: Pairs, rules: dict[str, Limit]) -> dict[str, object]:
    scores = score_pairs(corrupt)
    rows = {name: measured(clean[name], scores[name], rule) for name, rule in rules.items()}
    caught = [bool(failed_filters(one, rules)) for one in as_rows(scores)]
    return {"pairs": len(corrupt), "any_default": round(sum(caught) / len(caught), 4), "filters": rows}


def measured(clean: list[float], corrupt: list[float], rule: Limit) -> dict[str, float]:
    """Return AUC, recall at no more than 1 % false drops, and recall at the default; NaN counts as the best value."""
    good, bad = badness(clean, rule), badness(corrupt, rule)
    order = np.sort(good)
    below, up_to = (np.searchsorted(order, bad, side=side) for side in ("left", "right"))
    limit = order[math.ceil(len(order) * (1 - FALSE_DROPS)) - 1]
    return {
        "auc": round(float(np.mean(below + up_to)) / 2 / len(order), 4),
        "recall_at_1_percent": round(float(np.mean(bad > limit)), 4),
        "recall_at_default": round(sum(not rule.passes(value) for value in corrupt) / len(corrupt), 4),
    }


def badness(values: list[float], rule: Limit) -> np.ndarray:
    signed = np.array(values) * (1 if rule.direction == "at_most" else -1)
    return np.where(np.isnan(signed), -np.inf, signed)


def as_rows(scores: dict[str, list[float]]) -> list[dict[str, float]]:
    return [dict(zip(scores, values, strict=True)) for values in zip(*scores.values(), strict=True)]


def false_drops(scores: dict[str, list[float]], rules: dict[str, Limit]) -> dict[str, float]:
    failed = [failed_filters(row, rules) for row in as_rows(scores)]
    shares = {name: round(sum(name in one for one in failed) / len(failed), 4) for name in rules}
    return {"any": round(sum(map(bool, failed)) / len(failed), 4), **shares}


def false_drops_by_set(lines: Sequence[str], scores: dict[str, list[float]], rules: dict[str, Limit]) -> dict:
    failed = [failed_filters(row, rules) for row in as_rows(scores)]
    found = {}
    for name in dict.fromkeys(line.split()[0] for line in lines):
        own = [one for line, one in zip(lines, failed, strict=True) if line.split()[0] == name]
        shares = {"any": sum(map(bool, own)), "adequacy": sum("adequacy" in one for one in own)}
        found[name] = {"pairs": len(own), **{key: round(number / len(own), 4) for key, number in shares.items()}}
    return found


def changed_numbers(numbered: dict[str, PlainPair]) -> dict[str, object]:
    rng = random.Random(SEED)
    changed = [found for one in numbered.values() for _ in range(4) if (found := number_changed(one, rng))]
    conflicts = [bool(compare_numbers(one.id, one.en).conflicts) for one in changed]
    accused = {line for line, one in numbered.items() if compare_numbers(one.id, one.en).conflicts}
    differing = read_differing(numbered)
    return {
        "changed": len(changed),
        "caught": round(sum(conflicts) / len(conflicts), 4),
        "clean_accused": len(accused),
        "clean_accused_share": round(len(accused) / len(numbered), 4),
        "read_and_different": len(accused & differing),
        "wrongly_accused": len(accused - differing),
        "wrongly_accused_share": round(len(accused - differing) / len(numbered), 4),
    }


def read_differing(numbered: dict[str, PlainPair]) -> set[str]:
    """Return the lines that were read and found different, of those whose pair is still the one that was read."""
    lines = [line.split() for line in DIFFERING.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    verdicts = {f"{name} {number}": digest for name, number, digest in lines}
    return {line for line, digest in verdicts.items() if line in numbered and fingerprint(numbered[line]) == digest}


def fingerprint(pair: PlainPair) -> str:
    return hashlib.sha256(f"{pair.id}\t{pair.en}".encode()).hexdigest()[:12]


def speeds(pairs: Pairs, rules: dict[str, Limit]) -> dict[str, int]:
    found = {}
    for name in rules:
        compare_numbers.cache_clear()
        started = time.perf_counter()
        score_pairs(pairs, [name])
        found[name] = round(len(pairs) / (time.perf_counter() - started))
    return found


def print_accused(pairs: Pairs, values: list[float], rule: Limit) -> None:
    worst: Callable[[int], float] = lambda place: values[place] * (1 if rule.direction == "at_least" else -1)  # noqa: E731
    for place in sorted((place for place, value in enumerate(values) if not rule.passes(value)), key=worst):
        print(f"{values[place]:.3f}\n  {pairs[place].id}\n  {pairs[place].en}")


def as_text(result: dict) -> str:
    lines = [f"{result['clean_pairs']} clean pairs; speed {result['pairs_per_second']}"]
    lines.append(f"false drops at the defaults: {result['false_drops_at_default']}")
    lines.append(f"changed numbers: {result['changed_numbers']}")
    for name, one in result["corruptions"].items():
        lines.append(f"{name} ({one['pairs']}): any default {one['any_default']:.3f}")
        for filter_name, row in one["filters"].items():
            if row["auc"] > 0.55 or row["recall_at_default"] > 0.01:
                lines.append(
                    f"    {filter_name:18} AUC {row['auc']:.3f}  recall at 1 % {row['recall_at_1_percent']:.3f}"
                    f"  at default {row['recall_at_default']:.3f}"
                )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
