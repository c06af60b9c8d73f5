"""Are values carried over? Own sentences of eleven kinds, each right, flagged, or wrong without a flag.

    python tests/benchmarks/values.py [--model bundled] [--failures 20] --out tests/benchmarks/results/values.json

``values.tsv`` holds a sentence a line with the patterns that its English must and must not have. A sentence with
another English is flagged if a check or a filter of numbers names it.
"""

import argparse
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from recording import record

from corpus.filtering import PlainPair, failed_filters, filter_limits, score_pairs, score_rows
from translate import Translator

LIST = Path(__file__).with_name("values.tsv")
OUTCOMES = ("right", "flagged", "wrong")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A sentence, its kind, and the patterns that its English must and must not have."""

    kind: str
    source: str
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    def is_right(self, english: str) -> bool:
        """Return whether the English has every wanted pattern and none of the unwanted ones."""
        return all(re.search(one, english) for one in self.wanted) and not any(
            re.search(one, english) for one in self.unwanted
        )


def read_cases(path: Path = LIST) -> list[Case]:
    """Return the cases of a list."""
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, source, *patterns = line.rstrip("\t").split("\t")
            wanted = tuple(one for one in patterns if not one.startswith("!"))
            cases.append(
                Case(
                    kind=kind,
                    source=source,
                    wanted=wanted,
                    unwanted=tuple(one[1:] for one in patterns if one[0] == "!"),
                )
            )
    return cases


def outcomes(cases: list[Case], translator: Translator) -> list[tuple[str, str]]:
    """Return the outcome of each case and its English."""
    translations = translator.translate([case.source for case in cases])
    limits = filter_limits()
    pairs = [
        PlainPair(id=case.source, en=one.text, score=one.score) for case, one in zip(cases, translations, strict=True)
    ]
    names = [name for name in limits if name.startswith("number_")]
    found = []
    for case, one, values in zip(cases, translations, score_rows(score_pairs(pairs, names)), strict=True):
        flagged = "numbers" in one.flags or bool(failed_filters(values, {name: limits[name] for name in names}))
        found.append(("right" if case.is_right(one.text) else "flagged" if flagged else "wrong", one.text))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--failures", type=int, default=0, help="print so many sentences that are not right")
    parser.add_argument("--list", type=Path, default=LIST)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    cases = read_cases(arguments.list)
    translator = Translator.load(arguments.model)
    found = outcomes(cases, translator)
    counted = Counter((case.kind, outcome) for case, (outcome, _) in zip(cases, found, strict=True))
    total = Counter(outcome for outcome, _ in found)
    kinds = list(dict.fromkeys(case.kind for case in cases))
    result = {
        "model": translator.origin,
        "sentences": len(cases),
        **{outcome: total[outcome] for outcome in OUTCOMES},
        "right_or_flagged": round(1 - total["wrong"] / len(cases), 4),
        "by_kind": {kind: {outcome: counted[kind, outcome] for outcome in OUTCOMES} for kind in kinds},
    }
    record(result, arguments.out)
    failures = [(one, case, english) for case, (one, english) in zip(cases, found, strict=True) if one != "right"]
    for outcome, case, english in sorted(failures, key=lambda each: each[0], reverse=True)[: arguments.failures]:
        print(f"{outcome:8}{case.kind}", case.source, english, sep="\n    ")


if __name__ == "__main__":
    main()
