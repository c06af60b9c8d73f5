import pytest

from translate.document import reassemble
from translate.sentences import Role, Sentence


def sentences(text: str, *parts: str) -> list[Sentence]:
    found, end = [], 0
    for part in parts:
        start = text.index(part, end)
        end = start + len(part)
        found.append(Sentence(text=part, start=start, end=end, role=Role.BODY))
    return found


@pytest.mark.parametrize(
    ("text", "english", "expected"),
    [
        ("A. B. C.", {0: "a", 1: "b", 2: "c"}, "a b c"),
        ("A.B.C.", {0: "a", 1: "b", 2: "c"}, "a b c"),
        ("A.\n\nB.\nC.", {0: "a", 1: "b", 2: "c"}, "a\n\nb\nc"),
        ("A.\r\n\r\nB.\rC.", {0: "a", 1: "b", 2: "c"}, "a\n\nb\nc"),
        ("\n\nA. B. C.\n", {0: "a", 1: "b", 2: "c"}, "a b c"),
        ("A.\n\nB.\n\nC.", {0: "a", 2: "c"}, "a\n\nc"),
        ("A.\nB.\n\n\nC.", {0: "a", 2: "c"}, "a\n\n\nc"),
        ("A.\n\nB. C.", {1: "b", 2: "c"}, "b c"),
        ("A.\n\nB. C.", {0: "a", 1: "b"}, "a\n\nb"),
        ("A. B. C.", {}, ""),
    ],
)
def test_reassemble(text: str, english: dict[int, str], expected: str) -> None:
    assert reassemble(text, sentences(text, "A.", "B.", "C."), english) == expected
