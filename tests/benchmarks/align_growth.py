"""Seconds and memory of alignment for texts of 50 to 5,000 sentences, all told and without the translation.

    python align_growth.py PAIRS.tsv.gz --out results/align_growth.json --plot results/align_growth.svg

The texts are consecutive lines of a file of pairs, ``id<TAB>en``, one sentence a line; 5 % of the lines of each side
are left out. Each size runs in a process of its own, so that its peak memory is its own. ``per_second`` counts
Indonesian sentences. The rate of a LaBSE aligner is stated for comparison from the operations of its encoder: 12 layers
of width 768 (85 million weights), two operations a weight and token, both sides of each pair, and the overlaps of up to
3 sentences that vecalign and bertalign encode besides; divided by the operations a second that a product of matrices of
that size reaches in torch on this machine, in the same run. The embedding table costs nothing there.
"""

import argparse
import gzip
import json
import random
import resource
import time
from pathlib import Path
from typing import Any

from recording import from_own_process, keep

SIZES = (50, 150, 500, 1500, 5000)
_LABSE_WEIGHTS = 12 * 12 * 768 * 768
_TOKENS = 30
_OVERLAPS = 6  # each sentence stands in one span of 1, two of 2 and three of 3 sentences


def texts(path: Path, size: int) -> tuple[list[str], list[str]]:
    """Return so many lines of both sides, 5 % of each left out."""
    chance = random.Random(size)
    sides: tuple[list[str], list[str]] = ([], [])
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number == size:
                break
            for side, text in zip(sides, line.rstrip("\n").split("\t"), strict=True):
                if chance.random() >= 0.05:
                    side.append(text)
    return sides


def measure(path: Path, size: int) -> dict[str, Any]:
    """Return seconds and peak memory of one size, and the share of links that join lines of the same pair."""
    from corpus.alignment.aligning import AlignOptions, align
    from corpus.versions import presegmented_versions
    from translate.decoding import DecodingOptions
    from translate.translator import Translator

    class Timed:
        """A translator that counts its seconds."""

        seconds = 0.0

        def translate(self, sentences: Any, options: Any = None) -> Any:
            begun = time.perf_counter()
            found = translator.translate(sentences, options)
            self.seconds += time.perf_counter() - begun
            return found

    indonesian, english = texts(path, size)
    begun = time.perf_counter()
    translator = Translator.load("bundled", None, DecodingOptions(beam_size=1))
    loading = time.perf_counter() - begun
    timed = Timed()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, processor = time.perf_counter(), time.process_time()
    (result,) = align([presegmented_versions("growth", indonesian, english).versions], timed, AlignOptions())
    seconds, processor = time.perf_counter() - begun, time.process_time() - processor
    return {
        "sentences": size,
        "indonesian": len(indonesian),
        "english": len(english),
        "links": sum(bool(link.id and link.en) for link in result.links),
        "loading_seconds": round(loading, 2),
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor, 2),
        "seconds_without_translation": round(seconds - timed.seconds, 2),
        "per_second": round(len(indonesian) / seconds, 1),
        "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "megabytes_before": round(before / 1024),
    }


def labse_per_second() -> dict[str, float]:
    """Return how many sentence pairs a second the encoder of LaBSE can do at most on this machine, in float32."""
    import torch

    left, right = torch.randn(64 * _TOKENS, 768), torch.randn(768, 3072)
    for _ in range(3):
        left @ right
    begun = time.perf_counter()
    for _ in range(20):
        left @ right
    rate = 20 * 2 * left.shape[0] * 768 * 3072 / (time.perf_counter() - begun)
    operations = 2 * _LABSE_WEIGHTS * _TOKENS * 2
    return {
        "gigaflops": round(rate / 1e9, 1),
        "pairs_per_second_single_sentences": round(rate / operations, 1),
        "pairs_per_second_with_overlaps": round(rate / (operations * _OVERLAPS), 1),
    }


def plot(rows: list[dict[str, Any]]) -> str:
    """Return an SVG of seconds and megabytes by sentences, both axes logarithmic."""
    import math

    width, height, left, bottom = 560, 360, 60, 320
    xs = [math.log10(row["sentences"]) for row in rows]

    def x_of(value: float) -> float:
        return left + (value - xs[0]) / (xs[-1] - xs[0]) * 440

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="12">'
    ]
    parts.append(f'<rect width="{width}" height="{height}" fill="white"/>')
    for row, x in zip(rows, xs, strict=True):
        parts.append(f'<text x="{x_of(x):.0f}" y="{bottom + 18}" text-anchor="middle">{row["sentences"]}</text>')
    for power in range(-2, 4):
        y = bottom - (power + 2) * 50
        parts.append(f'<line x1="{left}" x2="{left + 440}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{10.0**power:g}</text>')
    for name, colour, label in (
        ("seconds", "#1b6ca8", "seconds, all told"),
        ("seconds_without_translation", "#2a9d5c", "seconds without the translation"),
        ("megabytes", "#b5532a", "megabytes at the peak"),
    ):
        points = [
            (x_of(x), bottom - (math.log10(max(row[name], 0.01)) + 2) * 50) for row, x in zip(rows, xs, strict=True)
        ]
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{line}"/>')
        x, y = points[-1]
        parts.append(f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" text-anchor="end" dy="-8">{label}</text>')
    parts.append(f'<text x="{left + 220}" y="{bottom + 36}" text-anchor="middle">sentences of each side</text></svg>')
    return "\n".join(parts) + "\n"


def main() -> None:
    """Measure every size, or the one that is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--size", type=int)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    if given.size:
        print(json.dumps(measure(given.pairs, given.size)))
        return
    rows = []
    for size in SIZES:
        rows.append(from_own_process(__file__, str(given.pairs), "--size", str(size)))
        print(json.dumps(rows[-1]), flush=True)
    keep({"sizes": rows, "labse": labse_per_second()}, given.out)
    if given.plot:
        given.plot.write_text(plot(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
