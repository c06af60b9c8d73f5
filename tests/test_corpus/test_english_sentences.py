"""English sentences have exact spans, whatever the text looks like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.alignment.english_sentences import english_segments


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He left. She stayed.", ["He left.", "She stayed."]),
        ("Dr. Smith met Mr. Jones at 5 p.m. in Washington. They talked.", 2),
        ('"We won," he said. "It was hard."', 2),
        ("A headline without a stop\nThe first sentence.", ["A headline without a stop", "The first sentence."]),
        ("The sentence goes on\nin the next line. Then it ends.", 2),
        ("It cost $1.5 million in 2023. That is much.", 2),
        ("They can't go. We don't know.", ["They can't go.", "We don't know."]),
        ("", 0),
        (" \n\t\n ", 0),
        ("One.\r\nTwo.\r\n", ["One.", "Two."]),
    ],
)
def test_sentences(text: str, sentences: int | list[str]) -> None:
    found = [one.text for one in english_segments(text)]
    assert len(found) == sentences if isinstance(sentences, int) else found == sentences


def test_lines_broken_at_a_column_are_joined() -> None:
    text = (
        "The president said on Monday that the two countries would sign the\n"
        "Jakarta agreement before the end of the year, and that the talks with\n"
        "Malaysia had gone well. He thanked the ministers of both sides for the\n"
        "work of the last two years.\n\n"
        "Nobody else spoke."
    )
    found = [one.text for one in english_segments(text)]
    assert len(found) == 3
    assert found[0].endswith("had gone well.")


@given(st.text(alphabet="ab A.!?\"'’\n\r\t 1,-()é—\u00a0", max_size=120))
def test_spans_are_exact_and_nothing_is_lost(text: str) -> None:
    found = english_segments(text)
    assert all(" ".join(text[one.start : one.end].split()) == one.text for one in found)
    assert all(one.text for one in found)
    ends = [0, *(one.end for one in found)]
    starts = [*(one.start for one in found), len(text)]
    assert all(not text[end:start].strip() for end, start in zip(ends, starts, strict=True))
