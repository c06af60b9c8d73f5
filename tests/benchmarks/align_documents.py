"""How well sentences are aligned: strict and lax F1, refusal of unrelated texts, calibration; beside other aligners.

    python align_documents.py DOCS.jsonl --pivot PIVOT.json --out results/align_documents.json \\
        --hunalign HUNALIGN/src/hunalign/hunalign --bleualign BLEUALIGN_FOLDER

The documents are disturbed (``disturbed_documents.py``) with seeds that learning did not see; the weights were learned
on the other half of them. All aligners get the same sentences. What needs a model from a network, or is not there, is
said so: vecalign needs the embeddings of LASER, and bertalign downloads LaBSE. Of bleualign and of hunalign on the
pivot our translation is the input. ``galechurch`` (PyPI) is length only.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import import_module, metadata
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from alignment_data import Case, make_cases, read_or_make_pivot
from disturbed_documents import Links, halves, read_documents, scores
from learn_alignment import masked
from recording import record

from corpus.alignment.aligning import coverage, found_links
from corpus.alignment.records import Link
from corpus.alignment.vectors import gather_evidence
from corpus.alignment.weights import learned_weights

SEEDS = (101, 102, 103)
UNRELATED = 200
CONFIDENCE = 0.3
Aligner = Callable[[Case], Links]


def our_links(case: Case) -> list[Link]:
    """Return our links with their confidence, those that are too unsure left out."""
    evidence = gather_evidence(case.indonesian, case.pivot, case.english)
    links = found_links(evidence, learned_weights())
    if coverage(evidence, links)[1] < learned_weights().refusal:
        return []
    return [link for link in links if link.confidence >= CONFIDENCE]


def as_links(links: Sequence[Link]) -> Links:
    """Return links without their confidence."""
    return {(link.id, link.en) for link in links}


def galechurch(case: Case) -> Links:
    """Return the links of galechurch, which looks at lengths only."""
    found = import_module("galechurch").align(case.indonesian, case.english)
    return _whole(
        (range(one.source_start, one.source_end), range(one.target_start, one.target_end)) for one in found.beads
    )


def bleualign_from(folder: Path) -> Aligner:
    """Return bleualign with our pivot as its translation."""
    sys.path.insert(0, str(folder))
    aligner = import_module("bleualign.align").Aligner

    def align(case: Case) -> Links:
        options = {
            "srcfile": case.indonesian,
            "targetfile": case.english,
            "srctotarget": [list(case.pivot)],
            "targettosrc": [],
            "verbosity": 0,
        }
        found = aligner(options)
        found.mainloop()
        return _whole(one for one, _ in found.multialign)

    return align


def hunalign_from(program: Path, *, pivot: bool) -> Aligner:
    """Return hunalign without a dictionary, which it then makes itself; with ``pivot`` on our translation."""

    def align(case: Case) -> Links:
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / name for name in ("source", "target", "none.dic")]
            for path, lines in zip(paths, (case.pivot if pivot else case.indonesian, case.english, ()), strict=True):
                path.write_text("".join(" ".join(line.split()) + "\n" for line in lines), encoding="utf-8")
            command = [str(program.resolve()), "-realign", str(paths[2]), str(paths[0]), str(paths[1])]
            # It writes its dictionary into the folder where it runs.
            done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
        ladder = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 2]
        steps = [(int(one), int(other)) for one, other, _ in ladder]
        return _whole(
            (range(a, min(c, len(case.indonesian))), range(b, min(d, len(case.english))))
            for (a, b), (c, d) in pairwise(steps)
        )

    return align


def _whole(links: Any) -> Links:
    """Return the links that have both sides, as tuples."""
    return {(tuple(left), tuple(right)) for left, right in links if len(left) and len(right)}


def compared(cases: Sequence[Case], aligners: dict[str, Aligner]) -> dict[str, Any]:
    """Return the scores of every aligner, with seconds and the links it finds in unrelated texts."""
    strangers = unrelated(cases)
    result: dict[str, Any] = {}
    for name, align in aligners.items():
        begun = time.perf_counter()
        found = [(case.gold, align(case)) for case in cases]
        seconds = time.perf_counter() - begun
        false = [len(align(case)) for case in strangers]
        result[name] = {
            **scores(found),
            "links_in_unrelated": sum(false),
            "unrelated_with_links": sum(map(bool, false)),
            "seconds": round(seconds, 2),
        }
        print(name, result[name], file=sys.stderr, flush=True)
    return result


def unrelated(cases: Sequence[Case]) -> list[Case]:
    """Return pairs of texts that do not belong together: the Indonesian of one document, the English of another."""
    chance, found = random.Random(5), []
    while len(found) < UNRELATED:
        one, other = chance.sample(cases, 2)
        if _source(one) != _source(other):
            found.append(
                Case(
                    name=f"{one.name} / {other.name}",
                    id_segments=one.id_segments,
                    en_segments=other.en_segments,
                    pivot=one.pivot,
                    gold=one.gold,
                )
            )
    return found


def _source(case: Case) -> str:
    """Return the file that a document was cut out of: excerpts of one talk may overlap."""
    return case.name.split()[0].rpartition("-")[0] if case.name.startswith("ted") else case.name.split()[0]


def reliability(cases: Sequence[Case]) -> dict[str, Any]:
    """Return, by confidence in tenths, how many links there are, their mean confidence and the share that is right."""
    pairs = []
    for case in cases:
        evidence = gather_evidence(case.indonesian, case.pivot, case.english)
        inside = {place for left, _ in case.gold.open for place in left}
        for link in found_links(evidence, learned_weights()):
            if not inside & set(link.id):
                pairs.append((link.confidence, (link.id, link.en) in case.gold.links))
    values = np.array(pairs)
    rows, error = [], 0.0
    for low in np.arange(0, 1, 0.1):
        part = values[(values[:, 0] >= low) & (values[:, 0] < low + 0.1)]
        if len(part):
            confidence, right = part.mean(axis=0)
            error += abs(confidence - right) * len(part) / len(values)
            rows.append(
                {
                    "from": round(low, 1),
                    "links": len(part),
                    "confidence": round(confidence, 3),
                    "right": round(right, 3),
                }
            )
    return {"expected_error": round(error, 4), "tenths": rows}


def reliability_plot(rows: Sequence[dict[str, Any]]) -> str:
    """Return an SVG of the share of right links by confidence; on the dotted line both are equal."""
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="380" height="370" font-family="sans-serif" font-size="12">',
        '<rect width="380" height="370" fill="white"/>',
        '<line x1="50" y1="320" x2="350" y2="20" stroke="#999" stroke-dasharray="3 4"/>',
        '<path d="M50 20V320H350" fill="none" stroke="#333"/>',
    ]
    for tenth in range(0, 11, 2):
        at = tenth * 30
        parts.append(f'<text x="{50 + at}" y="336" text-anchor="middle">{tenth / 10}</text>')
        parts.append(f'<text x="44" y="{324 - at}" text-anchor="end">{tenth / 10}</text>')
    points = [(50 + 300 * row["confidence"], 320 - 300 * row["right"], row["links"]) for row in rows]
    parts.append(
        f'<polyline fill="none" stroke="#1b6ca8" points="{" ".join(f"{x:.0f},{y:.0f}" for x, y, _ in points)}"/>'
    )
    parts += [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{2 + n**0.5 / 8:.1f}" fill="#1b6ca8"/>' for x, y, n in points]
    parts.append('<text x="200" y="358" text-anchor="middle">confidence (area of a dot: links)</text>')
    parts.append(
        '<text x="14" y="170" transform="rotate(-90 14 170)" text-anchor="middle">share that is right</text></svg>'
    )
    return "\n".join(parts) + "\n"


def main() -> None:
    """Measure ours and the others, and keep the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--pivot", type=Path, required=True, help="JSON file that keeps translations.")
    parser.add_argument("--hunalign", type=Path)
    parser.add_argument("--bleualign", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    _, documents = halves(read_documents(given.docs))
    cases = make_cases(documents, read_or_make_pivot(documents, given.pivot, SEEDS), SEEDS)
    damaged = {case.name: masked(case.pivot, 0.5, number) for number, case in enumerate(cases)}
    aligners: dict[str, Aligner] = {
        "sejajar": lambda case: as_links(our_links(case)),
        "sejajar, half the words of the pivot masked": lambda case: as_links(
            our_links(case.with_pivot(damaged[case.name] if case.name in damaged else masked(case.pivot, 0.5, 7)))
        ),
    }
    absent = {"vecalign": "needs LASER embeddings, a download", "bertalign": "downloads LaBSE"}
    try:
        aligners[f"galechurch {metadata.version('galechurch')} (length only)"] = galechurch
    except metadata.PackageNotFoundError:
        absent["galechurch"] = "not installed"
    if given.hunalign:
        aligners["hunalign, no dictionary"] = hunalign_from(given.hunalign, pivot=False)
        aligners["hunalign on our pivot"] = hunalign_from(given.hunalign, pivot=True)
    if given.bleualign:
        aligners["bleualign with our pivot"] = bleualign_from(given.bleualign)
    measured = reliability(cases)
    result = {
        "documents": len(documents),
        "cases": len(cases),
        "right_links": sum(len(case.gold.links) for case in cases),
        "aligners": compared(cases, aligners),
        "could_not_run": absent,
        "reliability": measured,
    }
    record(result, given.out)
    if given.plot:
        given.plot.write_text(reliability_plot(measured["tenths"]), encoding="utf-8")


if __name__ == "__main__":
    main()
