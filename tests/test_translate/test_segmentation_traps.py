"""Real phrases that a segmenter cuts where it should not, or does not cut where it should: ``traps.tsv``."""

import pytest
from trap_list import Trap, cut, trap, traps

from translate.segmentation import segment


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{case.line}-{case.kind}",
            marks=[pytest.mark.xfail(strict=True, reason=case.known)] if case.known else [],
        )
        for case in traps()
    ],
)
def test_no_cut_is_false_and_none_is_missed(case: Trap) -> None:
    found = {sentence.start for sentence in segment(case.text)}
    assert cut(case.text, found) == cut(case.text, case.starts)


def test_the_list_is_long_and_says_what_it_does_not_reach() -> None:
    cases = traps()
    assert len({case.text for case in cases}) == len(cases) >= 350
    assert sum(len(case.starts) == 1 for case in cases) >= 150  # phrases in which every cut is false
    assert sum(bool(case.known) for case in cases) <= len(cases) // 50
    assert all(case.starts <= set(range(len(case.text))) for case in cases)


def test_signs_of_the_file() -> None:
    assert trap(1, "x\tSatu.|Dua\\|tiga.\\n|Empat\\u00a0\\\\.") == Trap(
        1, "x", "Satu.Dua|tiga.\nEmpat\u00a0\\.", frozenset({0, 5, 15}), ""
    )
