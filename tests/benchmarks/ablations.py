"""What did each step give? A table of models on the same test sets, each held against the one before it.

    python tests/benchmarks/ablations.py --dev DEV/news --dev DEV/general \
        --exclude-lines general=DEV/general.suspect-lines \
        "v0=MODEL_FOLDER" "with back-translation=OTHER_FOLDER" … \
        --out translate/bundled/ablations.json --card translate/bundled/README.md

A folder that holds NAME.en for every test set, and no model, is taken for translations made elsewhere, a line each:
those of a teacher that does not ship, say.

BLEU and chrF++ by sacreBLEU, with p of paired bootstrap resampling (1,000 samples) against the step before. The JSON
keeps every record that ``sejajar evaluate`` makes. ``--card`` writes the table between the two marks in a model card;
``--table FILE.json`` does that alone, from a file made before.
"""

import argparse
import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from recording import keep

from translate import Translator
from translate.evaluation import compare, evaluate
from translate.pair_files import read_parallel_lines
from translate.sentences import TextPair

BEGIN, END = "<!-- ablations: begin -->", "<!-- ablations: end -->"
METRICS = {"BLEU": "bleu", "chrF2++": "chrf"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("steps", nargs="*", metavar="STEP=MODEL", help="what was new, and the model that had it")
    parser.add_argument("--dev", type=Path, action="append", default=[], help="stem of STEM.id and STEM.en; repeatable")
    parser.add_argument("--exclude-lines", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--card", type=Path, help="model card that holds the two marks")
    parser.add_argument("--table", type=Path, help="take this JSON instead of running models")
    arguments = parser.parse_args()
    if arguments.table:
        result = json.loads(arguments.table.read_text(encoding="utf-8"))
    else:
        test_sets = read_test_sets(arguments.dev, arguments.exclude_lines)
        result = ablations([step.rsplit("=", 1) for step in arguments.steps], test_sets)
    print(table(result))
    keep(result, arguments.out)
    if arguments.card:
        card = arguments.card.read_text(encoding="utf-8")
        arguments.card.write_text(with_table(card, table(result)), encoding="utf-8")


Numbered: TypeAlias = dict[int, TextPair]
"""The pairs of a test set by their line, from 1."""


def read_test_sets(stems: Sequence[Path], exclude_lines: Sequence[str]) -> dict[str, Numbered]:
    """Return the test sets by name, without the lines that ``NAME=FILE`` numbers."""
    excluded = dict(option.split("=", 1) for option in exclude_lines)
    test_sets = {}
    for stem in stems:
        text = Path(excluded[stem.name]).read_text(encoding="utf-8") if stem.name in excluded else ""
        numbers = set(map(int, text.split()))
        pairs = enumerate(read_parallel_lines(stem), start=1)
        test_sets[stem.name] = {number: pair for number, pair in pairs if number not in numbers}
    return test_sets


def translator_of(model: str) -> tuple[Callable[[str, Numbered], list[str]], dict[str, object]]:
    """Return what translates a test set of a name, and its description: a model, or a folder of translations."""
    folder = Path(model)
    if folder.is_dir() and not (folder / "config.json").exists():

        def stored(name: str, pairs: Numbered) -> list[str]:
            lines = (folder / f"{name}.en").read_text(encoding="utf-8").removesuffix("\n").split("\n")
            return [lines[number - 1] for number in pairs]

        return stored, {"model": "translations made elsewhere"}
    translator = Translator.load(model)

    def translated(name: str, pairs: Numbered) -> list[str]:
        del name
        return [one.text for one in translator.translate([pair[0] for pair in pairs.values()])]

    return translated, translator.describe()


def ablations(steps: list[list[str]], test_sets: dict[str, Numbered]) -> dict[str, object]:
    """Return the record of every step on every test set, with its comparison to the step before."""
    rows: list[dict[str, object]] = []
    before: dict[str, list[str]] = {}
    for step, model in steps:
        translated, description = translator_of(model)
        sets = {}
        for name, pairs in test_sets.items():
            sources, references = ([pair[side] for pair in pairs.values()] for side in (0, 1))
            translations = translated(name, pairs)
            record = dataclasses.asdict(evaluate(sources, translations, references))
            if name in before:
                compared = compare(before[name], translations, references)
                record["against_step_before"] = [dataclasses.asdict(one) for one in compared]
            sets[name], before[name] = record, translations
        if Path(model).is_dir():  # the folder's name is of the machine that ran this, its weights are not
            description = {**description, "model": step}
        rows.append({"step": step, "model": description, "test_sets": sets})
    return {"steps": rows}


def table(result: dict) -> str:
    """Return the table in Markdown: a row a step, its gain over the row before in brackets, stars by p."""
    names = list(result["steps"][0]["test_sets"])
    columns = [f"{name} {metric}" for name in names for metric in ("BLEU", "chrF++")]
    lines = ["| step | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    for row in result["steps"]:
        cells = [cell(row["test_sets"][name], metric) for name in names for metric in METRICS]
        lines.append(f"| {row['step']} | " + " | ".join(cells) + " |")
    first = result["steps"][0]["test_sets"][names[0]]
    return "\n".join(
        [
            *lines,
            "",
            r"In brackets: the difference to the row above; \* p < 0.05, \*\* p < 0.01 by paired bootstrap resampling",
            f"(1,000 samples). Signatures: BLEU `{first['bleu']['signature']}`, chrF++ `{first['chrf']['signature']}`.",
        ]
    )


def cell(record: dict, metric: str) -> str:
    """Return a score, and its difference to the step before where there is one."""
    value = f"{record[METRICS[metric]]['value']:.1f}"
    for one in record.get("against_step_before", ()):
        if one["metric"] == metric:
            stars = "**" if one["p_value"] < 0.01 else "*" if one["p_value"] < 0.05 else ""
            return f"{value} ({one['candidate'] - one['baseline']:+.1f}{stars.replace('*', chr(92) + '*')})"
    return value


def with_table(card: str, lines: str) -> str:
    """Return a card whose text between the two marks is the table; SystemExit if it has no marks."""
    before, begin, rest = card.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"the card needs the two lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{lines}\n{END}{after}"


if __name__ == "__main__":
    main()
