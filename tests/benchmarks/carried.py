"""Does what must come through come through? The sentences of carried.tsv, each kind counted.

    python tests/benchmarks/carried.py [--model bundled] [--failures 20] --out tests/benchmarks/results/carried.json

A sentence is right if its English holds every part that it must hold, letter for letter, or if the pair is flagged
``not_carried``; the two are counted apart. No English may hold U+FFFD.
"""

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from recording import record

from translate import Translator

QUALITY = Path(__file__).parents[1] / "test_quality"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A sentence of the list, and what its English must hold."""

    kind: str
    text: str
    parts: tuple[str, ...]


def read_list(path: Path = QUALITY / "carried.tsv") -> list[Listed]:
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line and not line.startswith("# ")]
    rows = [line.split("\t") for line in lines]
    return [Listed(kind=kind, text=text, parts=tuple(parts.split(" | "))) for kind, text, parts in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--failures", type=int, default=0, help="how many wrong ones to print")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    translator = Translator.load(options.model, glossary=QUALITY / "terms.tsv")
    listed = read_list()
    counts = Counter[str]()
    of_kind, right_of_kind = Counter[str](), Counter[str]()
    for one, made in zip(listed, translator.translate([one.text for one in listed]), strict=True):
        # At the beginning of a sentence a term has a capital.
        come = all(part in made.text or part[:1].upper() + part[1:] in made.text for part in one.parts)
        outcome = "carried" if come else "flagged" if "not_carried" in made.flags else "lost"
        counts[outcome] += 1
        counts["with U+FFFD"] += "\ufffd" in made.text
        of_kind[one.kind] += 1
        right_of_kind[one.kind] += outcome != "lost"
        if outcome != "carried" and options.failures > 0:
            options.failures -= 1
            print(f"{outcome}: {one.text}\n    {made.text}  {one.parts} {made.flags}")
    result = {
        "sentences": len(listed),
        **{name: counts[name] for name in ("carried", "flagged", "lost", "with U+FFFD")},
        "kinds": {kind: f"{right_of_kind[kind]}/{count}" for kind, count in of_kind.items()},
    }
    record({"model": translator.origin, "carrier": translator.carrier.form, **result}, options.out)


if __name__ == "__main__":
    main()
