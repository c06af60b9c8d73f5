"""What must come through the bundled model: each tenth sentence of carried.tsv; tests/benchmarks/carried.py has all."""

from pathlib import Path

import pytest

from translate.translator import Translator

HERE = Path(__file__).parent
ROWS = [
    line.split("\t")
    for line in (HERE / "carried.tsv").read_text(encoding="utf-8").split("\n")
    if line and not line.startswith("# ")
]


def test_the_list_is_long_and_no_sentence_stands_in_it_twice() -> None:
    assert len(ROWS) >= 200
    assert len({text for _, text, _ in ROWS}) == len(ROWS)
    assert all(len(row) == 3 for row in ROWS)


@pytest.fixture(scope="module")
def bundled() -> Translator:
    return Translator.load("bundled", glossary=HERE / "terms.tsv")


def test_the_bundled_model_carries_with_its_slots(bundled: Translator) -> None:
    assert bundled.carrier.form == "slots"
    assert bundled.carrier.share >= 0.9


def test_spans_come_through_or_the_pair_is_flagged(bundled: Translator) -> None:
    rows = ROWS[::10]
    lost = [
        (text, made.text)
        for (_, text, parts), made in zip(rows, bundled.translate([text for _, text, _ in rows]), strict=True)
        if "not_carried" not in made.flags
        and not all(part in made.text or part[:1].upper() + part[1:] in made.text for part in parts.split(" | "))
    ]
    assert lost == []
