import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.lexicon import PACKAGED
from translate.segmentation import segment
from translate.segmentation.records import Stretch
from translate.segmentation.roles import role_by_words, signature_start
from translate.segmentation.rules import RoleRule
from translate.sentences import Role

CODES = [
    "(ryn/DAL)",
    "(Antara/jpnn)",
    "(T.B.0/S.A.1)",
    "(T.B017/S026)",
    "(fat/jpnn/JPNN.com)",
    "(KR-ABC/Z003)",
    "(U.KR-ANT*H-KWR)",
    "(Ant/rn)",
    "(dsn,rnk)",
    "(rin)",
    "(RIN/DOD)",
    "(*)",
    "(TribunJateng.com/Rina Wati)",
]
# Real text in brackets, though it looks like a code.
TEXT = ["(km/jam)", "(dan/atau)", "(kg/ha)", "(ibu, anak)", "(orang/hari)", "(8/8)", "(31/7/2025)"]


@pytest.mark.parametrize("code", CODES)
def test_a_code_after_the_last_sentence_is_a_credit(code: str) -> None:
    for separator in (" ", "", "\n"):
        *_, last = segment(f"Hujan sudah reda. Warga desa itu pulang.{separator}{code}")
        assert (last.role, last.text) == (Role.CREDIT, code)


@pytest.mark.parametrize("text", TEXT)
def test_words_units_and_figures_in_brackets_are_no_code(text: str) -> None:
    assert role_by_words(text, PACKAGED)[1] is not RoleRule.SIGNATURE
    for sentence in (f"Warga membahas hal itu {text}.", f"Warga membahas hal itu {text}", f"Hal itu {text} dibahas."):
        assert [(one.role, one.text) for one in segment(sentence)] == [(Role.BODY, sentence)]


@pytest.mark.parametrize("text", ["(PKS/PAN)", "(PDIP/PKB/PPP)"])
def test_capitals_are_a_code_only_after_a_final_mark(text: str) -> None:
    carried = f"Koalisi itu didukung partai lain {text}"
    assert signature_start(Stretch(carried, 0, len(carried))) == len(carried)
    ended = f"Koalisi itu didukung partai lain. {text}"
    assert signature_start(Stretch(ended, 0, len(ended))) == ended.index("(")


def test_a_stop_after_the_code_needs_a_newsroom() -> None:
    house, other = "Warga pulang (mar1/jpnn).", "Warga pulang (mar1/xyz)."
    assert house[signature_start(Stretch(house, 0, len(house))) :] == "(mar1/jpnn)."
    assert signature_start(Stretch(other, 0, len(other))) == len(other)


@given(st.text(alphabet="aB1/.,*-() ", max_size=100), st.integers(0, 30))
def test_a_signature_begins_inside_the_text(text: str, start: int) -> None:
    start = min(start, len(text))
    assert start <= signature_start(Stretch(text, start, len(text))) <= len(text)
