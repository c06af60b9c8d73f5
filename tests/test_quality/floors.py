"""What the shipped model reaches on sentences written for this project, and the floors it must not fall under.

    python tests/test_quality/floors.py                                   # scores beside their floors
    python tests/test_quality/floors.py --update                          # raises floors to what is reached now
    python tests/test_quality/floors.py --update --lower NAME --reason "why"

Raising is free. A floor that would fall is refused unless it is named with ``--lower`` and a reason is given; both are
kept in ``floors.json``. A floor is a score rounded down to a whole step of ``STEPS``, less one step: another processor
may round int8 products another way.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from translate import Translator
from translate.checks import CHECKS, number_share
from translate.evaluation import evaluate

FOLDER = Path(__file__).parent
FLOORS = FOLDER / "floors.json"
# A share may lose one sentence of the smallest set. By these steps the model in float32 is above every floor that the
# same model in int8 gives; it differs by up to 1.4 chrF where a set has 14 sentences.
STEPS = {"bleu": 1.0, "chrf": 1.0, "share": 0.1}


def news() -> list[tuple[str, str]]:
    """Return Indonesian news sentences and their English."""
    lines = (FOLDER / "news.tsv").read_text(encoding="utf-8").splitlines()
    return [(left, right) for left, right in (line.split("\t") for line in lines)]


def probes() -> dict[str, list[tuple[str, str]]]:
    """Return pairs by what they probe: numbers, dates, quotations, casing."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in (FOLDER / "probes.tsv").read_text(encoding="utf-8").splitlines():
        kind, left, right = line.split("\t")
        found.setdefault(kind, []).append((left, right))
    return found


def measured(translator: Translator) -> dict[str, float]:
    """Return what a model reaches, by name: ``SET.bleu`` and ``SET.chrf`` from 0 to 100, shares from 0 to 1."""
    sets = {"news": news(), **probes()}
    sources = [source for pairs in sets.values() for source, _ in pairs]
    texts = iter([one.text for one in translator.translate(sources)])
    scores: dict[str, float] = {}
    for name, pairs in sets.items():
        translations = [next(texts) for _ in pairs]
        left, references = [source for source, _ in pairs], [english for _, english in pairs]
        if name == "casing":  # understandable is enough: HARGA may become Prices
            translations, references = [one.lower() for one in translations], [one.lower() for one in references]
        result = evaluate(left, translations, references)
        scores[f"{name}.chrf"] = result.chrf.value
        if name == "news":
            scores[f"{name}.bleu"] = result.bleu.value
        scores[f"{name}.no_faults_share"] = 1 - result.copy_rate - result.repetition_rate - result.empty_rate
        both = list(zip(left, translations, strict=True))
        if name in ("numbers", "dates"):
            scores[f"{name}.right_share"] = _share(not CHECKS["numbers"].fails(number_share(*pair)) for pair in both)
        if name == "quotations":
            scores[f"{name}.right_share"] = _share(text.count('"') == 2 for text in translations)
    return scores


def _share(outcomes: Iterable[bool]) -> float:
    seen = list(outcomes)
    return sum(seen) / len(seen)


def room_under(name: str, score: float) -> float:
    """Return the floor for a score: rounded down to a whole step, less one step."""
    step = STEPS[name.replace("_", ".").rsplit(".", 1)[-1]]
    return round(max(0.0, math.floor(score / step + 1e-9) - 1) * step, 6)


def fallen(floors: Mapping[str, float], scores: Mapping[str, float]) -> list[str]:
    """Return the floors that a model is under, or that it is not measured by any more."""
    return [name for name, floor in floors.items() if scores.get(name, -1.0) < floor]


def updated(
    stored: Mapping[str, object], scores: Mapping[str, float], model: str, lower: Iterable[str], reason: str
) -> dict[str, object]:
    """Return the floors raised to what ``model`` reaches; SystemExit for one that falls without name and reason."""
    floors: dict[str, float] = dict(stored.get("floors", {}))  # type: ignore[call-overload]
    lowered: list[object] = list(stored.get("lowered", []))  # type: ignore[call-overload]
    under, named = fallen(floors, scores), set(lower)
    if unnamed := [name for name in under if name not in named]:
        raise SystemExit(f"would fall: {', '.join(unnamed)}; name each with --lower and say why with --reason")
    if idle := sorted(named - set(under)):
        raise SystemExit(f"not under its floor: {', '.join(idle)}; --lower is for floors that fall")
    if under and not reason.strip():
        raise SystemExit("--lower needs a --reason")
    for name in under:
        now = room_under(name, scores[name]) if name in scores else None
        lowered.append({"floor": name, "from": floors.pop(name), "to": now, "reason": reason.strip(), "model": model})
    raised = {name: max(floors.get(name, 0.0), room_under(name, score)) for name, score in scores.items()}
    return {"model": model, "floors": dict(sorted(raised.items())), "lowered": lowered}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--update", action="store_true", help="write floors.json")
    parser.add_argument(
        "--lower", action="append", default=[], metavar="NAME", help="a floor that may fall; repeatable"
    )
    parser.add_argument("--reason", default="", help="why it may")
    arguments = parser.parse_args()
    if arguments.lower and not arguments.update:
        parser.error("--lower goes with --update")
    stored = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}
    translator = Translator.load(arguments.model)
    scores = measured(translator)
    floors = stored.get("floors", {})
    for name, score in scores.items():
        sys.stdout.write(f"{name:28} {score:7.3f}  floor {floors.get(name, 0):7.3f}\n")
    if arguments.update:
        renewed = updated(stored, scores, translator.origin, arguments.lower, arguments.reason)
        FLOORS.write_text(json.dumps(renewed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
