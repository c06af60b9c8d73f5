"""How well does quality tell good translations from bad ones, on pairs that its scale was not fitted on?

    python tests/benchmarks/quality.py dev/news dev/general newspapers encyclopedia \\
        --exclude-lines general=dev/general.suspect-lines --out tests/benchmarks/results/quality.json \\
        --plot tests/benchmarks/results/quality.svg

A stem names STEM.id and STEM.en, one sentence a line. All sentences are translated, every second one of all sets
together fits a scale, and the other half is scored with it, both ways round. Pairs whose English the model finds too
unlikely (below its limit of adequacy) are not fitted on; they are scored, and the last column leaves them out, since
most of them are no translations. For each set the result has the Pearson correlation with sentence chrF++ of quality
and of the model's score alone; for all sets together a table of reliability, the lowest and the highest tenth, each
kind of evidence by itself, and the time that quality takes beside translation.
"""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from recording import record, test_set_parser

from translate.calibrating import ACCEPTABLE, sentence_chrf
from translate.evidence import evidence, evidence_table
from translate.pair_files import read_parallel_lines
from translate.quality import fit_scale, quality_of
from translate.translator import Translator
from translate.word_pairs import packaged_word_pairs

BINS = 10
Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]


def main() -> None:
    parser = test_set_parser(__doc__)
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    excluded = dict(each.split("=", 1) for each in arguments.exclude_lines)
    names, pairs = read(arguments.stems, excluded)
    translator = Translator.load(arguments.model)
    translator.calibration, measured = None, translator.calibration
    begun = time.process_time()
    translations = translator.translate([source for source, _ in pairs])
    seconds = time.process_time() - begun
    packaged_word_pairs()
    begun = time.process_time()
    if measured:
        for one in translations:
            quality_of(one, measured.quality.scale)
    added = time.process_time() - begun
    chrf = np.array(sentence_chrf([one.text for one in translations], [english for _, english in pairs]))
    rows = [evidence(one, packaged_word_pairs()) for one in translations]
    limit = measured.adequacy.threshold if measured else -np.inf
    adequate = np.array([value is None or value >= limit for value in translator.adequacy(pairs)])
    quality = held_out(rows, chrf, adequate)
    score = np.array([row["score"] for row in rows])
    sets = {name: np.array([one == name for one in names]) for name in dict.fromkeys(names)}
    sets["all together"] = np.ones(len(names), dtype=bool)
    result = {
        "pairs": len(pairs),
        "acceptable_chrf": ACCEPTABLE,
        "pearson_with_chrf": {
            name: {
                "pairs": int(chosen.sum()),
                "score": pearson(score[chosen], chrf[chosen]),
                "quality": pearson(quality[chosen], chrf[chosen]),
                "quality, adequate references": pearson(quality[chosen & adequate], chrf[chosen & adequate]),
            }
            for name, chosen in sets.items()
        },
        "reliability": reliability(quality, chrf >= ACCEPTABLE),
        "tenths": tenths(quality, chrf),
        "evidence": {
            name: pearson(np.array(values), chrf) for name, values in evidence_table(rows).items() if np.ptp(values)
        },
        "time_of_quality_over_translation": round(added / seconds, 4),
    }
    record(result, arguments.out)
    if arguments.plot:
        arguments.plot.write_text(drawing(result["reliability"]), encoding="utf-8")


def read(stems: Sequence[Path], excluded: dict[str, str]) -> tuple[list[str], list[tuple[str, str]]]:
    names, found = [], []
    for stem in stems:
        listed = excluded.get(stem.name)
        left_out = set(map(int, Path(listed).read_text(encoding="utf-8").split())) if listed else set()
        for number, pair in enumerate(read_parallel_lines(stem), start=1):
            if number not in left_out and all(side.strip() for side in pair):
                names.append(stem.name)
                found.append(pair)
    return names, found


def held_out(rows: list[dict[str, float]], chrf: Numbers, adequate: np.ndarray) -> Numbers:
    quality = np.zeros(len(rows))
    places = np.arange(len(rows))
    for parity in (0, 1):
        fitted = places[(places % 2 != parity) & adequate]
        scale = fit_scale(evidence_table([rows[place] for place in fitted]), chrf[fitted].tolist(), ACCEPTABLE)
        for place in places[places % 2 == parity]:
            quality[place] = scale.quality(rows[place])
    return quality


def pearson(one: Numbers, other: Numbers) -> float:
    return round(float(np.corrcoef(one, other)[0, 1]), 3)


def reliability(quality: Numbers, accepted: np.ndarray) -> list[dict[str, float]]:
    """Return for each tenth of the scale how many pairs lie there, their mean quality, and the share accepted."""
    places = np.minimum((quality * BINS).astype(int), BINS - 1)
    return [
        {
            "pairs": int((places == place).sum()),
            "quality": round(float(quality[places == place].mean()), 3),
            "accepted": round(float(accepted[places == place].mean()), 3),
        }
        for place in range(BINS)
        if (places == place).any()
    ]


def tenths(quality: Numbers, chrf: Numbers) -> dict[str, dict[str, float]]:
    order = np.argsort(quality, kind="stable")
    size = len(order) // 10
    chosen = {"lowest": order[:size], "highest": order[-size:]}
    return {
        name: {
            "chrf": round(float(chrf[places].mean()), 1),
            "accepted": round(float((chrf[places] >= ACCEPTABLE).mean()), 3),
        }
        for name, places in chosen.items()
    }


def drawing(bins: list[dict[str, float]]) -> str:
    """Return the reliability as an SVG: a dot for each tenth of the scale, as large as it has pairs."""
    left, top, size = 56, 40, 360
    most = max(one["pairs"] for one in bins)
    width, height = left + size + 60, top + size + 52
    parts = [f'<path d="M{left},{top + size} L{left + size},{top}" stroke="#8a8a8a" stroke-dasharray="5 4"/>']
    for step in range(0, 11, 2):
        x, y = left + size * step / 10, top + size - size * step / 10
        parts.append(f'<path d="M{left},{y:.1f} h{size} M{x:.1f},{top} v{size}" stroke="#eeeeee"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4.5:.1f}" text-anchor="end" fill="#555555">{step / 10:g}</text>')
        parts.append(
            f'<text x="{x:.1f}" y="{top + size + 20}" text-anchor="middle" fill="#555555">{step / 10:g}</text>'
        )
    for one in bins:
        x, y = left + size * one["quality"], top + size * (1 - one["accepted"])
        radius = 3 + 11 * (one["pairs"] / most) ** 0.5
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#0072b2" fill-opacity="0.75">'
            f"<title>{one['pairs']:,} pairs: {one['quality']:.2f}, {one['accepted']:.0%} accepted</title></circle>"
        )
        parts.append(f'<text x="{x + radius + 4:.1f}" y="{y + 16:.1f}" fill="#222222">{one["pairs"]:,}</text>')
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            'font-family="sans-serif" font-size="13" role="img">',
            "<title>Reliability of quality</title>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            f'<text x="{left}" y="24" fill="#222222">Share with chrF++ of {ACCEPTABLE:g} or more, by quality</text>',
            *parts,
            f'<text x="{left + size / 2}" y="{top + size + 42}" text-anchor="middle" fill="#222222">'
            "quality of pairs that the scale was not fitted on; numbers are pairs</text>",
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    main()
