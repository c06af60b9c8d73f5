"""How fast are Indonesian articles cut into sentences, and does the time grow with the length alone?"""

import statistics
import time
from collections.abc import Callable, Mapping

from translate.segmentation import segment

Segmenter = Callable[[str], list[str]]
ROUNDS = 5
LENGTHS = (1, 4, 16)
# The time for a megabyte may grow by this much from the shortest text to one 16 times as long: caches and the
# collector cost something; a square would make it 16.
MOST_GROWTH = 1.5
# What a broken scraper or a hostile writer can send, with the full length in characters.
HOSTILE = {
    "5 MB without a space": ("a", 5_000_000),
    "1 M quotation marks": ('"', 1_000_000),
    "1 M full stops": (".", 1_000_000),
    "1 M full stops with spaces": (". ", 1_000_000),
    "1 M opening brackets": ("(", 1_000_000),
    "1 M brackets that close": ("()", 1_000_000),
    "1 M newlines": ("\n", 1_000_000),
    "1 M lines of one letter": ("a\n", 1_000_000),
    "1 M initials": ("A.", 1_000_000),
    "1 M escaped ampersands": ("&amp;", 1_000_000),
    "1 M characters of links": ("Baca juga: ", 1_000_000),
    "1 M characters of addresses": ("www.a.", 1_000_000),
}


def speeds(texts: list[str], contest: Mapping[str, Segmenter]) -> dict[str, object]:
    """Return the megabytes a second of each segmenter, in turns, with their median."""
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    rates: dict[str, list[float]] = {name: [] for name in contest}
    for turn in range(ROUNDS + 1):
        for name, split in contest.items():
            began = time.process_time()
            for text in texts:
                split(text)
            if turn:  # the first turn fills the caches
                rates[name].append(megabytes / (time.process_time() - began))
    return {
        "megabytes": round(megabytes, 2),
        "articles": len(texts),
        "rounds": ROUNDS,
        **{
            name: {"median": round(statistics.median(all_rates), 2), "rounds": [round(rate, 2) for rate in all_rates]}
            for name, all_rates in rates.items()
        },
    }


def linearity(text: str) -> dict[str, dict[str, object]]:
    """Return the seconds a megabyte takes at 1, 4 and 16 times the length: articles in one text, and hostile texts."""
    found = {"articles in one text": growth(lambda share: text[: int(len(text) * share)])}
    for name, (piece, length) in HOSTILE.items():
        whole = (piece * (length // len(piece) + 1))[:length]
        found[name] = growth(lambda share, whole=whole: whole[: int(len(whole) * share)])
    return found


def growth(part: Callable[[float], str]) -> dict[str, object]:
    seconds = []
    for times in LENGTHS:
        text = part(times / LENGTHS[-1])
        megabytes = len(text.encode()) / 1e6
        seconds.append(min(process_seconds(text) for _ in range(3)) / megabytes)
    return {
        "seconds_per_megabyte": [round(one, 3) for one in seconds],
        "growth": round(seconds[-1] / seconds[0], 2),
    }


def process_seconds(text: str) -> float:
    began = time.process_time()
    segment(text)
    return time.process_time() - began
